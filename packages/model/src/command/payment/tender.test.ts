import { describe, expect, it } from 'vitest';
import { expectedDrawer } from '../../state/z-totals.ts';
import { BRANCH, idOf, product, TestTill } from '../../testing/shop.fixture.ts';
import type { CommandOf } from '../command.ts';

const A = product(1);
const CUSTOMER = idOf(0xcc);
const COINS = { ...BRANCH, cashRounding: { stepMinor: 5, mode: 'half-away' as const } };

/** A till with a basket of so many pennies. */
const tillWith = (dueMinor: number, branch = BRANCH) => {
  const till = new TestTill({ branch, products: [product(1, { priceMinor: dueMinor })] });
  till.done({ kind: 'basket.add', productId: A.id });
  return till;
};
type Take = Omit<CommandOf<'payment.take'>, 'kind' | 'id' | 'approval'>;
const take = (tender: string, tenderedMinor: number, over: Partial<Take> = {}) =>
  ({ kind: 'payment.take', tender, tenderedMinor, ...over }) as const;

describe('tenders', () => {
  it('[PAY-07] one that the shop does not have, or no longer takes, takes nothing', () => {
    const till = tillWith(100);
    expect(till.refused(take('shells', 100))).toBe('TENDER-UNKNOWN');
    expect(till.refused(take('cheque', 100))).toBe('TENDER-UNKNOWN');
    expect(till.refused({ kind: 'payment.request', tender: 'shells', amountMinor: 100 })).toBe(
      'TENDER-UNKNOWN',
    );
  });

  it('[PAY-08] cash is rounded to coins, and the sale says by how much', () => {
    const till = tillWith(1_002, COINS);
    expect(till.done(take('cash', 2_000))).toMatchObject({ changeMinor: 1_000, dueMinor: 0 });
    expect(till.last('sale.completed')).toMatchObject({
      totalMinor: 1_002,
      cashRoundingMinor: -2,
      payments: [{ amountMinor: 1_000, tenderedMinor: 2_000, changeMinor: 1_000 }],
    });
    const up = tillWith(1_003, COINS);
    up.done(take('cash', 1_005));
    expect(up.last('sale.completed')).toMatchObject({
      cashRoundingMinor: 2,
      payments: [{ amountMinor: 1_005 }],
    });
  });

  it('[PAY-08] a part in cash is not rounded, nor is what another tender pays', () => {
    const till = tillWith(1_003, COINS);
    expect(till.done(take('card', 500))).toMatchObject({ dueMinor: 503 });
    expect(till.done(take('cash', 200))).toMatchObject({ dueMinor: 303 });
    till.done(take('card', 303));
    expect(till.last('sale.completed').cashRoundingMinor).toBe(0);
    const rest = tillWith(1_003, COINS);
    rest.done(take('card', 500));
    rest.done(take('cash', 505));
    expect(rest.last('sale.completed').cashRoundingMinor).toBe(2);
  });

  it('[PAY-08] what is too little for a coin is paid with nothing', () => {
    const till = tillWith(2, COINS);
    expect(till.done(take('cash', 0))).toMatchObject({ paymentId: null, changeMinor: 0 });
    expect(till.last('sale.completed')).toMatchObject({ payments: [], cashRoundingMinor: -2 });
  });

  it('[PAY-09] foreign cash counts at its rate, and change is the branch’s own money', () => {
    const till = tillWith(700);
    expect(till.done(take('euro', 1_000))).toMatchObject({ changeMinor: 150 });
    expect(till.last('sale.completed').payments).toMatchObject([
      {
        tender: 'euro',
        kind: 'cash',
        amountMinor: 700,
        tenderedMinor: 850,
        changeMinor: 150,
        foreign: { currency: 'EUR', tenderedMinor: 1_000, ratePpb: 850_000_000 },
      },
    ]);
    expect(Object.fromEntries(expectedDrawer(till.state.shift!.totals))).toEqual({ EUR: 1_000, GBP: -150 });
  });

  it('[PAY-09] given back it is the branch’s own money, and what is worth nothing is not taken', () => {
    const till = tillWith(700);
    expect(till.refused(take('yen', 0))).toBe('PAYMENT-ZERO');
    till.done(take('yen', 1_000));
    const { paymentId } = till.last('payment.taken').payment;
    till.done({ kind: 'payment.return', paymentId, reason: 'changed her mind' });
    expect(till.last('payment.returned').payout).toEqual({
      tender: 'cash',
      kind: 'cash',
      amountMinor: 520,
      paymentId,
    });
    const euro = till.known.tenders.get('euro')!;
    till.known.tenders.set('euro', { ...euro, foreign: { currency: 'EUR', ratePpb: 2_000_000_000 } });
    expect(till.refused(take('euro', 1e12))).toBe('AMOUNT-OUT-OF-BOUNDS');
  });

  it('[PAY-09] foreign cash is worth coins of the branch, and its change can be paid in them', () => {
    const till = tillWith(702, COINS);
    till.done(take('euro', 401));
    // 3.4085 of which 3.40 can be paid; 3.62 stay due, in coins 3.60.
    expect(till.last('payment.taken').payment).toMatchObject({ amountMinor: 340, tenderedMinor: 340 });
    expect(till.done(take('euro', 501))).toMatchObject({ changeMinor: 65 });
    expect(till.last('sale.completed').cashRoundingMinor).toBe(-2);
  });

  it('[PAY-09] foreign cash goes back as it came where nothing is due', () => {
    const till = tillWith(2, COINS);
    expect(till.done(take('euro', 1_000))).toMatchObject({ paymentId: null, changeMinor: 0 });
    expect(expectedDrawer(till.state.shift!.totals).get('EUR')).toBeUndefined();
  });

  it('[PAY-10] a card and an account pay no more than what is due', () => {
    const till = tillWith(700);
    expect(till.refused(take('card', 701))).toBe('CARD-OVER-DUE');
    expect(till.refused(take('account', 701, { customerId: CUSTOMER }))).toBe('ACCOUNT-OVER-DUE');
    expect(till.refused({ kind: 'payment.request', tender: 'card', amountMinor: 701 })).toBe('CARD-OVER-DUE');
    till.done(take('card', 700, { brand: 'VISA', lastFour: '1111', reference: 'A-17' }));
    expect(till.last('sale.completed').payments).toMatchObject([
      {
        kind: 'card',
        state: 'captured',
        amountMinor: 700,
        brand: 'VISA',
        lastFour: '1111',
        reference: 'A-17',
      },
    ]);
  });

  it('[PAY-11] a voucher forfeits what is over, or gives it as change', () => {
    const till = tillWith(700);
    till.done(take('voucher', 1_000));
    expect(till.last('sale.completed').payments).toMatchObject([
      { kind: 'voucher', amountMinor: 700, tenderedMinor: 1_000, changeMinor: 0, forfeitedMinor: 300 },
    ]);
    const change = tillWith(700);
    expect(change.done(take('voucher-change', 1_000))).toMatchObject({ changeMinor: 300 });
    expect(change.last('payment.taken').payment).not.toHaveProperty('forfeitedMinor');
    expect(expectedDrawer(change.state.shift!.totals).get('GBP')).toBe(-300);
  });

  it('[PAY-11] a voucher stays whole where nothing is due', () => {
    const till = tillWith(0);
    expect(till.done(take('voucher-change', 1_000))).toMatchObject({ paymentId: null, changeMinor: 0 });
    expect(till.last('sale.completed').payments).toEqual([]);
  });

  it('[PAY-12] an account is the payment’s customer’s, or the basket’s', () => {
    const till = tillWith(700);
    expect(till.refused(take('account', 300))).toBe('CUSTOMER-NEEDED');
    till.done(take('account', 300, { customerId: CUSTOMER }));
    expect(till.last('payment.taken').payment.customerId).toBe(CUSTOMER);
    const known = tillWith(700);
    known.done({ kind: 'basket.set-customer', customerId: idOf(0xcd), groups: [] });
    known.done(take('account', 700));
    expect(known.last('sale.completed')).toMatchObject({
      customer: { customerId: idOf(0xcd) },
      payments: [{ kind: 'account', customerId: idOf(0xcd) }],
    });
  });

  it('[PAY-13] a reference where the tender needs one, and four digits where they are said', () => {
    const till = tillWith(700);
    expect(till.refused(take('card-reference', 700))).toBe('REFERENCE-MISSING');
    expect(till.refused(take('card-reference', 700, { reference: '  ' }))).toBe('REFERENCE-MISSING');
    for (const lastFour of ['123', '12345', '12a4', '\u0661\u0662\u0663\u0664']) {
      expect(till.refused(take('card', 700, { lastFour }))).toBe('LAST-FOUR-WRONG');
    }
    till.done(take('card-reference', 700, { reference: ' A-17 ', lastFour: ' ' }));
    const [payment] = till.last('sale.completed').payments;
    expect(payment).toMatchObject({ reference: 'A-17' });
    expect(payment).not.toHaveProperty('lastFour');
  });
});

