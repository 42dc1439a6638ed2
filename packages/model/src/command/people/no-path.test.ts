import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact, FactKind } from '../../fact/fact.ts';
import { DEFAULT_ROLES } from '../../people/role.ts';
import type { BasketLine, TillState } from '../../state/till-state.ts';
import { expectedDrawer } from '../../state/z-totals.ts';
import { staffIdOf, TestTill } from '../../testing/shop.fixture.ts';
import { attempt, trade } from '../../testing/trade.fixture.ts';

/** One command as it went: what stood before, what it wrote, what stands now. */
type Step = {
  readonly before: TillState;
  readonly facts: readonly Fact[];
  readonly after: TillState;
  readonly approverId: string | null;
};

const LIMIT_MINOR = 150;
const LIMIT_PPM = 100_000;

const day = fc.array(fc.record({ trade, help: fc.constantFrom(null, null, 'right', 'right', 'wrong') }), {
  minLength: 20,
  maxLength: 80,
});
type Day = typeof day extends fc.Arbitrary<infer T> ? T : never;

type Watched = {
  readonly steps: readonly Step[];
  readonly failures: readonly { readonly code: string; readonly facts: readonly FactKind[] }[];
};
const limits = { discountPpm: LIMIT_PPM, refundMinor: LIMIT_MINOR, cashMoveMinor: LIMIT_MINOR, noSales: 1 };

/** A limited cashier, to whom an owner sometimes lends a PIN, right or wrong. */
const watch = (happened: Day): Watched => {
  const till = new TestTill({ floatMinor: 5_000 });
  till.known.roles.set('cashier', { ...DEFAULT_ROLES[0]!, limits });
  const steps: Step[] = [];
  const failures: Watched['failures'][number][] = [];
  for (const { trade: each, help } of happened) {
    if (till.state.session?.staffId !== staffIdOf('cashier')) till.signIn('cashier');
    till.approvalPin = help ?? 'right';
    const before = till.state;
    const result = attempt(till, each, help === null ? undefined : { staffId: staffIdOf('owner'), pin: '1' });
    if (result === null) continue;
    if (result.ok) {
      const { facts } = result.decision;
      const approverId = facts.at(-1)?.stamp.approverId ?? null;
      steps.push({ before, facts: facts.map(({ fact }) => fact), after: till.state, approverId });
    } else {
      const facts = (result.facts ?? []).map(({ fact }) => fact.kind);
      failures.push({ code: result.rejection.code, facts });
    }
  }
  return { steps, failures };
};

/** The steps of any day that `isWrong` finds: there may be none. */
const wrongSteps = (isWrong: (step: Step) => boolean): Step | undefined => {
  let found: Step | undefined;
  fc.assert(
    fc.property(day, (happened) => {
      found = watch(happened).steps.find(isWrong);
      return found === undefined;
    }),
  );
  return found;
};
const kinds = (facts: readonly Fact[]): readonly FactKind[] => facts.map(({ kind }) => kind);
const linesOf = ({ basket }: TillState): ReadonlyMap<number, BasketLine> =>
  new Map((basket?.lines ?? []).map((line) => [line.line, line]));

/** What was done by hand to an open basket, each with its line (0: the basket). */
const handWork = ({ basket }: TillState): readonly string[] => [
  ...[...linesOf({ basket } as TillState)].flatMap(([line, { overrideReason, unitPriceMinor, discount }]) => [
    ...(overrideReason === undefined ? [] : [`override ${line} ${unitPriceMinor} ${overrideReason}`]),
    ...(discount === undefined ? [] : [`discount ${line} ${discount.reason}`]),
  ]),
  ...(basket?.discounts ?? []).map(({ reason }) => `discount 0 ${reason}`),
];

/** What of it a fact tells: that it was sold, quoted or withdrawn. */
const toldBy = (fact: Fact): readonly string[] => {
  switch (fact.kind) {
    case 'sale.completed':
    case 'quote.issued':
      return [
        ...fact.lines.flatMap(({ line, overrideReason, unitPriceMinor, discount }) => [
          ...(overrideReason === undefined ? [] : [`override ${line} ${unitPriceMinor} ${overrideReason}`]),
          ...(discount === undefined ? [] : [`discount ${line} ${discount.reason}`]),
        ]),
        ...fact.discounts.map(({ reason }) => `discount 0 ${reason}`),
      ];
    case 'override.withdrawn':
      return [`override ${fact.line} ${fact.unitPriceMinor} ${fact.reason}`];
    case 'discount.withdrawn':
      return [`discount ${fact.line ?? 0} ${fact.reason}`];
    default:
      return [];
  }
};

