import { describe, expect, it } from 'vitest';
import { BRANCH, idOf } from '../testing/shop.fixture.ts';
import {
  add,
  ALL,
  apples,
  bundle,
  buyGet,
  cake,
  mug,
  offs,
  only,
  pay,
  reduction,
  RULE,
  tea,
  threshold,
  tillWith,
} from '../testing/promotion.fixture.ts';
import type { Promotion, PromotedGoods } from './promotion.ts';

describe('promotions', () => {
  it.each([
    ['out of use', { active: false }],
    ['in another currency', { currency: 'EUR' }],
    ['at another branch', { rule: { ...RULE, branchIds: [idOf(9)] } }],
    ['for a group that the customer is not in', { rule: { ...RULE, groups: ['club'] } }],
    ['through another channel', { rule: { ...RULE, channels: ['online' as const] } }],
    ['on another date', { rule: { ...RULE, fromDate: '2010-12-02' } }],
    ['on another weekday', { rule: { ...RULE, weekdays: [7] } }],
    ['with a coupon that nobody handed in', { couponCode: 'X' }],
  ])('[PROMO-01] one that is %s counts for nothing', (_case, over) => {
    const till = tillWith(reduction(over));
    add(till, tea);
    expect(pay(till)).not.toHaveProperty('promotions');
  });

  it('[PROMO-01] for a customer of its group, at its branch, on its day it counts', () => {
    const till = tillWith(
      reduction({
        rule: { ...RULE, branchIds: [BRANCH.id], groups: ['club'], weekdays: [3], untilDate: '2010-12-01' },
      }),
    );
    till.done({ kind: 'basket.set-customer', groups: ['club'] });
    add(till, tea);
    expect(offs(till)).toEqual([10]);
  });

  it('[PROMO-01] happy hours are those at which a line was scanned, and what comes after is a line of its own', () => {
    const till = tillWith(reduction({ rule: { ...RULE, fromMinute: 540, untilMinute: 600 } }));
    add(till, tea);
    add(till, tea);
    till.utcMs += 3_600_000;
    add(till, tea);
    expect(till.state.basket!.lines.map(({ quantityMilli }) => quantityMilli)).toEqual([2_000, 1_000]);
    expect(offs(till)).toEqual([20, 0]);
  });

  it('[PROMO-01] 64 count at most, by priority and then by id', () => {
    const many = Array.from({ length: 66 }, (_, n) =>
      threshold({ id: `t${100 + n}`, priority: 900 - n, steps: [{ from: 0, reward: { amountMinor: 1 } }] }),
    );
    const till = tillWith(...many.toReversed());
    add(till, tea);
    expect(pay(till).promotions?.map(({ promotionId }) => promotionId)).toEqual(
      many.slice(0, 64).map(({ id }) => id),
    );
  });

  it('[PROMO-02] a share, an amount or another price, for each unit of the goods that are meant and no others', () => {
    const of = (reward: Promotion['steps'][number]['reward'], goods: PromotedGoods): readonly number[] => {
      const till = tillWith(reduction({ parts: [{ goods, pieces: 1 }], steps: [{ from: 0, reward }] }));
      add(till, tea, 2);
      add(till, cake);
      till.done({ kind: 'basket.add', code: 'APPLES', quantityMilli: 750 });
      return offs(till);
    };
    expect(of({ sharePpm: 100_000 }, ALL)).toEqual([20, 20, 30]);
    expect(of({ amountMinor: 30 }, only(tea, apples))).toEqual([60, 0, 23]);
    expect(of({ priceMinor: 150 }, { ...ALL, categories: ['food'] })).toEqual([0, 50, 188]);
    expect(of({ amountMinor: 5_000 }, { ...ALL, exceptCategories: ['food'] })).toEqual([200, 0, 0]);
    expect(of({ sharePpm: 500_000 }, { ...ALL, categories: ['food'], exceptProductIds: [cake.id] })).toEqual([
      0, 0, 150,
    ]);
  });

  it('[PROMO-02] from a quantity on, by the best of the steps that are reached', () => {
    const steps: Promotion['steps'] = [
      { from: 3_000, reward: { sharePpm: 500_000 } },
      { from: 5_000, reward: { sharePpm: 100_000 } },
    ];
    const of = (pieces: number): readonly number[] => {
      const till = tillWith(reduction({ steps }));
      add(till, tea, pieces);
      return offs(till);
    };
    expect([of(2), of(3), of(5)]).toEqual([[0], [150], [250]]);
  });

  it('[PROMO-03] three for two: in each set of the dearest the cheapest is free, and what is over costs what it costs', () => {
    const till = tillWith(buyGet());
    add(till, mug);
    add(till, tea, 2);
    add(till, cake);
    expect(offs(till)).toEqual([0, 100, 0]);
  });

  it('[PROMO-03] of others, and no more often than it may', () => {
    const offer = buyGet({
      parts: [
        { goods: only(mug), pieces: 1 },
        { goods: only(tea, cake), pieces: 1 },
      ],
      steps: [{ from: 0, reward: { sharePpm: 500_000 } }],
      maxTimes: 2,
    });
    const till = tillWith(offer);
    add(till, mug, 3);
    add(till, tea, 2);
    add(till, cake);
    expect(offs(till)).toEqual([0, 50, 100]);
  });

  it('[PROMO-04] a bundle costs what it costs, while that saves something, split by what its goods cost', () => {
    const till = tillWith(bundle([only(tea), only(mug)], 320));
    add(till, tea, 2);
    add(till, mug);
    const sale = pay(till);
    expect(sale.totalMinor).toBe(420);
    expect(sale.lines.map(({ promotions }) => promotions)).toEqual([
      [{ promotionId: 'bundle', amountMinor: 20 }],
      [{ promotionId: 'bundle', amountMinor: 60 }],
    ]);
    const dear = tillWith(bundle([only(tea), only(mug)], 400));
    add(dear, tea);
    add(dear, mug);
    expect(offs(dear)).toEqual([0, 0]);
  });

  it('[PROMO-04] any three of some goods: the dearest go together', () => {
    const any = { ...bundle([ALL], 300), parts: [{ goods: ALL, pieces: 3 }] };
    const till = tillWith(any);
    add(till, tea, 4);
    add(till, mug);
    // Mug and two teas come to 500; of the two that are left no three can be made.
    expect(pay(till).totalMinor).toBe(500);
  });

  it('[PROMO-05] a threshold goes by what is left after all others, and is split over its goods', () => {
    const till = tillWith(threshold(), reduction());
    add(till, mug, 3);
    add(till, tea, 2);
    const sale = pay(till);
    // 1,100 less a tenth is 990, which reaches the first step only.
    expect(sale.promotions).toEqual([
      { promotionId: 'reduced', name: 'A tenth off', amountMinor: 110 },
      { promotionId: 'spend', name: 'Spend and save', amountMinor: 50 },
    ]);
    expect(sale.totalMinor).toBe(940);
    expect(sale.lines.map(({ promotions }) => promotions?.at(-1)?.amountMinor)).toEqual([41, 9]);
  });

  it('[PROMO-05] of thresholds of one priority the best counts, and of each priority one', () => {
    const better = threshold({ id: 'better', steps: [{ from: 0, reward: { amountMinor: 60 } }] });
    const lower = threshold({
      id: 'lower',
      priority: 1,
      steps: [{ from: 0, reward: { sharePpm: 500_000 } }],
    });
    const till = tillWith(threshold(), better, lower);
    add(till, mug, 2);
    expect(pay(till).promotions?.map(({ promotionId, amountMinor }) => [promotionId, amountMinor])).toEqual([
      ['better', 60],
      ['lower', 270],
    ]);
  });

  it('[PROMO-07] a higher priority takes its goods first, even where that gives less', () => {
    const till = tillWith(reduction({ priority: 20 }), buyGet());
    add(till, tea, 3);
    expect(pay(till).promotions).toEqual([{ promotionId: 'reduced', name: 'A tenth off', amountMinor: 30 }]);
  });

  it('[PROMO-07] within a priority the customer gets the best of all orders', () => {
    // Tea and mug together save 80; each in a bundle with a cake saves 30 and 70.
    const till = tillWith(
      bundle([only(tea), only(mug)], 320, { id: 'a' }),
      bundle([only(tea), only(cake)], 270, { id: 'b' }),
      bundle([only(mug), only(cake)], 430, { id: 'c' }),
    );
    add(till, tea);
    add(till, mug);
    add(till, cake, 2);
    expect(pay(till).promotions?.map(({ promotionId }) => promotionId)).toEqual(['b', 'c']);
  });

  it('[PROMO-07] of more than eight the one that gives most goes first', () => {
    const pairs = Array.from({ length: 9 }, (_, n) =>
      bundle([only(tea), only(mug)], 399 - n, { id: `p${n}`, maxTimes: 1 }),
    );
    const till = tillWith(...pairs);
    add(till, tea);
    add(till, mug);
    expect(pay(till).promotions).toEqual([{ promotionId: 'p8', name: 'Together', amountMinor: 9 }]);
  });

  it('[PROMO-08] what was reduced or priced by hand takes part in no promotion on goods, and in thresholds', () => {
    const till = tillWith(reduction(), threshold({ steps: [{ from: 0, reward: { amountMinor: 40 } }] }));
    add(till, tea);
    add(till, mug);
    add(till, cake);
    till.done({ kind: 'basket.discount', line: 1, amountMinor: 20, reason: 'dented' });
    till.done({ kind: 'basket.override-price', line: 3, unitPriceMinor: 50, reason: 'old' });
    const sale = pay(till);
    expect(sale.promotions).toMatchObject([
      { promotionId: 'reduced', amountMinor: 30 },
      { promotionId: 'spend', amountMinor: 40 },
    ]);
    expect(sale.totalMinor).toBe(80 + 270 + 50 - 40);
  });
});
