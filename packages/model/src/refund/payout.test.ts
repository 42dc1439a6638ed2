import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundForCash } from '../money/round-for-cash.ts';
import type { Payment } from '../payment/payment.ts';
import { isCashBack } from '../payment/payout.ts';
import { CASH } from '../payment/tender.ts';
import type { CashRounding } from '../state/shop.ts';
import { idOf } from '../testing/goods.fixture.ts';
import { payOut, type PayoutAsk } from './payout.ts';

const ONE: CashRounding = { stepMinor: 1, mode: 'half-away' };
const FIVE: CashRounding = { stepMinor: 5, mode: 'half-away' };

const paid = (
  n: number,
  kind: Payment['kind'],
  amountMinor: number,
  over: Partial<Payment> = {},
): Payment => ({
  paymentId: idOf(n),
  tender: kind,
  kind,
  state: 'captured',
  amountMinor,
  tenderedMinor: amountMinor,
  changeMinor: 0,
  ...over,
});

/** A receipt of one line in pennies, of which parts come back one after the other. */
const receiptOf = (totalMinor: number, payments: readonly Payment[], rounding: CashRounding = ONE) => {
  const paidMinor = payments.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const refundedPayments = new Map<string, number>();
  let backMinor = 0;
  const line = { line: 1, netMinor: totalMinor, taxMinor: 0 };
  const sale = { lines: [line], payments, totalMinor, cashRoundingMinor: paidMinor - totalMinor };
  return {
    refundedPayments,
    lose: (n: number, amountMinor: number) => refundedPayments.set(idOf(n), amountMinor),
    /** Given back as version 1 wrote it: without the payment. */
    backUnnamed: (partMinor: number) => void (backMinor += partMinor),
    back: (partMinor: number, over: Partial<PayoutAsk> = {}) => {
      const refundedLines = new Map([
        [1, { quantityMilli: 1, netMinor: backMinor, taxMinor: 0, taxes: new Map<string, number>() }],
      ]);
      const record = { sale, refundedLines, refundedPayments } as unknown as PayoutAsk['record'];
      const result = payOut({ record, totalMinor: partMinor, cashRounding: rounding, ...over });
      backMinor += partMinor;
      for (const { paymentId, amountMinor } of result.payouts) {
        if (paymentId !== undefined) {
          refundedPayments.set(paymentId, (refundedPayments.get(paymentId) ?? 0) + amountMinor);
        }
      }
      return result;
    },
  };
};
const amounts = ({ payouts }: ReturnType<typeof payOut>) =>
  payouts.map(({ tender, amountMinor }) => `${tender} ${amountMinor}`);

