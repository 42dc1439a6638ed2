import { describe, expect, it } from 'vitest';
import type { FactKind } from '../../fact/fact.ts';
import { product, staffIdOf, TestTill } from '../../testing/shop.fixture.ts';
import type { CommandBody } from '../command.ts';

const A = product(1);
const B = product(2);
const reason = 'x';
const one = { line: 1, quantityMilli: 1_000 };
const scan = (till: TestTill): void => void till.done({ kind: 'basket.add', productId: A.id });
const scanBoth = (till: TestTill): void => {
  scan(till);
  till.done({ kind: 'basket.add', productId: B.id });
};
const sold = (till: TestTill): string => till.sell({ productId: A.id }).saleId;
const count = { currency: 'GBP', totalMinor: 10 };
const move = (kind: 'paid-in' | 'paid-out' | 'drop') => (): CommandBody => ({
  kind: 'drawer.move',
  move: kind,
  count,
  reason,
});

const owner = staffIdOf('owner');
const pay = { kind: 'payment.take', tender: 'cash', tenderedMinor: 1_000 } as const;
const override = { kind: 'basket.override-price', line: 1, unitPriceMinor: 60, reason } as const;
const lineDiscount = { kind: 'basket.discount', line: 1, amountMinor: 5, reason } as const;
const basketDiscount = { kind: 'basket.discount', sharePpm: 50_000, reason } as const;

/** What somebody does, and the fact that it cannot be without. */
type Deed = {
  readonly deed: string;
  readonly body: (till: TestTill) => CommandBody;
  readonly fact: FactKind;
  readonly says?: object;
};

/** Every deed that has to be in the ledger, whatever becomes of it. */
const DEEDS: readonly Deed[] = [
  {
    deed: 'a line voided',
    body: (till) => (scanBoth(till), { kind: 'basket.void-line', line: 1, reason }),
    fact: 'line.voided',
    says: { line: { line: 1, productId: A.id, totalMinor: 100 }, reason },
  },
  {
    deed: 'the only line voided',
    body: (till) => (scan(till), { kind: 'basket.void-line', line: 1, reason }),
    fact: 'line.voided',
  },
  {
    deed: 'a basket cancelled',
    body: (till) => (scanBoth(till), { kind: 'basket.cancel', reason }),
    fact: 'basket.cancelled',
    says: { totalMinor: 300, reason },
  },
  {
    deed: 'a sale voided',
    body: (till) => ({ kind: 'sale.void', saleId: sold(till), reason }),
    fact: 'sale.voided',
    says: { totalMinor: 100, reason },
  },
  {
    deed: 'a refund with a receipt',
    body: (till) => ({
      kind: 'refund.with-receipt',
      saleId: sold(till),
      lines: [one],
      restock: 'shop',
      reason,
    }),
    fact: 'refund.completed',
    says: { original: { label: 'H1-7KQ2-R-1' }, totalMinor: 100, reason },
  },
  {
    deed: 'goods exchanged',
    body: (till) => {
      const saleId = sold(till);
      scan(till);
      return { kind: 'refund.exchange', saleId, lines: [one], restock: 'shop', reason };
    },
    fact: 'refund.completed',
  },
  {
    deed: 'a refund without one',
    body: () => ({
      kind: 'refund.without-receipt',
      lines: [{ productId: A.id, quantityMilli: 1_000, unitPriceMinor: 70 }],
      restock: 'none',
      reason,
    }),
    fact: 'refund.completed',
    says: { totalMinor: 70, reason },
  },
  {
    deed: 'a price overridden and sold',
    body: (till) => (scan(till), till.done(override), pay),
    fact: 'sale.completed',
    says: {
      lines: [{ listPriceMinor: 100, unitPriceMinor: 60, overrideReason: reason, overriddenBy: owner }],
    },
  },
  {
    deed: 'a price overridden and not sold',
    body: (till) => (scan(till), till.done(override), { kind: 'basket.cancel', reason }),
    fact: 'override.withdrawn',
    says: { listPriceMinor: 100, unitPriceMinor: 60, reason, staffId: owner },
  },
  {
    deed: 'a discount on a line, sold',
    body: (till) => (scan(till), till.done(lineDiscount), pay),
    fact: 'sale.completed',
    says: { lines: [{ discount: { amountMinor: 5, reason, staffId: owner } }] },
  },
  {
    deed: 'a discount on a line, not sold',
    body: (till) => (scan(till), till.done(lineDiscount), { kind: 'basket.discount', line: 1 }),
    fact: 'discount.withdrawn',
    says: { line: 1, amountMinor: 5, reason, staffId: owner },
  },
  {
    deed: 'a discount on the basket, sold',
    body: (till) => (scan(till), till.done(basketDiscount), pay),
    fact: 'sale.completed',
    says: { discounts: [{ sharePpm: 50_000, amountMinor: 5, reason, staffId: owner }] },
  },
  {
    deed: 'a discount on the basket, not sold',
    body: (till) => (scan(till), till.done(basketDiscount), { kind: 'basket.void-line', line: 1, reason }),
    fact: 'discount.withdrawn',
    says: { sharePpm: 50_000, reason, staffId: owner },
  },
  {
    deed: 'the drawer opened without a sale',
    body: () => ({ kind: 'drawer.open', reason }),
    fact: 'drawer.opened',
    says: { reason },
  },
  { deed: 'cash in', body: move('paid-in'), fact: 'drawer.moved', says: { move: 'paid-in', count, reason } },
  {
    deed: 'cash out',
    body: move('paid-out'),
    fact: 'drawer.moved',
    says: { move: 'paid-out', count, reason },
  },
  { deed: 'a drop into the safe', body: move('drop'), fact: 'drawer.moved', says: { move: 'drop', count } },
  {
    deed: 'a document printed again',
    body: (till) => ({ kind: 'document.reprint', documentId: sold(till) }),
    fact: 'document.reprinted',
    says: { label: 'H1-7KQ2-R-1' },
  },
  { deed: 'training begun', body: () => ({ kind: 'training.start' }), fact: 'training.started' },
  {
    deed: 'training ended',
    body: (till) => (till.done({ kind: 'training.start' }), { kind: 'training.end' }),
    fact: 'training.ended',
  },
  {
    deed: 'money given back for a basket',
    body: (till) => {
      scan(till);
      till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 40 });
      return { kind: 'payment.return', paymentId: till.last('payment.taken').payment.paymentId, reason };
    },
    fact: 'payment.returned',
    says: { payout: { amountMinor: 40 }, reason },
  },
  {
    deed: 'the drawer handed over',
    body: () => ({
      kind: 'shift.hand-over',
      toStaffId: staffIdOf('cashier'),
      counts: [{ currency: 'GBP', totalMinor: 900 }],
    }),
    fact: 'shift.handed-over',
    says: { drawer: [{ varianceMinor: -100 }] },
  },
];

