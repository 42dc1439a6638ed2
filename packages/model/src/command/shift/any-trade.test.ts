import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../fact/fact.ts';
import { applyDecision, evolve, initialTillState } from '../../state/evolve.ts';
import { addFactToZ, EMPTY_Z, expectedDrawer } from '../../state/z-totals.ts';
import { drawerAfter } from '../../testing/drawer.fixture.ts';
import { BRANCH, EXCLUSIVE, TestTill } from '../../testing/shop.fixture.ts';
import { attempt, clear, counted, trade, type Trade } from '../../testing/trade.fixture.ts';

const day = fc.array(trade, { minLength: 10, maxLength: 80 });

/** A day at one till: the drawer is counted and a new shift opened at each third of it. */
const tillAfter = (steps: readonly Trade[], branch = BRANCH): TestTill => {
  const till = new TestTill({ branch, floatMinor: 2_000 });
  for (const [at, step] of steps.entries()) {
    attempt(till, step);
    if (at % 20 !== 19) continue;
    clear(till);
    till.done({ kind: 'shift.close', counts: counted(step.amount) });
    till.done({ kind: 'shift.open', floats: counted(step.amount) });
  }
  return till;
};

/** The facts from each opening to its Z, or to the end. */
const shiftsOf = (till: TestTill): readonly (readonly Fact[])[] =>
  till.recorded
    .flatMap(({ fact }) => (fact.kind === 'shift.opened' ? [fact.shiftId] : []))
    .map((shiftId) => till.recorded.filter(({ stamp }) => stamp.shiftId === shiftId).map(({ fact }) => fact));

const nonZero = (sums: ReadonlyMap<string, number>) =>
  Object.fromEntries([...sums].filter(([, minor]) => minor !== 0));

describe('any trade at one till', () => {
  it('[DOC-01] numbers run 1..n per kind without a gap, whatever was refused (I3)', () => {
    fc.assert(
      fc.property(day, (steps) => {
        const last = new Map<string, number>();
        for (const fact of tillAfter(steps).facts()) {
          if (!('document' in fact)) continue;
          const { kind, number, label } = fact.document;
          expect(number).toBe((last.get(kind) ?? 0) + 1);
          expect(label).toMatch(new RegExp(`^H1-7KQ2-[A-Z]-${number}$`));
          last.set(kind, number);
        }
      }),
    );
  });

  it('[SHIFT-03] the drawer is what the facts say, by currency (I8)', () => {
    fc.assert(
      fc.property(day, (steps) => {
        const till = tillAfter(steps);
        const [current, ...closed] = shiftsOf(till).toReversed();
        expect(nonZero(expectedDrawer(till.state.shift!.totals))).toEqual(drawerAfter(current!));
        for (const facts of closed) {
          const z = facts.find((fact) => fact.kind === 'shift.closed');
          const expected = drawerAfter(facts);
          for (const { currency, expectedMinor, countedMinor, varianceMinor } of z?.drawer ?? []) {
            expect(expectedMinor).toBe(expected[currency] ?? 0);
            expect(varianceMinor).toBe(countedMinor - expectedMinor);
          }
          expect(z?.drawer.map(({ currency }) => currency)).toEqual(
            expect.arrayContaining(Object.keys(expected)),
          );
        }
      }),
    );
  });

  it('[SHIFT-04] a Z is the sum of its shift, whatever order its facts are added in', () => {
    fc.assert(
      fc.property(day, (steps) => {
        for (const facts of shiftsOf(tillAfter(steps))) {
          const z = facts.find((fact) => fact.kind === 'shift.closed');
          if (z === undefined) continue;
          expect(z.totals).toEqual(facts.toReversed().reduce(addFactToZ, EMPTY_Z));
        }
      }),
    );
  });

  /** As it is, without coins below five, with tax on top, and with tax rounded by the line. */
  const branches = [
    BRANCH,
    { ...BRANCH, cashRounding: { stepMinor: 5, mode: 'half-away' as const } },
    { ...EXCLUSIVE, cashRounding: { stepMinor: 10, mode: 'down' as const } },
    { ...EXCLUSIVE, taxRounding: 'line' as const },
  ];

  it('[SHIFT-04] sales less refunds and voids are the rates, and what is due is what was paid (I7)', () => {
    fc.assert(
      fc.property(day, fc.constantFrom(...branches), (steps, branch) => {
        const till = tillAfter(steps, branch);
        const sums: (readonly [said: number, summed: number])[] = [];
        for (const { fact } of till.recorded) {
          if (fact.kind === 'shift.closed') {
            const { salesGrossMinor, refundsGrossMinor, voidsGrossMinor, rates } = fact.totals;
            const gross = rates.reduce((sum, { grossMinor }) => sum + grossMinor, 0);
            sums.push([gross, salesGrossMinor - refundsGrossMinor - voidsGrossMinor]);
            for (const rate of rates) sums.push([rate.netMinor + rate.taxMinor, rate.grossMinor]);
          }
          if (fact.kind === 'refund.completed' || fact.kind === 'sale.voided') {
            const extras = 'extras' in fact ? fact.extras : [];
            const due = extras.reduce((sum, { amountMinor }) => sum + amountMinor, fact.totalMinor);
            const paidOut = fact.payouts.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
            sums.push([due + fact.cashRoundingMinor, paidOut]);
          }
          if (fact.kind !== 'sale.completed') continue;
          for (const { tenderedMinor, changeMinor, forfeitedMinor = 0, amountMinor } of fact.payments) {
            sums.push([tenderedMinor - changeMinor - forfeitedMinor, amountMinor]);
          }
          const extras = fact.extras.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
          const paid = fact.payments.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
          const gross = fact.rates.reduce((sum, { netMinor, taxMinor }) => sum + netMinor + taxMinor, 0);
          sums.push([gross, fact.totalMinor]);
          sums.push([fact.totalMinor + extras + fact.cashRoundingMinor, paid]);
        }
        expect(sums.filter(([said, summed]) => said !== summed)).toEqual([]);
      }),
    );
  });

  it('[FACT-05] the state follows from the facts, but for basket and session', () => {
    fc.assert(
      fc.property(day, (steps) => {
        const till = tillAfter(steps);
        const { basket, session, ...own } = till.state;
        const again = till.recorded.reduce(evolve, initialTillState());
        expect({ ...again, basket, session }).toEqual({ ...own, basket, session });
        expect(again.basket).toBeNull();
        const same = applyDecision(till.state, { facts: [], answer: { kind: 'done' } });
        expect(same).toEqual(till.state);
      }),
    );
  });
});