describe('how money goes back', () => {
  it('[REFUND-10] first to what was no cash, in its order, each as far as it covers; then cash', () => {
    const receipt = receiptOf(1_000, [paid(1, 'cash', 300), paid(2, 'card', 400), paid(3, 'voucher', 300)]);
    expect(amounts(receipt.back(500))).toEqual(['card 400', 'voucher 100']);
    expect(amounts(receipt.back(300))).toEqual(['voucher 200', 'cash 100']);
    expect(amounts(receipt.back(200))).toEqual(['cash 200']);
  });

  it('[REFUND-10] worth of goods and foreign cash go back as cash, a deposit as a deposit, the rest as its own', () => {
    const foreign = { currency: 'EUR', tenderedMinor: 200, ratePpb: 500_000_000 };
    const { payouts } = receiptOf(600, [
      paid(1, 'exchange', 100, { originId: idOf(91) }),
      paid(2, 'cash', 100, { tender: 'euro', foreign }),
      paid(3, 'deposit', 100, { originId: idOf(93) }),
      paid(4, 'account', 100, { customerId: idOf(94) }),
      paid(5, 'voucher', 100, { reference: 'V-5' }),
      paid(6, 'card', 100, { tender: 'visa', reference: 'old' }),
    ]).back(600, { reference: 'new' });
    expect(payouts).toEqual([
      { tender: 'deposit', kind: 'deposit', amountMinor: 100, paymentId: idOf(3), originId: idOf(93) },
      { tender: 'account', kind: 'account', amountMinor: 100, paymentId: idOf(4), customerId: idOf(94) },
      { tender: 'voucher', kind: 'voucher', amountMinor: 100, paymentId: idOf(5), reference: 'V-5' },
      { tender: 'visa', kind: 'card', amountMinor: 100, paymentId: idOf(6), reference: 'new' },
      { tender: 'cash', kind: 'cash', amountMinor: 100, paymentId: idOf(1) },
      { tender: 'cash', kind: 'cash', amountMinor: 100, paymentId: idOf(2) },
    ]);
  });

  it('[REFUND-10] what was paid besides goods is not given back with them', () => {
    const receipt = receiptOf(2_000, [paid(1, 'card', 1_500), paid(2, 'cash', 1_000)]);
    // 5.00 of the 25.00 were a tip: the sale has no rounding.
    const tipped = receiptOf(2_000, [paid(1, 'card', 2_500)]);
    expect(amounts(receipt.back(1_600))).toEqual(['card 1500', 'cash 100']);
    expect(amounts(tipped.back(1_999))).toEqual(['card 1999']);
    expect(amounts(tipped.back(1))).toEqual(['card 1']);
  });

  it('[REFUND-12] cash in coins by the running total, and the last part takes the remainder', () => {
    const receipt = receiptOf(1_002, [paid(1, 'cash', 1_000)], FIVE);
    const parts = [333, 333, 336].map((part) => receipt.back(part));
    expect(parts.map(({ payouts }) => payouts[0]?.amountMinor)).toEqual([335, 330, 335]);
    expect(parts.map(({ cashRoundingMinor }) => cashRoundingMinor)).toEqual([2, -3, -1]);
    const small = receiptOf(10, [paid(1, 'cash', 10)], FIVE);
    expect([1, 1, 1, 7].map((part) => amounts(small.back(part)))).toEqual([[], [], ['cash 5'], ['cash 5']]);
  });

  it('[REFUND-12] to the unit where the cash was not taken in coins', () => {
    const receipt = receiptOf(1_003, [paid(1, 'cash', 1_003)], FIVE);
    expect(amounts(receipt.back(500))).toEqual(['cash 500']);
    expect(amounts(receipt.back(503))).toEqual(['cash 503']);
  });

  it('[REFUND-13] another tender gets the same amounts, payment by payment, in coins where it is cash', () => {
    const payments = [paid(1, 'card', 503), paid(2, 'cash', 500)];
    const tender = { ...CASH, id: 'gift', kind: 'voucher' as const };
    const other = receiptOf(1_003, payments, FIVE).back(1_003, { tender });
    expect(other).toMatchObject({
      payouts: [
        { tender: 'gift', kind: 'voucher', amountMinor: 503, paymentId: idOf(1) },
        { tender: 'gift', kind: 'voucher', amountMinor: 500, paymentId: idOf(2) },
      ],
      cashRoundingMinor: 0,
      otherTender: true,
    });
    const cash = receiptOf(1_003, payments, FIVE).back(1_003, { tender: CASH });
    expect([amounts(cash), cash.cashRoundingMinor, cash.otherTender]).toEqual([
      ['cash 503', 'cash 502'],
      2,
      true,
    ]);
    expect(receiptOf(500, [paid(2, 'cash', 500)], FIVE).back(500, { tender: CASH }).otherTender).toBe(false);
    expect(amounts(receiptOf(2, [paid(1, 'card', 2)], FIVE).back(2, { tender: CASH }))).toEqual([]);
  });

  it('[REFUND-14] what no payment covers any more goes back in cash, as another tender', () => {
    const receipt = receiptOf(2_000, [paid(1, 'card', 1_000), paid(2, 'cash', 1_000)], FIVE);
    receipt.lose(1, 1_000);
    expect(receipt.back(600)).toMatchObject({
      payouts: [{ tender: 'cash', amountMinor: 600 }],
      otherTender: false,
    });
    const rest = receipt.back(1_402);
    expect(amounts(rest)).toEqual(['cash 400', 'cash 1000']);
    expect(rest.otherTender).toBe(true);
    expect(rest.payouts[1]).not.toHaveProperty('paymentId');
  });

  it('[REFUND-11] after refunds that named no payment the rest is given back, and no more', () => {
    const receipt = receiptOf(1_000, [paid(1, 'cash', 600), paid(2, 'cash', 400)]);
    receipt.backUnnamed(400);
    expect(amounts(receipt.back(300))).toEqual(['cash 300']);
    expect(amounts(receipt.back(300))).toEqual(['cash 300']);
    expect(receipt.refundedPayments.get(idOf(1))).toBe(600);
  });

  it('[AFTER-06] what pays another basket is taken from cash first, and cash from there on in coins', () => {
    const receipt = receiptOf(2_002, [paid(1, 'card', 1_000), paid(2, 'cash', 1_000)], FIVE);
    const first = receipt.back(1_500, { exchangeMinor: 333 });
    expect(amounts(first)).toEqual(['exchange 333', 'card 1000', 'cash 165']);
    expect(first.payouts[0]?.paymentId).toBe(idOf(2));
    expect(first.cashRoundingMinor).toBe(-2);
    expect(amounts(receipt.back(502))).toEqual(['cash 500']);
    const whole = receiptOf(1_002, [paid(1, 'cash', 1_000)], FIVE).back(1_002, { exchangeMinor: 1_002 });
    expect([amounts(whole), whole.otherTender]).toEqual([['exchange 1002'], false]);
    const free = receiptOf(2, [], FIVE).back(2, { exchangeMinor: 2 });
    expect(amounts(free)).toEqual(['exchange 2']);
  });
});

