import { describe, expect, it } from 'vitest';
import type { PaymentState } from '../../payment/payment.ts';
import { EXCLUSIVE, idOf, product, staffIdOf, TestTill } from '../../testing/shop.fixture.ts';
import type { CommandOf } from '../command.ts';

const A = product(1);
type Change = Partial<Omit<CommandOf<'payment.change'>, 'kind' | 'id' | 'approval'>>;

/** A till with a basket of 1,000, of which a terminal is asked for some. */
const asked = (amountMinor = 1_000, branch = EXCLUSIVE) => {
  const till = new TestTill({ branch, products: [product(1, { priceMinor: 1_000, taxClass: 'zero' })] });
  till.done({ kind: 'basket.add', productId: A.id });
  till.done({ kind: 'payment.request', tender: 'card', amountMinor });
  return till;
};
const paymentId = (till: TestTill) => till.last('payment.requested').payment.paymentId;
const change = (till: TestTill, state: Exclude<PaymentState, 'requested'>, over: Change = {}) =>
  ({ kind: 'payment.change', paymentId: paymentId(till), state, ...over }) as const;
const kinds = (till: TestTill) => till.facts().map(({ kind }) => kind);

describe('a card at a terminal', () => {
  it('[PAY-15] is a fact before the terminal is asked, and covers nothing yet', () => {
    const till = asked();
    expect(till.last('payment.requested').payment).toMatchObject({
      kind: 'card',
      state: 'requested',
      amountMinor: 1_000,
    });
    expect(till.state.basket?.payments).toEqual([till.last('payment.requested').payment]);
    expect(till.refused({ kind: 'basket.add', productId: A.id })).toBe('BASKET-HAS-PAYMENT');
    expect(till.state.shift?.totals.tenders).toEqual([]);
  });

  it('[PAY-15] is asked for something that is due, of a card', () => {
    const till = asked();
    till.done(change(till, 'declined'));
    const request = (tender: string, amountMinor: number) =>
      till.refused({ kind: 'payment.request', tender, amountMinor });
    expect(request('card', 0)).toBe('PAYMENT-ZERO');
    expect(request('voucher', 10)).toBe('TENDER-NOT-CARD');
    expect(new TestTill().refused({ kind: 'payment.request', tender: 'card', amountMinor: 1 })).toBe(
      'BASKET-EMPTY',
    );
  });

  it('[PAY-18] approved for all that is due, it is captured and the sale complete', () => {
    const till = asked();
    const answer = till.done(
      change(till, 'approved', { reference: 'A-17', brand: 'VISA', lastFour: '1111' }),
    );
    const sale = till.last('sale.completed');
    expect(answer).toEqual({
      kind: 'paid',
      paymentId: paymentId(till),
      changeMinor: 0,
      dueMinor: 0,
      saleId: sale.saleId,
      label: 'H1-7KQ2-R-1',
    });
    expect(kinds(till).slice(1)).toEqual([
      'payment.requested',
      'payment.changed',
      'payment.changed',
      'sale.completed',
    ]);
    const [approved, captured] = till.facts().filter((fact) => fact.kind === 'payment.changed');
    expect(approved).toMatchObject({ from: 'requested', payment: { state: 'approved' } });
    expect(approved).not.toHaveProperty('saleId');
    expect(captured).toMatchObject({ from: 'approved', saleId: sale.saleId, payment: { state: 'captured' } });
    expect(sale.payments).toMatchObject([
      { state: 'captured', amountMinor: 1_000, reference: 'A-17', brand: 'VISA', lastFour: '1111' },
    ]);
  });

  it('[PAY-18] approved for a part, it is captured with the sale that another part completes', () => {
    const till = asked(600);
    expect(till.done(change(till, 'approved'))).toMatchObject({ dueMinor: 400, saleId: null });
    expect(till.state.basket?.payments).toMatchObject([{ state: 'approved' }]);
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 400 });
    expect(kinds(till).slice(-3)).toEqual(['payment.taken', 'payment.changed', 'sale.completed']);
    expect(till.last('sale.completed').payments.map(({ state }) => state)).toEqual(['captured', 'captured']);
  });

  it('[PAY-16] what comes to nothing leaves the basket, and it never goes back', () => {
    const till = asked();
    expect(till.refused(change(till, 'captured'))).toBe('PAYMENT-STATE');
    expect(till.refused(change(till, 'expired'))).toBe('PAYMENT-STATE');
    till.done(change(till, 'unknown'));
    expect(till.refused(change(till, 'unknown'))).toBe('PAYMENT-STATE');
    expect(till.done(change(till, 'declined', { note: ' no answer ' }))).toMatchObject({
      kind: 'paid',
      dueMinor: 1_000,
    });
    expect(till.last('payment.changed')).toMatchObject({ from: 'unknown', note: 'no answer' });
    expect(till.refused(change(till, 'approved'))).toBe('PAYMENT-UNKNOWN');
    till.done({ kind: 'basket.void-line', line: 1, reason: 'x' });
    const reversed = asked(600);
    reversed.done(change(reversed, 'approved'));
    reversed.done(change(reversed, 'reversed'));
    expect(reversed.state.basket?.payments).toEqual([]);
    expect(reversed.state.shift?.totals.tenders).toMatchObject([{ receivedMinor: 600, givenBackMinor: 600 }]);
  });

  it('[PAY-17] while it is not known what became of it, nothing else is taken and it is not given back', () => {
    for (const state of ['requested', 'unknown'] as const) {
      const till = asked(600);
      if (state === 'unknown') till.done(change(till, state));
      const others = [
        { kind: 'payment.take', tender: 'cash', tenderedMinor: 1_000 },
        { kind: 'payment.request', tender: 'card', amountMinor: 100 },
        { kind: 'payment.use-deposit', saleId: idOf(5) },
        { kind: 'payment.return', paymentId: paymentId(till), reason: 'x' },
      ] as const;
      for (const other of others) expect(till.refused(other)).toBe('PAYMENT-UNRESOLVED');
    }
    const stored = asked(600);
    stored.done(change(stored, 'stored'));
    const back = { kind: 'payment.return', paymentId: paymentId(stored), reason: 'x' } as const;
    expect(stored.refused(back)).toBe('PAYMENT-UNRESOLVED');
    stored.done(change(stored, 'reversed'));
    expect(stored.state.basket?.payments).toEqual([]);
  });

  it('[PAY-03] approved, it can be given back whole', () => {
    const till = asked(600);
    till.done(change(till, 'approved', { reference: 'A-17' }));
    till.done({ kind: 'payment.return', paymentId: paymentId(till), reason: 'left' });
    expect(till.last('payment.returned').payout).toEqual({
      tender: 'card',
      kind: 'card',
      amountMinor: 600,
      paymentId: paymentId(till),
      reference: 'A-17',
    });
    expect(till.refused(change(till, 'captured'))).toBe('PAYMENT-UNKNOWN');
  });

  it('[PAY-19] what it has done is written down even where the sale cannot complete now', () => {
    const till = asked();
    till.branch = { ...EXCLUSIVE, taxClasses: [] };
    expect(till.done(change(till, 'approved'))).toEqual({ kind: 'done' });
    till.branch = EXCLUSIVE;
    expect(till.state.basket?.payments).toMatchObject([{ state: 'approved' }]);
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 0 });
    expect(till.last('sale.completed').payments).toMatchObject([{ state: 'captured', amountMinor: 1_000 }]);
  });

  it('[PAY-19] captured by the terminal by itself, it counts as well', () => {
    const till = asked(600);
    till.done(change(till, 'approved'));
    till.done(change(till, 'captured'));
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 400 });
    expect(kinds(till).filter((kind) => kind === 'payment.changed').length).toBe(2);
  });

  it('[PAY-05] the hundredth payment has to be for all that is due', () => {
    const till = asked(1);
    till.done(change(till, 'approved'));
    for (let n = 2; n <= 99; n += 1) till.done({ kind: 'payment.take', tender: 'card', tenderedMinor: 1 });
    expect(till.refused({ kind: 'payment.request', tender: 'card', amountMinor: 900 })).toBe(
      'PAYMENT-TOO-MANY',
    );
    till.done({ kind: 'payment.request', tender: 'card', amountMinor: 901 });
    till.done(change(till, 'approved'));
    expect(till.last('sale.completed').payments.length).toBe(100);
  });
});

