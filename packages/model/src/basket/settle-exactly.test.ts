import { describe, expect, it } from 'vitest';
import type { SaleLine } from '../sale/line.ts';
import type { Branch } from '../state/shop.ts';
import type { BasketLine } from '../state/till-state.ts';
import { rateKey } from '../tax/rate.ts';
import { BRANCH, idOf } from '../testing/goods.fixture.ts';
import { type RandomBasket, randomBaskets, WAYS, waysOf } from '../testing/random-basket.fixture.ts';
import { type SlowLine, slowSettle } from '../testing/slow-settle.fixture.ts';
import { type Settled, settle } from './settle.ts';

const BASKETS = 100_000;
/** Of each way of counting, at least so many baskets. */
const EACH = 1_000;

const settled = ({ basket, branch, businessDate }: RandomBasket): Settled => {
  const result = settle(basket, branch, businessDate);
  if (!result.ok) throw new Error(result.rejection.code);
  return result.settled;
};

/** What was counted for a line, as the second way says it. */
const slowOf = ({ taxClass, ratePpm, relief, netMinor, taxMinor, ...line }: SaleLine): SlowLine => ({
  rate: rateKey(taxClass, ratePpm, relief),
  net: BigInt(netMinor),
  tax: BigInt(taxMinor),
  discount: BigInt(line.discount?.amountMinor ?? 0),
  basketDiscount: BigInt(line.basketDiscountMinor ?? 0),
  relief: BigInt(line.reliefMinor ?? 0),
  promotions: new Map(
    (line.promotions ?? []).map(({ promotionId, amountMinor }) => [promotionId, BigInt(amountMinor)]),
  ),
  parts: (line.taxes ?? []).map(({ tax, baseMinor, taxMinor: part }) => [
    tax,
    BigInt(baseMinor),
    BigInt(part),
  ]),
});
const isSame = (a: SlowLine, b: SlowLine | undefined): boolean =>
  b !== undefined &&
  a.rate === b.rate &&
  a.net === b.net &&
  a.tax === b.tax &&
  a.discount === b.discount &&
  a.basketDiscount === b.basketDiscount &&
  a.relief === b.relief &&
  a.promotions.size === b.promotions.size &&
  [...a.promotions].every(([id, off]) => b.promotions.get(id) === off) &&
  a.parts.length === b.parts.length &&
  a.parts.every((part, index) => part.every((each, place) => each === b.parts[index]?.[place]));

const contentOf = ({ line: _line, scannedAtMs: _at, ...content }: BasketLine): string =>
  JSON.stringify(content);
const textOf = (line: BasketLine, counted: SlowLine): string =>
  `${contentOf(line)} ${Object.values({
    ...counted,
    promotions: [...counted.promotions]
      .map((each) => each.join(' '))
      .sort()
      .join(),
  })
    .flat(2)
    .join(' ')}`;

/** Whether two ways of counting say the same of lines; those alike but for their number may change places. */
const agree = (lines: readonly BasketLine[], a: readonly SlowLine[], b: readonly SlowLine[]): boolean => {
  if (a.every((each, index) => isSame(each, b[index]))) return true;
  const texts = (counted: readonly SlowLine[]): string =>
    counted
      .map((each, index) => textOf(lines[index] as BasketLine, each))
      .toSorted((one, other) => (one < other ? -1 : 1))
      .join('\n');
  return texts(a) === texts(b);
};

/** Null when both ways agree to the minor unit; else what each says. */
const disagreement = (random: RandomBasket): unknown => {
  const fast = settled(random);
  const slow = slowSettle(random.basket, random.branch, random.businessDate);
  const isAgreed =
    BigInt(fast.totalMinor) === slow.total &&
    BigInt(fast.dueMinor) === slow.due &&
    BigInt(fast.cashDueMinor) === slow.cashDue &&
    fast.discounts.map(({ amountMinor }) => amountMinor).join() === slow.discounts.join() &&
    fast.rates.length === slow.rates.size &&
    fast.rates.every(({ taxClass, ratePpm, relief, netMinor, taxMinor, grossMinor, taxes = [] }) => {
      const rate = slow.rates.get(rateKey(taxClass, ratePpm, relief));
      return (
        rate?.net === BigInt(netMinor) &&
        rate.tax === BigInt(taxMinor) &&
        netMinor + taxMinor === grossMinor &&
        taxes.map(({ tax, baseMinor, taxMinor: part }) => [tax, baseMinor, part]).join() === rate.parts.join()
      );
    }) &&
    agree(random.basket.lines, fast.lines.map(slowOf), slow.lines);
  return isAgreed ? null : { random, fast, slow };
};

