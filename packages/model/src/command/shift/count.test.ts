import { describe, expect, it } from 'vitest';
import { MAX_AMOUNT_MINOR } from '../../money/bound.ts';
import { BRANCH, staffIdOf, product, TestTill } from '../../testing/shop.fixture.ts';
import { FOREIGN } from '../../testing/way/shift.fixture.ts';
import type { CommandBody } from '../command.ts';

type Close = Extract<CommandBody, { kind: 'shift.close' }>;
type Counts = NonNullable<Close['counts']>;

const close = (counts: Counts): Close => ({ kind: 'shift.close', counts });
const move = (kind: 'paid-in' | 'paid-out' | 'drop', totalMinor: number, currency = 'GBP'): CommandBody => ({
  kind: 'drawer.move',
  move: kind,
  count: { currency, totalMinor },
  reason: 'bank',
});
const codes = (till: TestTill, ...counts: readonly Counts[number][]) => till.refused(close(counts));

describe('counting', () => {
  it('[DRAWER-01] a sum, coins and notes, or both where they agree', () => {
    const till = new TestTill({ floatMinor: 1_000 });
    const pieces = [
      { valueMinor: 500, count: 1 },
      { valueMinor: 100, count: 5 },
      { valueMinor: 50, count: 0 },
    ];
    expect(codes(till, { currency: 'GBP', totalMinor: 999, denominations: pieces })).toBe('COUNT-MISMATCH');
    expect(codes(till, { currency: 'GBP' })).toBe('COUNT-MISSING');
    expect(codes(till, { currency: 'gbp', totalMinor: 1 })).toBe('CURRENCY-UNKNOWN');
    till.done(close([{ currency: 'GBP', totalMinor: 1_000, denominations: pieces }]));
    expect(till.last('shift.closed').drawer).toEqual([
      {
        currency: 'GBP',
        floatMinor: 1_000,
        expectedMinor: 1_000,
        countedMinor: 1_000,
        varianceMinor: 0,
        denominations: pieces.slice(0, 2),
      },
    ]);
  });

  it('[DRAWER-01] each currency once, each coin once, and no more than a drawer can hold', () => {
    const till = new TestTill();
    const gbp = { currency: 'GBP', totalMinor: 0 };
    expect(codes(till, gbp, gbp)).toBe('COUNT-REPEATED');
    const twice = [
      { valueMinor: 100, count: 1 },
      { valueMinor: 100, count: 2 },
    ];
    expect(codes(till, { currency: 'GBP', denominations: twice })).toBe('COUNT-REPEATED');
    const heaps = [{ valueMinor: 1_000_000_000, count: 1_000_000 }];
    expect(codes(till, gbp, { currency: 'EUR', denominations: heaps })).toBe('AMOUNT-OUT-OF-BOUNDS');
  });

  it('[DRAWER-01] one sum or counts, exactly one of the two, to open and to close', () => {
    const till = new TestTill({ open: false });
    const counts = [{ currency: 'GBP', totalMinor: 5 }];
    expect(till.refused({ kind: 'shift.open' })).toBe('COUNT-AMBIGUOUS');
    expect(till.refused({ kind: 'shift.open', floatMinor: 5, floats: counts })).toBe('COUNT-AMBIGUOUS');
    till.done({ kind: 'shift.open', floats: counts });
    expect(till.refused({ kind: 'shift.close' })).toBe('COUNT-AMBIGUOUS');
    expect(till.refused({ kind: 'shift.close', countedMinor: 5, counts })).toBe('COUNT-AMBIGUOUS');
    expect(till.done(close(counts))).toMatchObject({ varianceMinor: 0 });
  });

  it('[DRAWER-02] coins and notes of the base currency are those of the branch, if it names any', () => {
    const strange = { currency: 'GBP', denominations: [{ valueMinor: 3, count: 2 }] };
    expect(codes(new TestTill(), strange)).toBe('DENOMINATION-UNKNOWN');
    const open = new TestTill({ branch: { ...BRANCH, denominations: [] } });
    expect(codes(open, strange)).toBe('done');
    const foreign = { currency: 'EUR', denominations: [{ valueMinor: 3, count: 2 }] };
    expect(codes(new TestTill(), { currency: 'GBP', totalMinor: 0 }, foreign)).toBe('done');
  });

  it('[DRAWER-03] the base currency, and whatever else something is expected of, has to be counted', () => {
    const till = new TestTill();
    till.done({ kind: 'basket.add', productId: product(3).id });
    till.done({ kind: 'payment.take', tender: 'euro', tenderedMinor: 500 });
    const [gbp, eur] = [
      { currency: 'GBP', totalMinor: 0 },
      { currency: 'EUR', totalMinor: 500 },
    ];
    expect(codes(till, gbp)).toBe('COUNT-MISSING');
    expect(codes(till, eur)).toBe('COUNT-MISSING');
    expect(till.refused({ kind: 'shift.close', countedMinor: 0 })).toBe('COUNT-MISSING');
    // 5.00 EUR at 0.85 are 4.25 GBP, of which 1.25 went back as change, in the base currency.
    expect(till.done(close([eur, { currency: 'USD', totalMinor: 7 }, gbp]))).toMatchObject({
      varianceMinor: 125,
    });
    expect(
      till.last('shift.closed').drawer.map(({ currency, varianceMinor }) => [currency, varianceMinor]),
    ).toEqual([
      ['GBP', 125],
      ['EUR', 0],
      ['USD', 7],
    ]);
  });

  it('[DRAWER-04] a variance beyond the limit, either way, wants somebody who may accept it', () => {
    const branch = { ...BRANCH, drawer: { blindCount: false, varianceLimitMinor: 100 } };
    for (const counted of [899, 1_101]) {
      const till = new TestTill({ branch, role: 'cashier', floatMinor: 1_000 });
      const body: CommandBody = { kind: 'shift.close', countedMinor: counted };
      expect(till.refused(body)).toBe('VARIANCE-TOO-LARGE');
      till.done(body, { staffId: staffIdOf('supervisor'), pin: '1' });
      expect(till.last('approval.given')).toMatchObject({ right: 'accept-variance', amountMinor: 101 });
      expect(till.recorded.at(-1)?.stamp.approverId).toBe(staffIdOf('supervisor'));
    }
    for (const counted of [900, 1_100]) {
      const till = new TestTill({ branch, role: 'cashier', floatMinor: 1_000 });
      till.done({ kind: 'shift.close', countedMinor: counted });
    }
    const owner = new TestTill({ branch, floatMinor: 1_000 });
    owner.done({ kind: 'shift.close', countedMinor: 0 });
  });

  it('[DRAWER-05] the Z says whether it was counted blindly', () => {
    for (const blindCount of [true, false]) {
      const till = new TestTill({ branch: { ...BRANCH, drawer: { ...BRANCH.drawer, blindCount } } });
      till.done({ kind: 'shift.close', countedMinor: 0 });
      expect(till.last('shift.closed').blind).toBe(blindCount);
    }
  });
});

