import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../fact/fact.ts';
import { GOLDEN_FACTS } from '../fact/golden/golden.fixture.ts';
import { facts, shuffled } from '../fold/random-fact.fixture.ts';
import {
  addFactToSum,
  addFactToZ,
  addTotals,
  EMPTY_Z,
  EMPTY_Z_SUM,
  expectedDrawer,
  sumsOf,
  takeFactFromSum,
} from './z-totals.ts';

const sumOf = (given: readonly Fact[]) => given.reduce(addFactToZ, EMPTY_Z);
const { training: _training, ...taken } = GOLDEN_FACTS['payment.taken'];
const { training: _trained, ...changed } = GOLDEN_FACTS['payment.changed'];
const { training: _also, ...returned } = GOLDEN_FACTS['payment.returned'];

const counting = (fact: Fact): number | undefined => {
  const received = (state: string) => ['approved', 'stored', 'captured'].includes(state);
  if ('training' in fact && fact.training) return undefined;
  if (fact.kind === 'payment.taken') return 1;
  if (fact.kind === 'payment.changed' && received(fact.payment.state) && !received(fact.from)) return 1;
  if (fact.kind === 'payment.changed' && fact.payment.state === 'reversed' && received(fact.from)) return -1;
  return undefined;
};

/** I8 in other words: what moves into and out of a drawer of one currency, fact by fact. */
const cashIn = (fact: Fact, currency: string): number => {
  const base = currency === 'GBP';
  switch (fact.kind) {
    case 'shift.opened':
      return fact.floats.reduce((sum, of) => sum + (of.currency === currency ? of.totalMinor : 0), 0);
    case 'drawer.moved':
      return fact.count.currency === currency
        ? fact.count.totalMinor * (fact.move === 'paid-in' ? 1 : -1)
        : 0;
    case 'payment.taken':
    case 'payment.changed': {
      const { payment } = fact;
      if (counting(fact) === undefined) return 0;
      if (counting(fact) === -1) return base && payment.kind === 'cash' ? -payment.amountMinor : 0;
      const into = payment.foreign?.currency ?? 'GBP';
      const tendered = payment.foreign?.tenderedMinor ?? payment.tenderedMinor;
      const put = payment.kind === 'cash' && into === currency ? tendered : 0;
      return put - (base ? payment.changeMinor : 0);
    }
    case 'payment.returned':
      return base && fact.training !== true && fact.payout.kind === 'cash' ? -fact.payout.amountMinor : 0;
    case 'refund.completed':
    case 'sale.voided':
      return base
        ? -fact.payouts.reduce((sum, { kind, amountMinor }) => sum + (kind === 'cash' ? amountMinor : 0), 0)
        : 0;
    default:
      return 0;
  }
};

