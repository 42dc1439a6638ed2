import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_AMOUNT_MINOR } from '../money/bound.ts';
import { evolve, initialTillState } from '../state/evolve.ts';
import { BRANCH, idOf, MORNING_MS, product, TestTill } from '../testing/shop.fixture.ts';
import type { CommandBody } from './command.ts';

const A = product(1);
const DAY_MS = 86_400_000;
const close = (countedMinor: number) => ({ kind: 'shift.close', countedMinor }) as const;

describe('a shift', () => {
  it('[SHIFT-01] opens with its date and number, one at a time', () => {
    const till = new TestTill({ open: false });
    const answer = till.done({ kind: 'shift.open', floatMinor: 5_000 });
    expect(answer).toMatchObject({ kind: 'shift', businessDate: '2010-12-01', number: 1 });
    expect(till.refused({ kind: 'shift.open', floatMinor: 0 })).toBe('SHIFT-ALREADY-OPEN');
    till.done(close(5_000));
    till.utcMs -= 5 * DAY_MS;
    expect(till.done({ kind: 'shift.open', floatMinor: 0 })).toMatchObject({
      businessDate: '2010-12-01',
      number: 2,
    });
  });

  it('[SHIFT-01] its date begins at the cut-off', () => {
    const night = new TestTill({ utcMs: MORNING_MS - 6 * 3_600_000 });
    expect(night.state.shift?.businessDate).toBe('2010-11-30');
    const midnight = new TestTill({
      utcMs: MORNING_MS - 6 * 3_600_000,
      branch: { ...BRANCH, cutoffMinutes: 0 },
    });
    expect(midnight.state.shift?.businessDate).toBe('2010-12-01');
  });

  it('[SHIFT-02] money and baskets need one', () => {
    const till = new TestTill({ open: false });
    const bodies: readonly CommandBody[] = [
      { kind: 'shift.close', countedMinor: 0 },
      { kind: 'basket.add', productId: A.id },
      { kind: 'basket.set-quantity', line: 1, quantityMilli: 1_000 },
      { kind: 'basket.discount', line: 1 },
      { kind: 'basket.override-price', line: 1, unitPriceMinor: 1, reason: 'x' },
      { kind: 'basket.void-line', line: 1, reason: 'x' },
      { kind: 'basket.cancel', reason: 'x' },
      { kind: 'payment.take', tender: 'cash', tenderedMinor: 1 },
      { kind: 'payment.return', paymentId: idOf(1), reason: 'x' },
      { kind: 'refund.with-receipt', saleId: idOf(1), lines: [], restock: true, reason: 'x' },
      { kind: 'refund.without-receipt', lines: [], restock: true, reason: 'x' },
    ];
    expect(bodies.map((body) => till.refused(body))).toEqual(bodies.map(() => 'SHIFT-NOT-OPEN'));
  });

  it('[SHIFT-02] its facts keep its date after midnight and beyond the cut-off', () => {
    const till = new TestTill();
    till.utcMs += DAY_MS;
    till.sell({ productId: A.id });
    till.done({
      kind: 'stock.move',
      reason: 'received',
      lines: [{ productId: A.id, quantityMilli: 1_000 }],
      note: '',
    });
    till.done(close(100));
    const [shiftId] = till.recorded.map(({ stamp }) => stamp.shiftId);
    expect(
      till.recorded.every(({ stamp }) => stamp.businessDate === '2010-12-01' && stamp.shiftId === shiftId),
    ).toBe(true);
    expect(till.done({ kind: 'shift.open', floatMinor: 0 })).toMatchObject({ businessDate: '2010-12-02' });
  });

  it('[SHIFT-03] float + received - change - given back is expected, and the difference is the variance', () => {
    const till = new TestTill({ floatMinor: 10_000 });
    till.sell({ productId: A.id, quantityMilli: 7_000 });
    till.done({
      kind: 'refund.without-receipt',
      lines: [{ productId: A.id, quantityMilli: 2_000, unitPriceMinor: 100 }],
      restock: true,
      reason: 'broken',
    });
    expect(till.done(close(10_450))).toMatchObject({ kind: 'z', label: 'H1-7KQ2-Z-1', varianceMinor: -50 });
    expect(till.last('shift.closed')).toMatchObject({
      floatMinor: 10_000,
      expectedMinor: 10_500,
      countedMinor: 10_450,
      varianceMinor: -50,
      totals: {
        salesCount: 1,
        salesGrossMinor: 700,
        refundsCount: 1,
        refundsGrossMinor: 200,
        rates: [{ taxClass: 'standard', ratePpm: 175_000, netMinor: 426, taxMinor: 74, grossMinor: 500 }],
        tenders: [{ tender: 'cash', receivedMinor: 700, givenBackMinor: 200 }],
      },
    });
    expect(till.state.shift).toBeNull();
  });

  it('[SHIFT-05] an open basket keeps it open', () => {
    const till = new TestTill();
    till.done({ kind: 'basket.add', productId: A.id });
    expect(till.refused(close(0))).toBe('SHIFT-HAS-BASKET');
  });

  it('[SHIFT-06] what would not fit a Z is refused, so that it can be closed', () => {
    const till = new TestTill({ products: [product(1, { priceMinor: MAX_AMOUNT_MINOR })] });
    let code = 'done';
    let sales = 0;
    while (code === 'done') {
      till.done({ kind: 'basket.add', productId: A.id });
      code = till.refused({ kind: 'payment.take', tender: 'cash', tenderedMinor: MAX_AMOUNT_MINOR });
      sales += 1;
    }
    expect(code).toBe('AMOUNT-OUT-OF-BOUNDS');
    expect(sales).toBe(1_000);
    till.done({ kind: 'basket.cancel', reason: 'too dear' });
    till.done(close(0));
    expect(till.last('shift.closed').totals.salesGrossMinor).toBe(999 * MAX_AMOUNT_MINOR);
  });

  it('[SHIFT-04] a Z of 5,000 sales is made at once', () => {
    const till = new TestTill();
    till.sell({ productId: A.id });
    const [, payment, sale] = till.recorded;
    let { state } = till;
    for (let n = 2; n <= 5_000; n += 1) state = evolve(evolve(state, payment!), sale!);
    till.state = state;
    till.done(close(500_000));
    expect(till.last('shift.closed')).toMatchObject({ varianceMinor: 0, totals: { salesCount: 5_000 } });
  });
});

