import { type Refused, refuse } from '../command/rejection.ts';
import type { CompareItems } from '../money/apportion.ts';
import { MAX_AMOUNT_MINOR } from '../money/bound.ts';
import { scaleBy } from '../money/ratio.ts';
import { roundForCash } from '../money/round-for-cash.ts';
import { isCovering } from '../payment/progress.ts';
import { type LinePromotion, promotedMinor, type PromotionGiven } from '../promotion/given.ts';
import { promote } from '../promotion/promote.ts';
import type { DiscountGiven, RateTotal, Relief, SaleLine } from '../sale/line.ts';
import type { Branch } from '../state/shop.ts';
import type { Basket, BasketLine } from '../state/till-state.ts';
import { type ClassRate, classRateOn, MAX_RATES, relieved, suppliedClass } from '../tax/rate.ts';
import { type TaxableLine, type TaxedAmount, taxLines } from '../tax/tax-lines.ts';
import { grossOf, totalLines } from '../tax/total-lines.ts';
import { discountGivenOf, takeDiscounts } from './basket-discount.ts';
import { compareContent } from './content-order.ts';
import { type LineTotal, lineTotal } from './line-total.ts';

/** What of a basket decides what it costs. */
export type Priceable = Pick<
  Basket,
  'lines' | 'discounts' | 'extras' | 'customer' | 'payments' | 'channel' | 'coupons' | 'promotions'
>;

/** What is owed for a basket, minor units. */
export type Owed = {
  readonly rates: readonly RateTotal[];
  /** The goods with their tax. */
  readonly totalMinor: number;
  /** The promotions that gave something, with what each gave. */
  readonly promotions: readonly PromotionGiven[];
  /** The discounts on the basket, in their order, with what each came to. */
  readonly discounts: readonly DiscountGiven[];
  readonly extrasMinor: number;
  /** Payments that count: approved, stored or captured. */
  readonly paidMinor: number;
  /** total + extras - paid */
  readonly dueMinor: number;
  /** The same as it can be paid in coins. */
  readonly cashDueMinor: number;
};
/** All that is owed for a basket: what goes on the screen while it is open and into the sale when it is paid. */
export type Settled = Owed & { readonly lines: readonly SaleLine[] };
export type Settlement = { readonly ok: true; readonly settled: Settled } | Refused;

/** The rates of a line's class: what its goods owe, and what this customer is charged. */
type Rates = { readonly owed: ClassRate; readonly charged: ClassRate };
/** A line by itself. */
type CountedLine = LineTotal & { readonly line: BasketLine; readonly rates: Rates };
/** A line with all that comes off it. */
type PricedLine = TaxableLine & {
  readonly counted: CountedLine;
  readonly promotions: readonly LinePromotion[];
  readonly basketDiscountMinor: number;
  readonly reliefMinor: number;
};

/** Each class is looked up once; null where it has no rate on the date. */
const ratesOn = (
  { taxClasses }: Branch,
  businessDate: string,
  relief: Relief | undefined,
): ((line: BasketLine) => Rates | null) => {
  const known = new Map<string, Rates | null>();
  const find = (taxClass: string): Rates | null => {
    const owed = classRateOn(taxClasses, taxClass, businessDate);
    return owed === null ? null : { owed, charged: relief === undefined ? owed : relieved(owed, relief) };
  };
  return ({ taxClass, service }) => {
    const supplied = suppliedClass(taxClasses, taxClass, service);
    let rates = known.get(supplied);
    if (rates === undefined) {
      rates = find(supplied);
      known.set(supplied, rates);
    }
    return rates;
  };
};

type Counted = { readonly ok: true; readonly counted: readonly CountedLine[] } | Refused;

/** Each line by itself, while they and their sum are amounts. */
const countLines = ({ lines, customer }: Priceable, branch: Branch, businessDate: string): Counted => {
  const ratesOf = ratesOn(branch, businessDate, customer?.relief);
  const counted: CountedLine[] = [];
  let sum = 0;
  for (const line of lines) {
    const rates = ratesOf(line);
    if (rates === null) return refuse('TAX-CLASS-UNKNOWN', `basket.lines[${line.line}]`);
    const { beforeMinor, discountMinor, totalMinor } = lineTotal(line);
    if (beforeMinor > MAX_AMOUNT_MINOR) return refuse('AMOUNT-OUT-OF-BOUNDS', `basket.lines[${line.line}]`);
    counted.push({ line, rates, beforeMinor, discountMinor, totalMinor });
    sum += totalMinor;
  }
  return sum > MAX_AMOUNT_MINOR ? refuse('AMOUNT-OUT-OF-BOUNDS', 'basket') : { ok: true, counted };
};

/** Takes off what its share of the basket's discounts is, then the tax in it where the customer owes none. */
const pricedLine = (
  counted: CountedLine,
  promotions: readonly LinePromotion[],
  leftMinor: number,
  discountedMinor: number,
): PricedLine => {
  const { line, rates } = counted;
  const includesTax = line.priceIncludesTax;
  const reliefMinor =
    rates.charged !== rates.owed && includesTax
      ? scaleBy(discountedMinor, rates.owed.inGross, 'half-away')
      : 0;
  return {
    counted,
    promotions,
    rate: rates.charged,
    includesTax,
    amountMinor: discountedMinor - reliefMinor,
    basketDiscountMinor: leftMinor - discountedMinor,
    reliefMinor,
  };
};