describe('what is paid', () => {
  it('[PAY-23] a basket of extras alone', () => {
    const till = new TestTill();
    till.done({ kind: 'basket.add-extra', extra: 'deposit', amountMinor: 5_000, note: 'a wedding cake' });
    till.done(take('cash', 5_000));
    expect(till.last('sale.completed')).toMatchObject({
      lines: [],
      rates: [],
      totalMinor: 0,
      extras: [{ kind: 'deposit', amountMinor: 5_000, note: 'a wedding cake' }],
      payments: [{ amountMinor: 5_000 }],
    });
    expect(new TestTill().refused(take('cash', 0))).toBe('BASKET-EMPTY');
  });

  it('[PAY-24] with an invoice where there is a buyer, and a training receipt while training', () => {
    const till = tillWith(700);
    const buyer = { name: 'Ada', address: ['1 Mill Lane'], taxIds: [{ kind: 'VAT', number: 'GB 1' }] };
    till.done({ kind: 'basket.set-buyer', buyer });
    expect(till.done(take('cash', 700))).toMatchObject({ label: 'H1-7KQ2-I-1' });
    expect(till.last('sale.completed')).toMatchObject({ document: { kind: 'invoice' }, buyer });
    till.done({ kind: 'training.start' });
    till.done({ kind: 'basket.add', productId: A.id });
    till.done({ kind: 'basket.set-buyer', buyer });
    till.done(take('cash', 500));
    till.done({
      kind: 'payment.return',
      paymentId: till.last('payment.taken').payment.paymentId,
      reason: 'x',
    });
    till.done({ kind: 'payment.request', tender: 'card', amountMinor: 700 });
    const { paymentId } = till.last('payment.requested').payment;
    till.done({ kind: 'payment.change', paymentId, state: 'approved' });
    expect(till.last('sale.completed')).toMatchObject({ document: { label: 'H1-7KQ2-T-1' }, buyer });
    const trained = till.facts().slice(till.facts().findIndex(({ kind }) => kind === 'training.started') + 1);
    expect(trained.map((fact) => [fact.kind, 'training' in fact && fact.training])).toEqual([
      ['payment.taken', true],
      ['payment.returned', true],
      ['payment.requested', true],
      ['payment.changed', true],
      ['payment.changed', true],
      ['sale.completed', false],
    ]);
    till.done({ kind: 'training.end' });
    expect(till.state.shift?.totals).toMatchObject({ salesCount: 1, trainingCount: 1 });
  });
});