describe('parts at random', () => {
  const rounding = fc.record({
    stepMinor: fc.constantFrom(1, 5, 10, 100),
    mode: fc.constantFrom('half-away' as const, 'half-even' as const, 'down' as const),
  });
  const pieces = fc.array(
    fc.record({ kind: fc.constantFrom('card', 'voucher', 'cash', 'account'), amount: fc.nat(3_000) }),
    { maxLength: 5 },
  );

  /** Pays the first pieces exactly, cash of them in coins, and the rest in cash, rounded. */
  const payments = (
    totalMinor: number,
    given: readonly { kind: string; amount: number }[],
    cash: CashRounding,
  ) => {
    let due = totalMinor;
    const all: Payment[] = [];
    for (const [n, { kind, amount }] of given.entries()) {
      const coins = kind === 'cash' ? amount - (amount % cash.stepMinor) : amount;
      if (coins === 0 || coins > due) continue;
      all.push(paid(n + 1, kind as Payment['kind'], coins));
      due -= coins;
    }
    const last = roundForCash(due, cash);
    return last === 0 ? all : [...all, paid(99, 'cash', last)];
  };

  it('[REFUND-11] give back exactly what was paid, payment by payment, cash always in coins', () => {
    const cuts = fc.array(fc.nat(2_000), { maxLength: 12 });
    fc.assert(
      fc.property(fc.nat(9_000), pieces, rounding, cuts, (totalMinor, given, cash, parts) => {
        const all = payments(totalMinor, given, cash);
        const receipt = receiptOf(totalMinor, all, cash);
        let left = totalMinor;
        for (const part of [...parts, totalMinor]) {
          const now = Math.min(part, left);
          left -= now;
          const { payouts, otherTender, cashRoundingMinor } = receipt.back(now);
          expect(otherTender).toBe(false);
          expect(Math.abs(cashRoundingMinor)).toBeLessThan(2 * cash.stepMinor);
          for (const { kind, amountMinor } of payouts) {
            expect(amountMinor).toBeGreaterThan(0);
            expect(kind === 'cash' ? amountMinor % cash.stepMinor : 0).toBe(0);
          }
          for (const { paymentId, amountMinor } of all) {
            expect(receipt.refundedPayments.get(paymentId) ?? 0).toBeLessThanOrEqual(amountMinor);
          }
        }
        for (const { paymentId, amountMinor } of all) {
          expect(receipt.refundedPayments.get(paymentId) ?? 0).toBe(amountMinor);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('[REFUND-11] also where some of it pays other baskets: nothing is paid twice, and cash is coins', () => {
    const cuts = fc.array(fc.record({ part: fc.nat(2_000), exchange: fc.nat(2_000) }), { maxLength: 8 });
    fc.assert(
      fc.property(fc.nat(9_000), pieces, rounding, cuts, (totalMinor, given, cash, parts) => {
        const all = payments(totalMinor, given, cash);
        const receipt = receiptOf(totalMinor, all, cash);
        let left = totalMinor;
        let out = 0;
        for (const { part, exchange } of [...parts, { part: totalMinor, exchange: 0 }]) {
          const now = Math.min(part, left);
          left -= now;
          const result = receipt.back(now, { exchangeMinor: Math.min(exchange, now) });
          expect(result.otherTender).toBe(false);
          for (const { kind, amountMinor } of result.payouts) {
            out += amountMinor;
            expect(kind === 'cash' ? amountMinor % cash.stepMinor : 0).toBe(0);
          }
        }
        const paidMinor = all.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
        expect(Math.abs(out - paidMinor)).toBeLessThan(2 * cash.stepMinor);
        for (const payment of all) {
          const back = receipt.refundedPayments.get(payment.paymentId) ?? 0;
          const slack = isCashBack(payment) || cash.stepMinor > 1 ? cash.stepMinor : 1;
          expect(back).toBeLessThan(payment.amountMinor + slack);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
