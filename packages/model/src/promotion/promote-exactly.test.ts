import { expect, it } from 'vitest';
import { settle, type Settled } from '../basket/settle.ts';
import { type RandomBasket } from '../testing/random-basket.fixture.ts';
import { randomPromotions } from '../testing/random-promotion.fixture.ts';
import { slowSettle } from '../testing/slow-settle.fixture.ts';

const BASKETS = 20_000;
/** Of each way of giving, at least so many baskets. */
const EACH = 1_000;

const settled = ({ basket, branch, businessDate }: RandomBasket): Settled => {
  const result = settle(basket, branch, businessDate);
  if (!result.ok) throw new Error(result.rejection.code);
  return result.settled;
};

type Off = readonly string[];
/** By line: what each promotion took off. */
const offsOf = ({ lines }: Settled): readonly Off[] =>
  lines.map(({ promotions = [] }) =>
    promotions.map(({ promotionId, amountMinor }) => `${promotionId} ${amountMinor}`).sort(),
  );
const slowOffs = ({ basket, branch, businessDate }: RandomBasket): readonly Off[] =>
  slowSettle(basket, branch, businessDate).lines.map(({ promotions }) =>
    [...promotions].map(([id, off]) => `${id} ${off}`).sort(),
  );

/** What a basket shows of the rules: what gave something in it, and how. */
const waysOf = ({ basket, branch }: RandomBasket, { promotions, lines }: Settled): ReadonlySet<string> => {
  const ways = new Set<string>();
  for (const { promotionId, couponCode } of promotions) {
    const { kind, parts, steps, rule } = branch.promotions.find(({ id }) => id === promotionId)!;
    const isOther = kind === 'buy-get' && parts[1]?.goods !== undefined;
    ways.add(isOther ? 'buy-get of others' : kind);
    if (kind === 'bundle') ways.add(parts.length === 1 ? 'mix and match' : 'bundle of several parts');
    for (const { reward } of steps) ways.add(`reward ${Object.keys(reward)[0]}`);
    if (steps.length > 1) ways.add(`${kind} in steps`);
    if (couponCode !== undefined) ways.add('coupon');
    if (rule.fromMinute !== undefined) ways.add('happy hours');
    if (rule.groups.length > 0) ways.add('customer group');
    const [goods] = parts.map((part) => part.goods);
    if ((goods?.exceptProductIds.length ?? 0) + (goods?.exceptCategories.length ?? 0) > 0)
      ways.add('exclusion');
    if ((goods?.categories.length ?? 0) > 0) ways.add('category');
  }
  if (promotions.length > 1) ways.add('several promotions');
  if (lines.some((line) => (line.promotions?.length ?? 0) > 1)) ways.add('several on one line');
  const levels = new Set(
    promotions.map(({ promotionId: id }) => branch.promotions.find((each) => each.id === id)!.priority),
  );
  if (levels.size > 1) ways.add('two priorities');
  if (lines.some(({ discount }) => discount !== undefined)) ways.add('beside a discount by hand');
  if (basket.discounts.length > 0 && promotions.length > 0) ways.add('before a discount on the basket');
  return ways;
};
const WAYS = 22;

/** What is alike but for its line number may change places. */
const sorted = ({ basket }: RandomBasket, offs: readonly Off[]): readonly string[] =>
  offs
    .map((off, at) => {
      const { line: _line, ...content } = basket.lines[at]!;
      return `${JSON.stringify(content)} ${off.join()}`;
    })
    .sort();

it(
  `[PROMO-09] [PROMO-06] I7: ${BASKETS} baskets get the same piece by piece in every order tried, whatever order they were scanned in`,
  { timeout: 120_000 },
  () => {
    const { promoted, shuffled } = randomPromotions(20_101_201);
    const counts = new Map<string, number>();
    const wrong: unknown[] = [];
    for (let count = 0; count < BASKETS; count += 1) {
      const given = promoted();
      const fast = settled(given);
      const agreed = sorted(given, offsOf(fast)).join('\n') === sorted(given, slowOffs(given)).join('\n');
      if (!agreed) wrong.push({ given, fast: offsOf(fast), slow: slowOffs(given) });
      for (const way of waysOf(given, fast)) counts.set(way, (counts.get(way) ?? 0) + 1);
      if (count % 10 !== 0) continue;
      const other = { ...given, basket: { ...given.basket, lines: shuffled(given.basket.lines) } };
      const otherSettled = settled(other);
      expect(otherSettled.promotions).toEqual(fast.promotions);
      expect(otherSettled.totalMinor).toBe(fast.totalMinor);
      expect(sorted(other, offsOf(otherSettled))).toEqual(sorted(given, offsOf(fast)));
    }
    expect(wrong.slice(0, 1)).toEqual([]);
    expect(counts.size).toBe(WAYS);
    for (const [way, count] of counts) expect([way, count >= EACH]).toEqual([way, true]);
  },
);