/** Hand work that is no longer on the basket and that no fact tells; one alike elsewhere does not count for it. */
const untold = ({ before, facts, after }: Step): readonly string[] => {
  const accounted = [...facts.flatMap(toldBy), ...handWork(after)];
  return handWork(before).filter((work) => {
    const at = accounted.indexOf(work);
    if (at >= 0) accounted.splice(at, 1);
    return at < 0;
  });
};

/** Lines that went from a basket that stays open, without a fact that says so. */
const unsaid = ({ before, facts, after }: Step): readonly number[] => {
  const now = linesOf(after);
  return [...linesOf(before).keys()].filter(
    (number) =>
      !now.has(number) && !facts.some((fact) => fact.kind === 'line.voided' && fact.line.line === number),
  );
};

describe('any trade of a limited cashier', () => {
  it('[STAFF-09] a basket goes away sold, cancelled, quoted or voided line by line, and says so', () => {
    const ends: readonly FactKind[] = ['sale.completed', 'basket.cancelled', 'quote.issued', 'line.voided'];
    const wrong = wrongSteps(({ before, facts, after }) => {
      if (before.basket === null || after.basket !== null) return false;
      const lastExtra = before.basket.lines.length === 0 && before.basket.extras.length === 1;
      return !lastExtra && !kinds(facts).some((kind) => ends.includes(kind));
    });
    expect(wrong).toBeUndefined();
  });

  it('[STAFF-09] a line goes from an open basket by a fact', () => {
    const wrong = wrongSteps(
      (step) => step.before.basket !== null && step.after.basket !== null && unsaid(step).length > 0,
    );
    expect(wrong).toBeUndefined();
  });

  it('[STAFF-09] an override or discount stays on the basket until it is told, and names who did it', () => {
    let told = 0;
    const wrong = wrongSteps((step) => {
      told += step.facts.flatMap(toldBy).length;
      const { lines = [], discounts = [] } = step.after.basket ?? {};
      const nameless =
        lines.some(({ overrideReason, overriddenBy }) => overrideReason !== undefined && !overriddenBy) ||
        [...discounts, ...lines.flatMap(({ discount }) => discount ?? [])].some(({ staffId }) => !staffId);
      return nameless || untold(step).length > 0;
    });
    expect(wrong).toBeUndefined();
    expect(told).toBeGreaterThan(5);
  });

  it('[STAFF-09] what should be in the drawer changes only with a fact of money', () => {
    const money: readonly FactKind[] = [
      'payment.taken',
      'payment.changed',
      'payment.returned',
      'refund.completed',
      'sale.voided',
      'drawer.moved',
      'shift.opened',
    ];
    const wrong = wrongSteps(({ before, facts, after }) => {
      if (before.shift === null || after.shift === null) return false;
      const [old, now] = [before.shift, after.shift].map(({ totals }) => [...expectedDrawer(totals)]);
      return (
        JSON.stringify(old) !== JSON.stringify(now) && !kinds(facts).some((kind) => money.includes(kind))
      );
    });
    expect(wrong).toBeUndefined();
  });

  it('[APPR-01] beyond the limits there is always somebody who approved it', () => {
    let approved = 0;
    const wrong = wrongSteps((step) => {
      const { before, facts, approverId } = step;
      const beyond = facts.some(
        (fact) =>
          (fact.kind === 'refund.completed' &&
            (fact.original === undefined || fact.totalMinor > LIMIT_MINOR)) ||
          (fact.kind === 'drawer.moved' && fact.count.totalMinor > LIMIT_MINOR) ||
          (fact.kind === 'drawer.opened' && (before.shift?.totals.noSalesCount ?? 0) > 0),
      );
      const priced = (step.after.basket?.lines ?? []).filter(
        (line) => line.overrideReason !== undefined && !(before.basket?.lines ?? []).includes(line),
      );
      const asked = priced.some(({ overrideApproverId }) => overrideApproverId === undefined);
      if (asked) return true;
      if (!beyond) return false;
      approved += 1;
      return approverId !== staffIdOf('owner') || facts[0]?.kind !== 'approval.given';
    });
    expect(wrong).toBeUndefined();
    expect(approved).toBeGreaterThan(10);
  });

  it('[APPR-06] every wrong PIN is a fact, and no other refusal leaves one', () => {
    fc.assert(
      fc.property(day, (steps) => {
        for (const { code, facts } of watch(steps).failures) {
          expect(facts).toEqual(code === 'PIN-WRONG' ? ['sign-in.failed'] : []);
        }
      }),
    );
  });
});