describe('settling, counted twice', () => {
  it(
    `[SALE-07] I7: ${BASKETS} baskets cost the same in exact fractions, whatever order their lines stand in`,
    { timeout: 120_000 },
    () => {
      const { random, shuffled } = randomBaskets(20_101_201);
      const counts = new Map<string, number>();
      const wrong: unknown[] = [];
      for (let count = 0; count < BASKETS; count += 1) {
        const given = random();
        for (const way of waysOf(given)) counts.set(way, (counts.get(way) ?? 0) + 1);
        const disagreed = disagreement(given);
        if (disagreed !== null) wrong.push(disagreed);
        if (count % 20 !== 0) continue;
        const { lines, ...owed } = settled(given);
        const other = { ...given, basket: { ...given.basket, lines: shuffled(given.basket.lines) } };
        const { lines: otherLines, ...otherOwed } = settled(other);
        expect(otherOwed).toEqual(owed);
        const ordered = given.basket.lines.map(({ line }) =>
          slowOf(otherLines.find((each) => each.line === line) as SaleLine),
        );
        expect(agree(given.basket.lines, lines.map(slowOf), ordered)).toBe(true);
      }
      expect(wrong.slice(0, 1)).toEqual([]);
      expect(counts.size).toBe(WAYS);
      for (const [way, count] of counts) expect([way, count >= EACH]).toEqual([way, true]);
    },
  );

  const line: BasketLine = {
    line: 1,
    productId: idOf(1),
    sku: 'S',
    name: 'n',
    unit: 'kg',
    quantityMilli: 1_000,
    unitPriceMinor: 100,
    taxClass: 'standard',
    priceIncludesTax: true,
    steps: [],
    scannedAtMs: 0,
  };
  const slow = (
    lines: readonly BasketLine[],
    over: Partial<Branch> = {},
    basket: Partial<RandomBasket['basket']> = {},
    on = '2010-12-01',
  ) => {
    const given = {
      lines,
      discounts: [],
      extras: [],
      customer: null,
      payments: [],
      channel: 'shop' as const,
      ...basket,
    };
    return slowSettle(given, { ...BRANCH, ...over }, on);
  };

  it('[SALE-07] the second way knows a wrong one: a rate, a mode or a discount counted otherwise is noticed', () => {
    // 17.5% in 100 is 14.89 and on 100 it is 17.5: half away 18, cut off 17.
    expect(slow([line]).rates.get('standard/175000')).toEqual({ net: 85n, tax: 15n, parts: [] });
    const exclusive = [{ ...line, priceIncludesTax: false }];
    expect(slow(exclusive, { roundingMode: 'half-away' }).total).toBe(118n);
    expect(slow(exclusive, { roundingMode: 'half-even' }).total).toBe(118n);
    expect(slow(exclusive, { roundingMode: 'down' }).total).toBe(117n);
    expect(slow([line], {}, {}, '2011-01-04').rates.get('standard/200000')?.tax).toBe(17n);
    const half = { ...line, unitPriceMinor: 25, discount: { sharePpm: 500_000, reason: 'x' } };
    expect(slow([half]).lines).toMatchObject([{ net: 10n, tax: 2n, discount: 13n }]);
  });

  it('[SALE-07] and one that rounds, splits, relieves or pays otherwise', () => {
    const three = [1, 2, 3].map((n) => ({ ...line, line: n, productId: idOf(n), unitPriceMinor: 3 }));
    const on = '2011-01-04';
    const taxes = (taxRounding: Branch['taxRounding']) =>
      slow(three, { taxRounding }, {}, on).lines.map(({ tax }) => tax);
    expect(taxes('line')).toEqual([1n, 1n, 1n]);
    expect(taxes('rate')).toEqual([1n, 1n, 0n]);
    const discounts = [{ sharePpm: 500_000, reason: 'x' }];
    expect(slow(three, {}, { discounts }, on).lines.map(({ basketDiscount }) => basketDiscount)).toEqual([
      2n,
      2n,
      1n,
    ]);
    const exempt = slow([line], {}, { customer: { groups: [], relief: 'exempt' } }, on);
    expect(exempt.rates.get('standard/0/exempt')).toEqual({ net: 83n, tax: 0n, parts: [] });
    const extras = [{ extra: 1, kind: 'tip', amountMinor: 3 }] as const;
    const cash = slow([line], { cashRounding: { stepMinor: 5, mode: 'half-away' } }, { extras });
    expect([cash.total, cash.due, cash.cashDue]).toEqual([100n, 103n, 105n]);
  });
});
