import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BRANCH, product } from '../testing/goods.fixture.ts';
import { pickPrice } from './pick.ts';
import type { PriceList, PriceListRule, PriceStep } from './price-list.ts';
import type { PriceSituation } from './situation.ts';
import { areSameSteps, effectiveSteps, priceAt } from './step.ts';

const RULE: PriceListRule = { branchIds: [], groups: [], channels: [], weekdays: [] };
const list = (id: string, over: Partial<PriceList> = {}): PriceList => ({
  id,
  name: id,
  currency: 'GBP',
  rule: RULE,
  priority: 0,
  ...over,
});
const here = (...priceLists: readonly PriceList[]): PriceSituation => ({
  branch: BRANCH,
  businessDate: '2010-12-01',
  minuteOfDay: 0,
  channel: 'shop',
  groups: [],
  priceLists,
});
const from = (fromMilli: number, priceMinor: number, fromDate?: string): PriceStep =>
  fromDate === undefined ? { fromMilli, priceMinor } : { fromDate, fromMilli, priceMinor };
const goods = (prices: Readonly<Record<string, readonly PriceStep[]>>) => product(1, { prices });
const pick = (
  prices: Readonly<Record<string, readonly PriceStep[]>>,
  situation: PriceSituation,
  quantity = 1_000,
) => {
  const picked = pickPrice(goods(prices), quantity, situation);
  return picked === null ? null : `${picked.priceListId} ${picked.priceMinor}`;
};

describe('which list', () => {
  const both = { main: [from(1, 100)], a: [from(1, 90)], b: [from(1, 80)] };

  it("[PRICE-02] the branch's own where no other counts, described or not", () => {
    expect(pick(both, here())).toBe('main 100');
    expect(pick(both, here(list('a', { rule: { ...RULE, groups: ['club'] } })))).toBe('main 100');
    expect(pick({ a: [from(1, 90)] }, here())).toBeNull();
    const { rule: _rule, ...plain } = list('main');
    expect(pick(both, here(plain))).toBe('main 100');
  });

  it('[PRICE-02] the highest priority, then the smallest id', () => {
    expect(pick(both, here(list('b'), list('a')))).toBe('a 90');
    expect(pick(both, here(list('a'), list('b', { priority: 1 })))).toBe('b 80');
    expect(
      pick(
        both,
        here(list('a', { priority: 1 }), list('b', { priority: 2, rule: { ...RULE, channels: ['online'] } })),
      ),
    ).toBe('a 90');
    const unruled: PriceList = { id: 'b', name: 'b', currency: 'GBP', priority: 9 };
    expect(pick(both, here(unruled))).toBe('main 100');
  });

  it('[PRICE-02] the next one where a list has no price for so many, or is in another currency', () => {
    const wholesale = { main: [from(1, 100)], a: [from(10_000, 70)] };
    expect(pick(wholesale, here(list('a')), 9_999)).toBe('main 100');
    expect(pick(wholesale, here(list('a')), 10_000)).toBe('a 70');
    expect(pick(both, here(list('a', { currency: 'EUR' })))).toBe('main 100');
    expect(pick(both, here(list('main', { currency: 'EUR' })))).toBeNull();
    expect(pick({ main: [from(1, 100, '2011-01-01')] }, here())).toBeNull();
    expect(pick({ constructor: [from(1, 1)] }, here(list('toString'), list('constructor')))).toBe(
      'constructor 1',
    );
    expect(pick({}, here(list('toString')))).toBeNull();
  });

  it('[PRICE-04] a list says whether the tax is in; else the branch does', () => {
    const tax = (over: Partial<PriceList>, pricesIncludeTax = true) =>
      pickPrice(goods(both), 1, { ...here(list('a', over)), branch: { ...BRANCH, pricesIncludeTax } })
        ?.priceIncludesTax;
    expect([tax({}), tax({}, false)]).toEqual([true, false]);
    expect([tax({ includesTax: false }), tax({ includesTax: true }, false)]).toEqual([false, true]);
    const own = pickPrice(goods(both), 1, here(list('main', { includesTax: false })));
    expect(own).toMatchObject({ priceListId: 'main', priceIncludesTax: false });
  });
});

describe('which price', () => {
  it('[PRICE-03] for each quantity the one that began last', () => {
    const steps = [
      from(1, 120, '2010-12-01'),
      from(1, 100),
      from(10_000, 90),
      from(1, 130, '2010-12-02'),
      from(5_000, 95, '2010-01-01'),
      from(5_000, 96, '2009-01-01'),
    ];
    expect(effectiveSteps(steps, '2010-11-30')).toEqual([from(1, 100), from(5_000, 95), from(10_000, 90)]);
    expect(effectiveSteps(steps, '2010-12-01')).toEqual([from(1, 120), from(5_000, 95), from(10_000, 90)]);
    expect(effectiveSteps(steps.toReversed(), '2010-12-02')[0]).toEqual(from(1, 130));
    expect(effectiveSteps([from(1, 5, '2011-01-01')], '2010-12-31')).toEqual([]);
  });

  it('[PRICE-03] with the greatest quantity that is not more than what is bought', () => {
    const steps = [from(10_000, 90), from(1, 100), from(5_000, 95)];
    expect([1, 4_999, 5_000, 9_999, 10_000, 1e9].map((quantity) => priceAt(steps, quantity))).toEqual([
      100, 100, 95, 95, 90, 90,
    ]);
    expect(priceAt([from(2_000, 1)], 1_999)).toBeNull();
    expect(priceAt([], 1)).toBeNull();
  });

  it('[PRICE-03] in whatever order they stand', () => {
    const step = fc.record({
      fromMilli: fc.constantFrom(1, 2_000, 5_000),
      priceMinor: fc.nat(1_000),
      fromDate: fc.constantFrom('2010-01-01', '2010-06-01', '2011-01-01'),
    });
    const steps = fc.uniqueArray(step, { selector: ({ fromMilli, fromDate }) => `${fromMilli} ${fromDate}` });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 9_000 }), (given, quantity) => {
        const [one, other] = [given, given.toReversed()].map((each) => effectiveSteps(each, '2010-12-01'));
        expect(one).toEqual(other);
        const fitting = given.filter(
          ({ fromDate, fromMilli }) => fromDate < '2010-12-01' && fromMilli <= quantity,
        );
        const most = Math.max(...fitting.map(({ fromMilli }) => fromMilli));
        const last = fitting
          .filter(({ fromMilli }) => fromMilli === most)
          .toSorted((a, b) => (a.fromDate < b.fromDate ? 1 : -1));
        expect(priceAt(one ?? [], quantity)).toBe(last[0]?.priceMinor ?? null);
      }),
    );
  });

  it('[CAT-01] prices are the same when every part of them is', () => {
    expect(areSameSteps([from(1, 2)], [from(1, 2)])).toBe(true);
    const others = [[], [from(1, 3)], [from(2, 2)], [from(1, 2, '2010-01-01')], [from(1, 2), from(3, 4)]];
    expect(others.some((other) => areSameSteps([from(1, 2)], other))).toBe(false);
  });
});