const owedFor = (
  { extras, payments }: Priceable,
  { cashRounding }: Branch,
  rates: readonly RateTotal[],
  { promotions, discounts }: Pick<Owed, 'promotions' | 'discounts'>,
): Owed => {
  const totalMinor = grossOf(rates);
  const extrasMinor = extras.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const paidMinor = payments.reduce(
    (sum, paid) => (isCovering(paid.state) ? sum + paid.amountMinor : sum),
    0,
  );
  const dueMinor = totalMinor + extrasMinor - paidMinor;
  const cashDueMinor = roundForCash(dueMinor, cashRounding);
  return { rates, totalMinor, promotions, discounts, extrasMinor, paidMinor, dueMinor, cashDueMinor };
};

/** Whether it is an amount, paid in whichever way. */
const isWithinBounds = ({ totalMinor, extrasMinor }: Owed, { cashRounding }: Branch): boolean => {
  const whole = totalMinor + extrasMinor;
  return Math.max(whole, roundForCash(whole, cashRounding)) <= MAX_AMOUNT_MINOR;
};

/** A line as sold. Written field by field: a basket of a thousand lines is settled at every step. */
const soldLine = (
  { counted, promotions, rate, basketDiscountMinor, reliefMinor }: PricedLine,
  { netMinor, taxMinor, taxes }: TaxedAmount,
): SaleLine => {
  const { line, discountMinor } = counted;
  const sold: { -readonly [K in keyof SaleLine]: SaleLine[K] } = {
    line: line.line,
    productId: line.productId,
    sku: line.sku,
    name: line.name,
    unit: line.unit,
    quantityMilli: line.quantityMilli,
    unitPriceMinor: line.unitPriceMinor,
    taxClass: rate.taxClass,
    ratePpm: rate.ratePpm,
    netMinor,
    taxMinor,
    priceIncludesTax: line.priceIncludesTax,
  };
  if (taxes !== undefined) sold.taxes = taxes;
  if (rate.relief !== null) sold.relief = rate.relief;
  if (line.listPriceMinor !== undefined) sold.listPriceMinor = line.listPriceMinor;
  if (line.overrideReason !== undefined) sold.overrideReason = line.overrideReason;
  if (line.overriddenBy !== undefined) sold.overriddenBy = line.overriddenBy;
  if (line.overrideApproverId !== undefined) sold.overrideApproverId = line.overrideApproverId;
  if (line.discount !== undefined) sold.discount = discountGivenOf(line.discount, discountMinor);
  if (promotions.length > 0) sold.promotions = promotions;
  if (basketDiscountMinor > 0) sold.basketDiscountMinor = basketDiscountMinor;
  if (reliefMinor > 0) sold.reliefMinor = reliefMinor;
  if (line.priceListId !== undefined) sold.priceListId = line.priceListId;
  if (line.service !== undefined) sold.service = line.service;
  if (line.costMinor !== undefined) sold.costMinor = line.costMinor;
  return sold;
};

/**
 * One pass from a basket to its lines with totals, its rates and what is due, by the branch's rules on a
 * business date. Refused when a class has no rate on that date, when there are more rates than a document
 * holds, or when an amount leaves its bounds.
 */
export const settle = (basket: Priceable, branch: Branch, businessDate: string): Settlement => {
  const counting = countLines(basket, branch, businessDate);
  if (!counting.ok) return counting;
  const { counted } = counting;
  const content: CompareItems = (a, b) => {
    const [first, second] = [counted[a], counted[b]];
    return first === undefined || second === undefined ? 0 : compareContent(first.line, second.line);
  };
  const promoted = promote(basket, branch, businessDate, (item) => counted[item]?.totalMinor ?? 0);
  const before = counted.map(({ totalMinor }, item) => totalMinor - promotedMinor(promoted.lines[item]));
  const { amounts, given } = takeDiscounts(before, basket.discounts, content);
  const priced = counted.map((line, item) =>
    pricedLine(line, promoted.lines[item] ?? [], before[item] ?? 0, amounts[item] ?? 0),
  );
  const taxed = taxLines(priced, branch, content);
  const lines: SaleLine[] = [];
  for (const line of priced) {
    const amount = taxed[lines.length];
    if (amount !== undefined) lines.push(soldLine(line, amount));
  }
  const rates = totalLines(lines);
  if (rates.length > MAX_RATES) return refuse('BASKET-TOO-MANY-RATES', 'basket');
  const owed = owedFor(basket, branch, rates, { promotions: promoted.given, discounts: given });
  return isWithinBounds(owed, branch)
    ? { ok: true, settled: { lines, ...owed } }
    : refuse('AMOUNT-OUT-OF-BOUNDS', 'basket');
};

/** What is owed, when the lines themselves are not needed. */
export const settleTotals = (
  basket: Priceable,
  branch: Branch,
  businessDate: string,
): { readonly ok: true; readonly owed: Owed } | Refused => {
  const settlement = settle(basket, branch, businessDate);
  if (!settlement.ok) return settlement;
  const { lines: _lines, ...owed } = settlement.settled;
  return { ok: true, owed };
};