describe('a tip at the terminal', () => {
  it('[PAY-21] raises the payment and is an extra of the basket', () => {
    const till = asked();
    till.done(change(till, 'approved', { tipMinor: 150 }));
    expect(till.last('sale.completed')).toMatchObject({
      totalMinor: 1_000,
      extras: [{ extra: 1, kind: 'tip', amountMinor: 150, staffId: staffIdOf('owner') }],
      payments: [{ amountMinor: 1_150, tenderedMinor: 1_150 }],
      cashRoundingMinor: 0,
    });
  });

  it('[PAY-21] comes with the approval, and stays until it is taken off', () => {
    const till = asked(600);
    expect(till.refused(change(till, 'unknown', { tipMinor: 5 }))).toBe('TIP-NOT-NOW');
    till.done(change(till, 'approved', { tipMinor: 5 }));
    expect(till.refused(change(till, 'captured', { tipMinor: 5 }))).toBe('TIP-NOT-NOW');
    till.done({ kind: 'payment.return', paymentId: paymentId(till), reason: 'left' });
    expect(till.last('payment.returned').payout.amountMinor).toBe(605);
    expect(till.state.basket?.extras).toMatchObject([{ kind: 'tip', amountMinor: 5 }]);
    till.done({ kind: 'basket.remove-extra', extra: 1 });
  });

  it('[LINE-10] is within the bounds of an amount and of a basket', () => {
    const till = asked();
    expect(till.refused(change(till, 'approved', { tipMinor: 1e12 }))).toBe('AMOUNT-OUT-OF-BOUNDS');
    const full = new TestTill();
    full.done({ kind: 'basket.add', productId: A.id });
    for (let n = 0; n < 16; n += 1) full.done({ kind: 'basket.add-extra', extra: 'tip', amountMinor: 1 });
    full.done({ kind: 'payment.request', tender: 'card', amountMinor: 1 });
    expect(full.refused(change(full, 'approved', { tipMinor: 1 }))).toBe('EXTRA-TOO-MANY');
  });
});

