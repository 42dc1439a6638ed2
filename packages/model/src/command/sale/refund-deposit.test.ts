import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_ROLES } from '../../people/role.ts';
import { expectedDrawer } from '../../state/z-totals.ts';
import { BRANCH, product, TestTill } from '../../testing/shop.fixture.ts';
import type { CommandBody } from '../command.ts';

const A = product(1);
const reason = 'order cancelled';

/** A deposit of so much, paid alone by a tender; gives the sale. */
const taken = (till: TestTill, amountMinor = 500, tender = 'cash'): string => {
  till.done({ kind: 'basket.add-extra', extra: 'deposit', amountMinor });
  till.done({ kind: 'payment.take', tender, tenderedMinor: amountMinor });
  return till.last('sale.completed').saleId;
};
const back = (saleId: string, over: object = {}): CommandBody => ({
  kind: 'refund.deposit',
  saleId,
  reason,
  ...over,
});
const use = (till: TestTill, saleId: string): number => {
  till.done({ kind: 'basket.add', productId: A.id });
  till.done({ kind: 'payment.use-deposit', saleId });
  return till.last('payment.taken').payment.amountMinor;
};

describe('a deposit paid back', () => {
  it('[AFTER-08] is a credit note of its own, out of the drawer, and is no revenue', () => {
    const till = new TestTill({ floatMinor: 1_000 });
    const saleId = taken(till);
    expect(till.done(back(saleId))).toMatchObject({ kind: 'refunded', totalMinor: 500 });
    expect(till.last('refund.completed')).toMatchObject({
      document: { kind: 'credit-note', number: 1 },
      original: { saleId },
      lines: [],
      totalMinor: 0,
      extras: [{ kind: 'deposit', amountMinor: 500 }],
      payouts: [{ kind: 'cash', amountMinor: 500 }],
    });
    const { totals } = till.state.shift!;
    expect(totals.refundsGrossMinor).toBe(0);
    expect(totals.extras).toEqual([{ kind: 'deposit', amountMinor: 0 }]);
    expect(expectedDrawer(totals).get('GBP')).toBe(1_000);
  });

  it('[AFTER-08] goes no further than what is left of it, at whichever till it was spent', () => {
    const till = new TestTill({ floatMinor: 1_000 });
    const saleId = taken(till, 500);
    expect(use(till, saleId)).toBe(100);
    expect(till.refused(back(saleId, { amountMinor: 401 }))).toBe('DEPOSIT-TOO-LITTLE');
    expect(till.refused(back(saleId, { amountMinor: 0 }))).toBe('DEPOSIT-TOO-LITTLE');
    till.done(back(saleId, { amountMinor: 150 }));
    till.done(back(saleId));
    expect(till.last('refund.completed').extras).toMatchObject([{ amountMinor: 250 }]);
    expect(till.refused(back(saleId))).toBe('DEPOSIT-TOO-LITTLE');
    expect(till.refused({ kind: 'sale.void', saleId, reason })).toBe('SALE-NOT-VOIDABLE');
  });

  it('[AFTER-08] by another tender than it was paid with needs its right', () => {
    const till = new TestTill({ role: 'cashier', floatMinor: 1_000 });
    const saleId = taken(till, 500, 'card');
    expect(till.refused(back(saleId))).toBe('RIGHT-MISSING');
    till.done(back(saleId, { tender: 'card', reference: 'R-1' }));
    expect(till.last('refund.completed').payouts).toEqual([
      { tender: 'card', kind: 'card', amountMinor: 500, reference: 'R-1' },
    ]);
  });

  it('[AFTER-08] by a named tender alone while the card it was paid with is only stored', () => {
    const till = new TestTill({ floatMinor: 1_000 });
    till.done({ kind: 'basket.add-extra', extra: 'deposit', amountMinor: 500 });
    till.done({ kind: 'payment.request', tender: 'card', amountMinor: 500 });
    const { paymentId } = till.last('payment.requested').payment;
    till.done({ kind: 'payment.change', paymentId, state: 'stored' });
    const { saleId } = till.last('sale.completed');
    expect(till.refused(back(saleId))).toBe('PAYMENT-UNRESOLVED');
    till.done(back(saleId, { tender: 'cash' }));
  });

  it('[AFTER-08] needs a reason, a receipt that is held, and is bounded as a refund is', () => {
    const till = new TestTill({ role: 'cashier' });
    const saleId = taken(till);
    expect(till.refused(back(saleId, { reason: ' ' }))).toBe('REASON-MISSING');
    expect(till.refused(back('0'.repeat(32)))).toBe('RECEIPT-UNKNOWN');
    expect(till.refused(back(till.sell({ productId: A.id }).saleId))).toBe('DEPOSIT-TOO-LITTLE');
    till.known.roles.set('cashier', { ...DEFAULT_ROLES[0]!, limits: { refundMinor: 499 } });
    expect(till.refused(back(saleId))).toBe('LIMIT-EXCEEDED');
  });

  it('[AFTER-08] I7: what is spent and paid back in any parts is what was taken', () => {
    const steps = fc.array(fc.oneof(fc.constant('use' as const), fc.integer({ min: 1, max: 300 })), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        steps,
        fc.constantFrom(1, 5, 100),
        (whole, parts, stepMinor) => {
          const branch = { ...BRANCH, cashRounding: { stepMinor, mode: 'half-away' as const } };
          const till = new TestTill({ branch, floatMinor: 10_000 });
          const saleId = taken(till, whole, 'card');
          let gone = 0;
          for (const part of parts) {
            if (part === 'use') {
              if (gone < whole) gone += use(till, saleId);
              if (till.state.basket !== null) {
                till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1_000 });
              }
            } else if (till.refused(back(saleId, { amountMinor: part })) === 'done') gone += part;
            expect(gone).toBeLessThanOrEqual(whole);
          }
          if (gone < whole) till.done(back(saleId));
          expect(till.refused(back(saleId))).toBe('DEPOSIT-TOO-LITTLE');
        },
      ),
    );
  });
});