/** A day of trade as a list of small choices. */
type Step = { readonly what: number; readonly amount: number };
const steps: fc.Arbitrary<readonly Step[]> = fc.array(fc.record({ what: fc.nat(8), amount: fc.nat(400) }), {
  maxLength: 40,
});

const walk = (till: TestTill, { what, amount }: Step): void => {
  const [line] = till.state.basket?.lines ?? [];
  const [payment] = till.state.basket?.payments ?? [];
  const quantityMilli = (1 + (amount % 5)) * 1_000;
  const productId = product(1 + (amount % 3)).id;
  switch (what) {
    case 0:
    case 1:
      till.run({ kind: 'basket.add', productId, quantityMilli });
      return;
    case 2:
    case 3:
      till.run({ kind: 'payment.take', tender: 'cash', tenderedMinor: amount });
      return;
    case 4:
      if (payment !== undefined)
        till.run({ kind: 'payment.return', paymentId: payment.paymentId, reason: 'x' });
      return;
    case 5:
      if (line !== undefined) till.run({ kind: 'basket.void-line', line: line.line, reason: 'x' });
      return;
    case 6:
      if (line !== undefined)
        till.run({ kind: 'basket.discount', line: line.line, amountMinor: amount, reason: 'x' });
      return;
    case 7:
      till.run({
        kind: 'refund.without-receipt',
        lines: [{ productId, quantityMilli, unitPriceMinor: amount }],
        restock: amount % 2 === 0,
        reason: 'x',
      });
      return;
    default:
      till.run({ kind: 'shift.close', countedMinor: amount });
      till.run({ kind: 'shift.open', floatMinor: amount });
  }
};

