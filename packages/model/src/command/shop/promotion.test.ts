import { describe, expect, it } from 'vitest';
import { PROMOTION } from '../../testing/shop.fixture.ts';
import {
  add,
  ALL,
  bundle,
  buyGet,
  cake,
  mug,
  offs,
  pay,
  reduction,
  tea,
  threshold,
  tillWith,
} from '../../testing/promotion.fixture.ts';
import type { CommandBody } from '../command.ts';

describe('promotions and coupons by command', () => {
  it('[PROMO-10] a coupon counts from when it is handed in until it is taken back, and stands with what it gave', () => {
    const till = tillWith(reduction({ couponCode: 'SPRING' }), buyGet());
    const refused = (body: CommandBody): string => till.refused(body);
    expect(refused({ kind: 'basket.add-coupon', code: 'SPRING' })).toBe('BASKET-EMPTY');
    add(till, tea);
    till.done({ kind: 'basket.add-coupon', code: 'SPRING' });
    till.done({ kind: 'basket.remove-coupon', code: 'SPRING' });
    expect(till.state.basket).not.toHaveProperty('coupons');
    expect(refused({ kind: 'basket.remove-coupon', code: 'SPRING' })).toBe('COUPON-UNKNOWN');
    till.done({ kind: 'basket.add-coupon', code: 'SPRING' });
    expect(pay(till).promotions).toEqual([
      { promotionId: 'reduced', name: 'A tenth off', amountMinor: 10, couponCode: 'SPRING' },
    ]);
  });

  it('[PROMO-12] a promotion is stated and counts from the next gesture on, in open baskets too', () => {
    const till = tillWith();
    add(till, tea);
    till.done({ kind: 'promotion.put', promotion: reduction() });
    add(till, mug);
    till.done({
      kind: 'promotion.put',
      promotion: reduction({ steps: [{ from: 0, reward: { sharePpm: 200_000 } }] }),
    });
    expect(offs(till)).toEqual([20, 60]);
  });

  it.each([
    ['no part', { parts: [] }],
    ['a part without goods', { parts: [{ pieces: 1 }] }],
    [
      'two parts',
      {
        parts: [
          { goods: ALL, pieces: 1 },
          { goods: ALL, pieces: 1 },
        ],
      },
    ],
    ['no step', { steps: [] }],
    [
      'steps that do not ascend',
      {
        steps: [
          { from: 5, reward: { sharePpm: 1 } },
          { from: 5, reward: { sharePpm: 2 } },
        ],
      },
    ],
    ['no reward', { steps: [{ from: 0, reward: {} }] }],
    ['two rewards', { steps: [{ from: 0, reward: { sharePpm: 1, amountMinor: 1 } }] }],
  ])('[PROMO-12] a reduction with %s is refused', (_case, over) => {
    expect(tillWith().refused({ kind: 'promotion.put', promotion: reduction(over) })).toBe(
      'PROMOTION-IMPOSSIBLE',
    );
  });

  it('[PROMO-12] so are a bundle in steps, a purchase that gives nothing and a threshold with a price', () => {
    const steps = [{ from: 1, reward: { priceMinor: 1 } }];
    for (const promotion of [
      bundle([ALL], 1, { steps }),
      buyGet({ parts: PROMOTION.parts.slice(0, 1) }),
      threshold({ steps }),
    ])
      expect(tillWith().refused({ kind: 'promotion.put', promotion })).toBe('PROMOTION-IMPOSSIBLE');
    expect(tillWith().refused({ kind: 'promotion.put', promotion: reduction({ currency: 'XXQ' }) })).toBe(
      'CURRENCY-UNKNOWN',
    );
  });

  it('[PROMO-14] what is stated while there is money on a basket counts for the next one', () => {
    const till = tillWith(reduction());
    add(till, mug);
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 200 });
    till.done({
      kind: 'promotion.put',
      promotion: reduction({ steps: [{ from: 0, reward: { sharePpm: 900_000 } }] }),
    });
    till.done({ kind: 'promotion.put', promotion: buyGet() });
    expect(pay(till)).toMatchObject({ totalMinor: 270, promotions: [{ amountMinor: 30 }] });
    add(till, mug);
    expect(pay(till).totalMinor).toBe(30);
    // None counted when paying began.
    const plain = tillWith();
    add(plain, mug);
    plain.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 200 });
    plain.done({ kind: 'promotion.put', promotion: reduction() });
    const [payment] = plain.state.basket!.payments;
    plain.done({ kind: 'payment.return', paymentId: payment!.paymentId, reason: 'x' });
    add(plain, mug);
    expect(pay(plain).totalMinor).toBe(540);
  });

  it('[PROMO-13] a discount by hand on the basket is taken off, and weighed against, what promotions left', () => {
    const till = tillWith(reduction({ steps: [{ from: 0, reward: { sharePpm: 500_000 } }] }));
    till.known.roles.set('cashier', {
      id: 'cashier',
      name: 'Cashier',
      rights: ['sell', 'discount'],
      limits: { discountPpm: 100_000 },
    });
    till.signIn('cashier');
    add(till, cake);
    expect(till.refused({ kind: 'basket.discount', amountMinor: 11, reason: 'x' })).toBe('LIMIT-EXCEEDED');
    expect(till.refused({ kind: 'basket.discount', amountMinor: 101, reason: 'x' })).toBe(
      'DISCOUNT-TOO-LARGE',
    );
    till.done({ kind: 'basket.discount', amountMinor: 10, reason: 'x' });
    expect(pay(till)).toMatchObject({ totalMinor: 90, discounts: [{ amountMinor: 10 }] });
  });
});