describe('the float', () => {
  it('[DRAWER-06] stands by currency, the base currency first, which is always there', () => {
    const till = new TestTill({ open: false });
    const floats = [
      { currency: 'USD', totalMinor: 5 },
      { currency: 'EUR', totalMinor: 700 },
    ];
    till.done({ kind: 'shift.open', floats });
    expect(till.last('shift.opened').floats.map(({ currency }) => currency)).toEqual(['GBP', 'EUR', 'USD']);
    till.done(close([...floats, { currency: 'GBP', totalMinor: 0 }]));
    expect(till.last('shift.closed').drawer).toMatchObject([
      { currency: 'GBP', floatMinor: 0 },
      { currency: 'EUR', floatMinor: 700, varianceMinor: 0 },
      { currency: 'USD', floatMinor: 5, varianceMinor: 0 },
    ]);
  });
});

describe('currencies', () => {
  it('[SHIFT-06] a drawer holds as many as its Z can say, so that it can always be closed', () => {
    const [first, ...others] = FOREIGN;
    const till = new TestTill({ open: false });
    expect(till.refused({ kind: 'shift.open', floats: FOREIGN })).toBe('CURRENCY-TOO-MANY');
    till.done({ kind: 'shift.open', floats: others });
    expect(till.refused(move('paid-in', 1, first!.currency))).toBe('CURRENCY-TOO-MANY');
    till.done(move('paid-in', 1, others[0]!.currency));
    // A tender of one more currency would do the same.
    till.done({ kind: 'basket.add', productId: product(3).id });
    expect(till.refused({ kind: 'payment.take', tender: 'euro', tenderedMinor: 10 })).toBe(
      'AMOUNT-OUT-OF-BOUNDS',
    );
    till.done({ kind: 'basket.cancel', reason: 'x' });
    till.done(close([{ currency: 'GBP', totalMinor: 0 }, ...others]));
    expect(till.last('shift.closed').drawer).toHaveLength(16);
  });
});

describe('cash in and out', () => {
  it('[DRAWER-07] paid in, paid out and dropped, each with a reason', () => {
    const till = new TestTill({ floatMinor: 1_000 });
    till.done(move('paid-in', 500));
    till.done(move('paid-out', 200));
    till.done(move('drop', 300));
    till.done(move('paid-in', 40, 'EUR'));
    const blank = { ...move('drop', 1), reason: ' ' } as CommandBody;
    expect(till.refused(blank)).toBe('REASON-MISSING');
    expect(till.refused(move('drop', 0))).toBe('DRAWER-MOVE-EMPTY');
    expect(till.refused(move('paid-in', MAX_AMOUNT_MINOR + 1))).toBe('AMOUNT-OUT-OF-BOUNDS');
    expect(till.refused(move('paid-in', 1, 'XXX'))).toBe('CURRENCY-UNKNOWN');
    till.done(
      close([
        { currency: 'GBP', totalMinor: 1_000 },
        { currency: 'EUR', totalMinor: 40 },
      ]),
    );
    expect(till.last('shift.closed').totals.drawer).toMatchObject([
      { currency: 'EUR', paidInMinor: 40 },
      { currency: 'GBP', floatMinor: 1_000, paidInMinor: 500, paidOutMinor: 200, droppedMinor: 300 },
    ]);
    expect(till.last('shift.closed').drawer.map(({ varianceMinor }) => varianceMinor)).toEqual([0, 0]);
  });

  it('[DRAWER-07] no more goes out than should be there of that currency', () => {
    const till = new TestTill({ floatMinor: 100 });
    expect(till.refused(move('drop', 101))).toBe('DRAWER-TOO-LITTLE');
    expect(till.refused(move('paid-out', 1, 'EUR'))).toBe('DRAWER-TOO-LITTLE');
    till.done(move('drop', 100));
  });

  it('[DRAWER-08] opening without a sale needs a reason and is counted', () => {
    const till = new TestTill();
    expect(till.refused({ kind: 'drawer.open', reason: '' })).toBe('REASON-MISSING');
    till.done({ kind: 'drawer.open', reason: 'change for a note' });
    till.done({ kind: 'shift.close', countedMinor: 0 });
    expect(till.last('shift.closed').totals.noSalesCount).toBe(1);
  });
});