describe('what no path skips', () => {
  it.each(DEEDS)('[STAFF-09] $deed is a fact of who did it, in the same decision', ({ body, fact, says }) => {
    const till = new TestTill({ floatMinor: 1_000 });
    const asked = body(till);
    const before = till.recorded.length;
    till.done(asked);
    const written = till.recorded.slice(before);
    expect(written.find((each) => each.fact.kind === fact)?.fact).toMatchObject({ kind: fact, ...says });
    for (const { stamp } of written) expect(stamp.staffId).toBe(staffIdOf('owner'));
  });

  it('[STAFF-09] a date stated against the clock', () => {
    const till = new TestTill({ open: false });
    till.done({ kind: 'shift.open', floatMinor: 0, businessDate: '2010-12-09', reason });
    expect(till.last('clock.overridden')).toMatchObject({ clockDate: '2010-12-01', reason });
  });

  it('[STAFF-09] a sign-in that failed, though it is refused', () => {
    const till = new TestTill();
    till.pin = 'wrong';
    till.refused({ kind: 'session.sign-in', staffId: staffIdOf('cashier'), pin: '1' });
    expect(till.last('sign-in.failed')).toMatchObject({ staffId: staffIdOf('cashier'), outcome: 'wrong' });
  });

  it("[STAFF-09] a manager's approval, whatever it allows", () => {
    const approval = { staffId: staffIdOf('owner'), pin: '1' };
    const allowed: FactKind[] = [];
    for (const { fact: kind, body } of DEEDS) {
      const till = new TestTill({ floatMinor: 1_000 });
      const asked = body(till);
      till.known.roles.set('cashier', { id: 'cashier', name: 'Cashier', rights: ['sell'], limits: {} });
      till.signIn('cashier');
      const before = till.recorded.length;
      if (till.refused(asked) === 'RIGHT-MISSING') till.done(asked, approval);
      const written = till.recorded.slice(before);
      if (!written.some(({ fact }) => fact.kind === 'approval.given')) continue;
      for (const { stamp } of written) expect(stamp.approverId).toBe(staffIdOf('owner'));
      allowed.push(kind);
    }
    // Whoever may sell may do the others.
    const free: readonly FactKind[] = [
      'sale.completed',
      'training.ended',
      'payment.returned',
      'shift.handed-over',
    ];
    expect(allowed).toEqual(DEEDS.map(({ fact }) => fact).filter((kind) => !free.includes(kind)));
  });
});
