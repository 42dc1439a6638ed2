import { sum } from '../../money/sum.ts';
import { priceTimesQuantity, shareOf } from '../../money/multiply.ts';
import { type LinePromotion, promotedMinor, type PromotionGiven } from '../../promotion/given.ts';
import type { DiscountGiven, SaleLine } from '../../sale/line.ts';
import { type Fault, first, unless } from './fault.ts';

type Goods = {
  readonly lines: readonly SaleLine[];
  readonly discounts: readonly DiscountGiven[];
  readonly promotions?: readonly PromotionGiven[];
};

/** A share comes to that share, half away from zero; neither it nor an amount is more than there is. */
const discountFault = ({ sharePpm, amountMinor }: DiscountGiven, beforeMinor: number): Fault =>
  first(
    () => unless(amountMinor <= beforeMinor, 'a discount is more than what it is on'),
    () =>
      unless(
        sharePpm === undefined || shareOf(beforeMinor, sharePpm) === amountMinor,
        'a discount is not the share that it says',
      ),
  );

const beforeOf = ({ unitPriceMinor, quantityMilli }: SaleLine): number =>
  priceTimesQuantity(unitPriceMinor, quantityMilli);
const afterDiscount = (line: SaleLine): number => beforeOf(line) - (line.discount?.amountMinor ?? 0);

/** What a promotion gave is what it took off the lines, each named once there and once in all. */
const promotionsFault = ({ lines, promotions }: Goods): Fault => {
  const given = promotions ?? [];
  const parts = lines.flatMap((line) => line.promotions ?? []);
  const ids = new Set(given.map(({ promotionId }) => promotionId));
  const sumOf = (id: string, all: readonly Pick<LinePromotion, 'promotionId' | 'amountMinor'>[]): number =>
    sum(all.filter(({ promotionId }) => promotionId === id).map(({ amountMinor }) => amountMinor));
  return first(
    () => unless(promotions === undefined || given.length > 0, 'no promotion is named'),
    () => unless(ids.size === given.length, 'a promotion is named twice'),
    () =>
      unless(
        lines.every(
          ({ promotions: own }) =>
            own === undefined ||
            (own.length > 0 && new Set(own.map(({ promotionId }) => promotionId)).size === own.length),
        ),
        'a line names a promotion twice, or none',
      ),
    () =>
      unless(
        [...parts, ...given].every(({ amountMinor }) => amountMinor > 0),
        'a promotion gives nothing',
      ),
    () =>
      unless(
        parts.every(({ promotionId }) => ids.has(promotionId)),
        'a line has an unnamed promotion',
      ),
    () =>
      unless(
        given.every(({ promotionId, amountMinor }) => sumOf(promotionId, parts) === amountMinor),
        'a promotion is not what it took off the lines',
      ),
  );
};

/** Where a class has several taxes, each is on the net, or on that and the taxes before it. */
const basesFault = ({ netMinor, taxes = [] }: SaleLine): Fault => {
  let beforeMinor = 0;
  for (const { baseMinor, taxMinor } of taxes) {
    if (baseMinor !== netMinor && baseMinor !== netMinor + beforeMinor) return 'a tax is on another base';
    beforeMinor += taxMinor;
  }
  return null;
};

const lineFault = (line: SaleLine): Fault => {
  const { discount, basketDiscountMinor = 0, reliefMinor = 0, netMinor, taxMinor } = line;
  return first(
    () => (discount === undefined ? null : discountFault(discount, beforeOf(line))),
    () =>
      unless(
        reliefMinor === 0 || (line.relief !== undefined && line.priceIncludesTax),
        'tax is taken off a line that has none in it',
      ),
    () =>
      unless(
        afterDiscount(line) - promotedMinor(line.promotions) - basketDiscountMinor - reliefMinor ===
          (line.priceIncludesTax ? netMinor + taxMinor : netMinor),
        'a line is not price times quantity less its discounts',
      ),
    () => basesFault(line),
  );
};

/** The basket's discounts one after the other, each on what is left; the lines' shares are all of them. */
const basketDiscountsFault = ({ lines, discounts }: Goods): Fault => {
  let leftMinor = sum(lines.map((line) => afterDiscount(line) - promotedMinor(line.promotions)));
  for (const discount of discounts) {
    const fault = discountFault(discount, leftMinor);
    if (fault !== null) return fault;
    leftMinor -= discount.amountMinor;
  }
  return unless(
    sum(lines.map(({ basketDiscountMinor = 0 }) => basketDiscountMinor)) ===
      sum(discounts.map(({ amountMinor }) => amountMinor)),
    'the discounts are not those of the lines',
  );
};

/** Sold or quoted lines: price x quantity less promotions, discounts and relief is what each line costs. */
export const goodsFault = (goods: Goods): Fault => {
  for (const line of goods.lines) {
    const fault = lineFault(line);
    if (fault !== null) return fault;
  }
  return first(
    () => promotionsFault(goods),
    () => basketDiscountsFault(goods),
  );
};