describe('a card stored offline', () => {
  it('[PAY-20] I9: completes the sale, and ends once after it', () => {
    for (const state of ['captured', 'declined', 'expired', 'reversed'] as const) {
      const till = asked();
      till.done(change(till, 'stored'));
      const { saleId, payments } = till.last('sale.completed');
      expect(payments).toMatchObject([{ state: 'stored' }]);
      expect(till.state.storedPayments).toMatchObject([{ saleId, payment: { state: 'stored' } }]);
      expect(till.done(change(till, state, { note: 'batch 5' }))).toEqual({ kind: 'done' });
      expect(till.last('payment.changed')).toMatchObject({
        from: 'stored',
        saleId,
        note: 'batch 5',
        payment: { state },
      });
      expect(till.state.storedPayments).toEqual([]);
      expect(till.refused(change(till, state))).toBe('PAYMENT-UNKNOWN');
    }
  });

  it('[PAY-20] stays under the limit of its tender, over all that the till has stored', () => {
    const till = asked();
    for (let n = 0; n < 9; n += 1) {
      till.done(change(till, 'stored'));
      till.done({ kind: 'basket.add', productId: A.id });
      till.done({ kind: 'payment.request', tender: 'card', amountMinor: n < 8 ? 1_000 : 600 });
    }
    // 9,000 of 10,000 are stored.
    expect(till.refused(change(till, 'stored', { tipMinor: 401 }))).toBe('STORED-LIMIT');
    till.done(change(till, 'stored'));
    till.done({ kind: 'payment.request', tender: 'card', amountMinor: 400 });
    expect(till.refused(change(till, 'stored', { tipMinor: 1 }))).toBe('STORED-LIMIT');
    till.known.tenders.delete('card');
    expect(till.refused(change(till, 'stored'))).toBe('STORED-LIMIT');
    till.done(change(till, 'declined'));
  });

  it('[SHIFT-02] ends in an open shift, by somebody who may sell', () => {
    const till = asked();
    till.done(change(till, 'stored'));
    till.done({ kind: 'shift.close', countedMinor: 0 });
    expect(till.refused(change(till, 'captured'))).toBe('SHIFT-NOT-OPEN');
    till.done({ kind: 'shift.open', floatMinor: 0 });
    till.done(change(till, 'captured'));
  });
});
