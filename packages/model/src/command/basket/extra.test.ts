import { describe, expect, it } from 'vitest';
import { MAX_AMOUNT_MINOR } from '../../money/bound.ts';
import { EXTRA_KINDS } from '../../sale/extra.ts';
import { idOf, product, staffIdOf, TestTill } from '../../testing/shop.fixture.ts';

const A = product(1);
const CUSTOMER = idOf(0xcc);
const tip = { kind: 'basket.add-extra', extra: 'tip', amountMinor: 50 } as const;
const deposit = {
  kind: 'basket.add-extra',
  extra: 'deposit',
  amountMinor: 2_000,
  note: ' for a bicycle ',
} as const;
const account = { kind: 'basket.add-extra', extra: 'account-payment', amountMinor: 700 } as const;

describe('extras', () => {
  it.each(EXTRA_KINDS)(
    '[EXTRA-01] a %s begins a basket, is paid with it, and is neither taxed nor discounted',
    (extra) => {
      const till = new TestTill();
      const body = { kind: 'basket.add-extra', extra, amountMinor: 300, customerId: CUSTOMER } as const;
      expect(till.done(body)).toEqual({ kind: 'extra', extra: 1 });
      till.done({ kind: 'basket.add', productId: A.id });
      till.done({ kind: 'basket.discount', sharePpm: 500_000, reason: 'friend' });
      till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 350 });
      expect(till.last('sale.completed')).toMatchObject({
        totalMinor: 50,
        rates: [{ grossMinor: 50 }],
        extras: [{ extra: 1, kind: extra, amountMinor: 300 }],
        payments: [{ amountMinor: 350, changeMinor: 0 }],
      });
    },
  );

  it('[EXTRA-01] more than nothing, at most 16, and within the bounds of an amount', () => {
    const till = new TestTill();
    expect(till.refused({ ...tip, amountMinor: 0 })).toBe('EXTRA-ZERO');
    expect(till.state.basket).toBeNull();
    till.done({ kind: 'basket.add', productId: A.id });
    expect(till.refused({ ...deposit, amountMinor: MAX_AMOUNT_MINOR })).toBe('AMOUNT-OUT-OF-BOUNDS');
    for (let n = 1; n <= 16; n += 1) expect(till.done(tip)).toEqual({ kind: 'extra', extra: n });
    expect(till.refused(tip)).toBe('EXTRA-TOO-MANY');
    till.done({ kind: 'basket.remove-extra', extra: 3 });
    expect(till.done(tip)).toEqual({ kind: 'extra', extra: 17 });
    const basket = till.state.basket!;
    till.done({ kind: 'basket.remove-extra', extra: 4 });
    till.state = { ...till.state, basket: { ...basket, extras: basket.extras.slice(1), nextExtra: 1_001 } };
    expect(till.refused(tip)).toBe('EXTRA-TOO-MANY');
  });

  it('[EXTRA-02] a payment to an account names whose, and a tip whose it is where that is said', () => {
    const till = new TestTill();
    expect(till.refused(account)).toBe('CUSTOMER-NEEDED');
    till.done({ ...account, customerId: CUSTOMER });
    till.done({ kind: 'basket.set-customer', customerId: idOf(0xcd), groups: [] });
    till.done(account);
    till.done(tip);
    till.done({ ...tip, staffId: staffIdOf('cashier') });
    till.done(deposit);
    expect(till.state.basket?.extras).toEqual([
      { extra: 1, kind: 'account-payment', amountMinor: 700, customerId: CUSTOMER },
      { extra: 2, kind: 'account-payment', amountMinor: 700, customerId: idOf(0xcd) },
      { extra: 3, kind: 'tip', amountMinor: 50 },
      { extra: 4, kind: 'tip', amountMinor: 50, staffId: staffIdOf('cashier') },
      { extra: 5, kind: 'deposit', amountMinor: 2_000, note: 'for a bicycle', customerId: idOf(0xcd) },
    ]);
  });

  it('[EXTRA-03] taken out by its number; the last thing taken out leaves no basket', () => {
    const till = new TestTill();
    const remove = (extra: number) => ({ kind: 'basket.remove-extra', extra }) as const;
    expect(till.refused(remove(1))).toBe('EXTRA-UNKNOWN');
    till.done(tip);
    till.done(deposit);
    expect(till.refused(remove(3))).toBe('EXTRA-UNKNOWN');
    till.done(remove(1));
    expect(till.refused(remove(1))).toBe('EXTRA-UNKNOWN');
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1 });
    expect(till.refused(remove(2))).toBe('BASKET-HAS-PAYMENT');
    till.done({ kind: 'payment.return', paymentId: till.state.basket!.payments[0]!.paymentId, reason: 'x' });
    till.done(remove(2));
    expect(till.state.basket).toBeNull();
  });

  it('[LINE-07] the last line voided leaves the extras', () => {
    const till = new TestTill();
    till.done({ kind: 'basket.add', productId: A.id });
    till.done(deposit);
    till.done({ kind: 'basket.void-line', line: 1, reason: 'x' });
    expect(till.state.basket).toMatchObject({ lines: [], extras: [{ kind: 'deposit' }] });
    till.done({ kind: 'basket.cancel', reason: 'x' });
    expect(till.last('basket.cancelled')).toMatchObject({ lines: [], totalMinor: 0 });
  });
});