describe('the sums of a shift', () => {
  it('[FACT-09] are the same in any order of its facts', () => {
    fc.assert(
      fc.property(
        fc.array(facts, { maxLength: 25 }).chain((given) => fc.tuple(fc.constant(given), shuffled(given))),
        ([given, other]) => {
          expect(sumOf(other)).toEqual(sumOf(given));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('[FACT-12] are what they would be without a fact that is taken back, to the last entry of a list', () => {
    const some = fc.array(facts, { maxLength: 20 });
    fc.assert(
      fc.property(
        fc
          .tuple(some, some)
          .chain(([stay, go]) => fc.tuple(fc.constant(stay), shuffled([...stay, ...go]), shuffled(go))),
        ([stay, all, back]) => {
          const left = back.reduce(takeFactFromSum, all.reduce(addFactToSum, EMPTY_Z_SUM));
          expect(left).toEqual(stay.reduce(addFactToSum, EMPTY_Z_SUM));
          expect(left.totals).toEqual(sumOf(stay));
          expect(sumsOf(left.totals).every((sum) => !Object.is(sum, -0))).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('[FACT-09] of several tills are the sums of all their facts', () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 25 }), fc.nat(25), (given, at) => {
        const [mine, theirs] = [sumOf(given.slice(0, at)), sumOf(given.slice(at))];
        expect(addTotals(mine, theirs)).toEqual(sumOf(given));
        expect(addTotals(theirs, mine)).toEqual(addTotals(mine, theirs));
      }),
      { numRuns: 300 },
    );
  });

  it('[FACT-09] I8: the drawer of each currency is what went in and out, and nothing is -0', () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 25 }), (given) => {
        const totals = sumOf(given);
        const expected = expectedDrawer(totals);
        for (const currency of ['GBP', 'EUR']) {
          const moved = given.reduce((sum, fact) => sum + cashIn(fact, currency), 0);
          expect(expected.get(currency) ?? 0).toBe(moved);
        }
        expect(sumsOf(totals).every((sum) => Number.isSafeInteger(sum) && !Object.is(sum, -0))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('[FACT-09] a fact that counts nothing leaves the very same sums', () => {
    for (const kind of ['training.started', 'payment.requested', 'invoice.issued', 'stock.moved'] as const) {
      expect(addFactToZ(EMPTY_Z, GOLDEN_FACTS[kind])).toBe(EMPTY_Z);
    }
  });

  it('[FACT-09] what was done while training counts nothing but the training sale', () => {
    const trained: readonly Fact[] = [
      { ...taken, training: true },
      { ...changed, from: 'unknown', training: true },
      { ...returned, training: true },
      GOLDEN_FACTS['line.voided'],
      GOLDEN_FACTS['basket.cancelled'],
      { ...GOLDEN_FACTS['document.reprinted'], documentKind: 'training-receipt' },
      { ...GOLDEN_FACTS['sale.completed'], document: { kind: 'training-receipt', number: 1, label: 'x' } },
    ];
    expect(sumOf(trained)).toEqual({ ...EMPTY_Z, trainingCount: 1 });
  });
});

describe('what counts', () => {
  it('[FACT-09] a sale: rates, discounts, extras and its rounding', () => {
    expect(sumOf([GOLDEN_FACTS['sale.completed']])).toMatchObject({
      salesCount: 1,
      salesGrossMinor: 1_969,
      discountsMinor: 153 + 127,
      discountsCount: 3,
      overridesCount: 1,
      cashRoundingMinor: 1,
      extras: [{ kind: 'deposit', amountMinor: 500 }],
      tenders: [],
      drawer: [],
    });
  });

  it('[FACT-09] a sale and its void leave nothing but their counts', () => {
    const both = sumOf([GOLDEN_FACTS['sale.completed'], GOLDEN_FACTS['sale.voided']]);
    expect(both).toMatchObject({
      salesCount: 1,
      voidsCount: 1,
      voidsGrossMinor: 1_969,
      cashRoundingMinor: 0,
    });
    expect(both.rates.map(({ netMinor, taxMinor, grossMinor }) => [netMinor, taxMinor, grossMinor])).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(both.extras).toEqual([{ kind: 'deposit', amountMinor: 0 }]);
    expect(expectedDrawer(both).get('GBP')).toBe(-950);
  });

  it('[FACT-09] foreign cash in its own currency, its change in the base currency', () => {
    const { payment } = taken;
    const given = { ...taken, payment: { ...payment, amountMinor: 800, changeMinor: 50 } };
    expect(sumOf([given])).toMatchObject({
      tenders: [{ tender: 'euro', kind: 'cash', currency: 'EUR', receivedMinor: 1_000 }],
      drawer: [
        { currency: 'EUR', receivedMinor: 1_000, changeMinor: 0 },
        { currency: 'GBP', receivedMinor: 0, changeMinor: 50 },
      ],
    });
  });

  it('[FACT-09] a card payment from its approval on; what is undone after that goes back or is lost', () => {
    const step = (from: typeof changed.from, state: typeof changed.from): Fact => ({
      ...changed,
      from,
      payment: { ...changed.payment, state },
    });
    const tender = (...steps: readonly Fact[]) => sumOf(steps).tenders[0];
    const card = { tender: 'card', kind: 'card', currency: 'GBP', receivedMinor: 400, givenBackMinor: 0 };
    expect(tender(step('requested', 'unknown'))).toBeUndefined();
    expect(tender(step('requested', 'declined'))).toBeUndefined();
    expect(tender(step('unknown', 'approved'), step('approved', 'captured'))).toEqual(card);
    expect(tender(step('requested', 'stored'), step('stored', 'captured'))).toEqual(card);
    expect(tender(step('requested', 'stored'), step('stored', 'expired'))).toEqual({
      ...card,
      lostMinor: 400,
    });
    expect(tender(step('requested', 'approved'), step('approved', 'reversed'))).toEqual({
      ...card,
      givenBackMinor: 400,
    });
  });

  it('[FACT-09] no-sales, reprints, voided lines and cancelled baskets are counted, and not what was withdrawn', () => {
    const { training: _line, ...voided } = GOLDEN_FACTS['line.voided'];
    const { training: _basket, ...cancelled } = GOLDEN_FACTS['basket.cancelled'];
    const { training: _price, ...overridden } = GOLDEN_FACTS['override.withdrawn'];
    expect(
      sumOf([
        voided,
        cancelled,
        overridden,
        GOLDEN_FACTS['drawer.opened'],
        GOLDEN_FACTS['document.reprinted'],
        GOLDEN_FACTS['drawer.moved'],
      ]),
    ).toEqual({
      ...EMPTY_Z,
      voidedLinesCount: 1,
      cancelledBasketsCount: 1,
      noSalesCount: 1,
      reprintsCount: 1,
      drawer: [
        {
          currency: 'EUR',
          floatMinor: 0,
          receivedMinor: 0,
          changeMinor: 0,
          givenBackMinor: 0,
          paidInMinor: 0,
          paidOutMinor: 0,
          droppedMinor: 700,
        },
      ],
    });
  });
});
