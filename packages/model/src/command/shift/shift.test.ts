import { describe, expect, it } from 'vitest';
import { MAX_AMOUNT_MINOR } from '../../money/bound.ts';
import { evolve } from '../../state/evolve.ts';
import { expectedDrawer } from '../../state/z-totals.ts';
import { BRANCH, idOf, MORNING_MS, product, TestTill } from '../../testing/shop.fixture.ts';
import type { CommandBody } from '../command.ts';

const A = product(1);
const DAY_MS = 86_400_000;
const close = (countedMinor: number) => ({ kind: 'shift.close', countedMinor }) as const;

describe('a shift', () => {
  it('[SHIFT-01] opens with its date and number, one at a time', () => {
    const till = new TestTill({ open: false });
    const answer = till.done({ kind: 'shift.open', floatMinor: 5_000 });
    expect(answer).toMatchObject({ kind: 'shift', businessDate: '2010-12-01', number: 1 });
    expect(till.refused({ kind: 'shift.open', floatMinor: 0 })).toBe('SHIFT-ALREADY-OPEN');
    expect(till.last('shift.opened').drawerId).toBe(till.till.deviceId);
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
    const count = { currency: 'GBP', totalMinor: 1 };
    const bodies: readonly CommandBody[] = [
      { kind: 'shift.close', countedMinor: 0 },
      { kind: 'shift.leave' },
      { kind: 'shift.report' },
      { kind: 'shift.hand-over', toStaffId: idOf(1), counts: [] },
      { kind: 'drawer.move', move: 'paid-in', count, reason: 'x' },
      { kind: 'drawer.open', reason: 'x' },
      { kind: 'training.start' },
      { kind: 'basket.add', productId: A.id },
      { kind: 'basket.add-extra', extra: 'tip', amountMinor: 1 },
      { kind: 'basket.set-quantity', line: 1, quantityMilli: 1_000 },
      { kind: 'basket.discount', line: 1 },
      { kind: 'basket.override-price', line: 1, unitPriceMinor: 1, reason: 'x' },
      { kind: 'basket.void-line', line: 1, reason: 'x' },
      { kind: 'basket.cancel', reason: 'x' },
      { kind: 'payment.take', tender: 'cash', tenderedMinor: 1 },
      { kind: 'payment.return', paymentId: idOf(1), reason: 'x' },
      { kind: 'sale.void', saleId: idOf(1), reason: 'x' },
      { kind: 'refund.with-receipt', saleId: idOf(1), lines: [], restock: 'shop', reason: 'x' },
      { kind: 'refund.exchange', saleId: idOf(1), lines: [], restock: 'shop', reason: 'x' },
      { kind: 'refund.without-receipt', lines: [], restock: 'shop', reason: 'x' },
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
      restock: 'shop',
      reason: 'broken',
    });
    expect(till.done(close(10_450))).toMatchObject({ kind: 'z', label: 'H1-7KQ2-Z-1', varianceMinor: -50 });
    expect(till.last('shift.closed')).toMatchObject({
      drawer: [
        {
          currency: 'GBP',
          floatMinor: 10_000,
          expectedMinor: 10_500,
          countedMinor: 10_450,
          varianceMinor: -50,
        },
      ],
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
    expect(sales).toBe(31);
    till.done({ kind: 'basket.cancel', reason: 'too dear' });
    till.done(close(0));
    expect(till.last('shift.closed').totals.salesGrossMinor).toBe(30 * MAX_AMOUNT_MINOR);
  });

  it('[SHIFT-04] a Z of 5,000 sales is made at once', () => {
    const till = new TestTill();
    till.sell({ productId: A.id });
    const [, payment, sale] = till.recorded;
    let { state } = till;
    for (let n = 2; n <= 5_000; n += 1) state = evolve(evolve(state, payment!), sale!);
    till.state = state;
    expect(state.shift?.totals).toMatchObject({ salesCount: 5_000, salesGrossMinor: 500_000 });
    expect(expectedDrawer(state.shift!.totals)).toEqual(new Map([['GBP', 500_000]]));
  });
});

describe('a stated business date', () => {
  const open = (businessDate: string, reason = 'the clock was wrong') =>
    ({ kind: 'shift.open', floatMinor: 0, businessDate, reason }) as const;

  it("[SHIFT-12] another date than the clock's is a fact with a reason", () => {
    const till = new TestTill({ open: false });
    expect(till.refused(open('2010-12-24', ' '))).toBe('REASON-MISSING');
    expect(till.done(open('2010-12-24'))).toMatchObject({ businessDate: '2010-12-24' });
    expect(till.last('clock.overridden')).toEqual({
      kind: 'clock.overridden',
      shiftId: till.state.shift?.shiftId,
      clockDate: '2010-12-01',
      statedDate: '2010-12-24',
      reason: 'the clock was wrong',
    });
    expect(till.recorded.map(({ stamp }) => stamp.businessDate)).toEqual(['2010-12-24', '2010-12-24']);
  });

  it("[SHIFT-12] it may lie before the clock's, never before the last one known here", () => {
    const till = new TestTill();
    till.done(close(0));
    till.utcMs += 10 * DAY_MS;
    expect(till.refused(open('2010-11-30'))).toBe('BUSINESS-DATE-BEFORE');
    till.done(open('2010-12-01'));
    expect(till.last('clock.overridden')).toMatchObject({ clockDate: '2010-12-11' });
    till.done(close(0));
    till.utcMs -= 20 * DAY_MS;
    expect(till.done({ kind: 'shift.open', floatMinor: 0 })).toMatchObject({ businessDate: '2010-12-01' });
  });

  it("[SHIFT-12] the clock's own date, stated, overrides nothing", () => {
    const till = new TestTill({ open: false, role: 'cashier' });
    till.done({ kind: 'shift.open', floatMinor: 0, businessDate: '2010-12-01' });
    expect(till.facts().map(({ kind }) => kind)).toEqual(['shift.opened']);
  });

  it('[SHIFT-12] no date more than a year off: it could never be taken back', () => {
    const till = new TestTill({ open: false });
    expect(till.refused(open('2011-12-03'))).toBe('BUSINESS-DATE-FAR');
    expect(till.refused(open('0001-01-01'))).toBe('BUSINESS-DATE-FAR');
    till.done(open('2011-12-02'));
    till.done(close(0));
    // The clock was reset: the last date here says what is near.
    till.utcMs = 0;
    till.done(open('2011-12-31'));
    expect(till.last('clock.overridden')).toMatchObject({
      clockDate: '1969-12-31',
      statedDate: '2011-12-31',
    });
  });

  it('[SHIFT-12] it needs its right', () => {
    const till = new TestTill({ open: false, role: 'cashier' });
    expect(till.refused(open('2010-12-24'))).toBe('RIGHT-MISSING');
  });
});
