import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundForCash } from '../money/round-for-cash.ts';
import { worthOf } from './foreign.ts';
import { mayGo } from './progress.ts';
import { PAYMENT_STATES } from './payment.ts';
import { take } from './taking.ts';

const FIVE = { stepMinor: 5, mode: 'half-away' } as const;

const taken = (
  kind: 'cash' | 'card' | 'voucher' | 'account',
  tendered: number,
  due: number,
  cashDue = due,
) => {
  const result = take({ kind, givesChange: false }, tendered, { dueMinor: due, cashDueMinor: cashDue }, FIVE);
  return result.ok ? result.taking : result.rejection.code;
};

describe('what comes of money tendered', () => {
  it('[PAY-08] cash covers what is due in coins, up or down, and rounds nothing else', () => {
    expect(taken('cash', 1_000, 998, 1_000)).toMatchObject({
      amountMinor: 1_000,
      cashRoundingMinor: 2,
      completes: true,
    });
    expect(taken('cash', 2_000, 1_002, 1_000)).toMatchObject({
      amountMinor: 1_000,
      changeMinor: 1_000,
      cashRoundingMinor: -2,
      completes: true,
    });
    expect(taken('cash', 999, 1_002, 1_000)).toMatchObject({
      amountMinor: 999,
      cashRoundingMinor: 0,
      completes: false,
    });
    expect(taken('cash', 0, 2, 0)).toMatchObject({ amountMinor: 0, cashRoundingMinor: -2, completes: true });
    expect(taken('card', 1_002, 1_002, 1_000)).toMatchObject({ amountMinor: 1_002, cashRoundingMinor: 0 });
  });

  it('[PAY-08] cash that is exactly what is due is enough, where coins would ask for more', () => {
    expect(taken('cash', 8, 8, 10)).toMatchObject({ amountMinor: 8, cashRoundingMinor: 0, completes: true });
    expect(taken('cash', 9, 8, 10)).toMatchObject({ amountMinor: 9, cashRoundingMinor: 1, completes: true });
    expect(taken('cash', 7, 8, 10)).toMatchObject({ amountMinor: 7, completes: false });
  });

  it('[PAY-11] a voucher forfeits or gives change, and stays whole where nothing is due', () => {
    expect(taken('voucher', 5_000, 3_000)).toMatchObject({ amountMinor: 3_000, forfeitedMinor: 2_000 });
    expect(taken('voucher', 5_000, 0)).toMatchObject({ amountMinor: 0, forfeitedMinor: 0, completes: true });
    const change = (tendered: number, dueMinor: number) =>
      take({ kind: 'voucher', givesChange: true }, tendered, { dueMinor, cashDueMinor: dueMinor }, FIVE);
    expect(change(5_000, 3_000)).toMatchObject({
      taking: { amountMinor: 3_000, changeMinor: 2_000, forfeitedMinor: 0 },
    });
    const rounded = [
      change(5_000, 3_002),
      change(5_000, 3_003),
      change(4_998, 3_002),
      change(5, 1),
      change(4, 1),
    ];
    expect(
      rounded.map((each) =>
        each.ok ? [each.taking.amountMinor, each.taking.changeMinor, each.taking.cashRoundingMinor] : [],
      ),
    ).toEqual([
      [3_000, 2_000, -2],
      [3_005, 1_995, 2],
      [3_003, 1_995, 1],
      [0, 0, -1],
      [0, 0, -1],
    ]);
  });

  it('[PAY-10] a card and an account pay at most what is due', () => {
    expect(taken('card', 101, 100)).toBe('CARD-OVER-DUE');
    expect(taken('account', 101, 100)).toBe('ACCOUNT-OVER-DUE');
    expect(taken('account', 100, 100)).toMatchObject({ completes: true });
    expect(taken('card', 0, 0)).toMatchObject({ amountMinor: 0, completes: true });
  });

  it('[PAY-04] nothing is not taken where something is due', () => {
    for (const kind of ['cash', 'card', 'voucher', 'account'] as const) {
      expect(taken(kind, 0, 1)).toBe('PAYMENT-ZERO');
    }
  });

  it('[PAY-01] tendered less change less forfeited is the amount, whatever the kind', () => {
    const amount = fc.nat(1_000_000);
    const tender = fc.record({
      kind: fc.constantFrom('cash' as const, 'card' as const, 'voucher' as const, 'account' as const),
      givesChange: fc.boolean(),
    });
    const rounding = fc.record({
      stepMinor: fc.constantFrom(1, 5, 10, 100),
      mode: fc.constantFrom('half-away' as const, 'half-even' as const, 'down' as const),
    });
    fc.assert(
      fc.property(tender, amount, amount, rounding, (of, tendered, dueMinor, cash) => {
        const cashDueMinor = roundForCash(dueMinor, cash);
        const result = take(of, tendered, { dueMinor, cashDueMinor }, cash);
        if (!result.ok) return;
        const { amountMinor, changeMinor, forfeitedMinor, cashRoundingMinor, completes } = result.taking;
        expect(Math.min(amountMinor, changeMinor, forfeitedMinor)).toBeGreaterThanOrEqual(0);
        const tenderedFor = amountMinor === 0 ? 0 : tendered - changeMinor - forfeitedMinor;
        expect(tenderedFor).toBe(amountMinor);
        const roundedMinor = completes ? amountMinor - dueMinor : 0;
        expect([cashRoundingMinor, amountMinor < dueMinor || completes]).toEqual([roundedMinor, true]);
        const inCash = of.kind === 'cash' || changeMinor > 0;
        expect(inCash || amountMinor === 0 ? 0 : cashRoundingMinor).toBe(0);
        expect(of.kind === 'cash' ? 0 : changeMinor % cash.stepMinor).toBe(0);
        expect(Math.abs(cashRoundingMinor)).toBeLessThan(cash.stepMinor);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('foreign cash', () => {
  it('[PAY-09] is worth its amount at the rate, whatever decimals the currencies have', () => {
    const at = (currency: string, ratePpb: number) => ({ currency, ratePpb });
    expect(worthOf(1_000, at('EUR', 850_000_000), 'GBP')).toBe(850);
    expect(worthOf(1, at('EUR', 850_000_000), 'GBP')).toBe(1);
    expect(worthOf(10_000, at('JPY', 5_200_000), 'GBP')).toBe(5_200);
    expect(worthOf(1_000, at('KWD', 2_600_000_000), 'GBP')).toBe(260);
    expect(worthOf(1_000, at('GBP', 192_307_692_308), 'JPY')).toBe(1_923);
    expect(worthOf(2_001, at('JPY', 2_500_000), 'KWD')).toBe(5_003);
    expect(worthOf(1e12, at('KWD', 1e15), 'JPY')).toBeGreaterThan(1e12);
  });
});

describe('the way of a payment', () => {
  it('[PAY-16] goes forward only, as the table says, and ends', () => {
    const ways = PAYMENT_STATES.flatMap((from) =>
      PAYMENT_STATES.filter((to) => mayGo(from, to)).map((to) => `${from} ${to}`),
    );
    expect(ways).toEqual([
      'requested approved',
      'requested stored',
      'requested unknown',
      'requested declined',
      'approved captured',
      'approved reversed',
      'stored captured',
      'stored declined',
      'stored expired',
      'stored reversed',
      'unknown approved',
      'unknown stored',
      'unknown declined',
    ]);
  });
});