describe('any trade', () => {
  it('[DOC-01] numbers run 1..n per kind without a gap, whatever was refused (I3)', () => {
    fc.assert(
      fc.property(steps, (trade) => {
        const till = new TestTill();
        for (const step of trade) walk(till, step);
        const numbers = { receipt: 0, refund: 0, z: 0 };
        for (const fact of till.facts()) {
          if (!('document' in fact)) continue;
          numbers[fact.document.kind] += 1;
          expect(fact.document.number).toBe(numbers[fact.document.kind]);
        }
        expect(till.state.documentNumbers).toEqual(numbers);
      }),
    );
  });

  it('[SHIFT-03] the drawer is what the facts say (I8)', () => {
    fc.assert(
      fc.property(steps, (trade) => {
        const till = new TestTill();
        for (const step of trade) walk(till, step);
        let expected = 0;
        const drawers: (readonly [said: number, summed: number])[] = [];
        for (const fact of till.facts()) {
          if (fact.kind === 'shift.opened') expected = fact.floatMinor;
          else if (fact.kind === 'payment.taken') expected += fact.tenderedMinor - fact.changeMinor;
          else if (fact.kind === 'payment.returned') expected -= fact.amountMinor;
          else if (fact.kind === 'refund.completed') expected -= fact.totalMinor;
          else if (fact.kind === 'shift.closed') {
            drawers.push([fact.expectedMinor, expected], [fact.varianceMinor, fact.countedMinor - expected]);
          }
        }
        if (till.state.shift !== null) drawers.push([till.state.shift.expectedMinor, expected]);
        for (const [said, summed] of drawers) expect(said).toBe(summed);
      }),
    );
  });

  it('[SHIFT-04] a Z is the sum of its shift', () => {
    fc.assert(
      fc.property(steps, (trade) => {
        const till = new TestTill();
        for (const step of trade) walk(till, step);
        const sums = { sales: 0, refunds: 0, net: 0, tax: 0, voids: 0 };
        for (const fact of till.facts()) {
          const sign = fact.kind === 'sale.completed' ? 1 : -1;
          if (fact.kind === 'shift.opened')
            Object.assign(sums, { sales: 0, refunds: 0, net: 0, tax: 0, voids: 0 });
          if (fact.kind === 'line.voided') sums.voids += 1;
          if (fact.kind === 'sale.completed' || fact.kind === 'refund.completed') {
            sums[sign === 1 ? 'sales' : 'refunds'] += fact.totalMinor;
            for (const { netMinor, taxMinor } of fact.rates) {
              sums.net += sign * netMinor;
              sums.tax += sign * taxMinor;
            }
          }
          if (fact.kind !== 'shift.closed') continue;
          const { totals } = fact;
          expect(totals.salesGrossMinor).toBe(sums.sales);
          expect(totals.refundsGrossMinor).toBe(sums.refunds);
          expect(totals.voidedLinesCount).toBe(sums.voids);
          expect(totals.rates.reduce((sum, { netMinor }) => sum + netMinor, 0)).toBe(sums.net);
          expect(totals.rates.reduce((sum, { taxMinor }) => sum + taxMinor, 0)).toBe(sums.tax);
        }
      }),
    );
  });

  it('[FACT-05] the state follows from the facts, but for basket and session', () => {
    fc.assert(
      fc.property(steps, (trade) => {
        const till = new TestTill();
        for (const step of trade) walk(till, step);
        const { basket, session, ...own } = till.state;
        const again = till.recorded.reduce(evolve, initialTillState());
        expect({ ...again, basket, session }).toEqual({ ...own, basket, session });
        expect(again.basket).toBeNull();
      }),
    );
  });
});
