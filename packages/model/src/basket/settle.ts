import { type Refused, refuse } from '../command/rejection.ts';
import { MAX_AMOUNT_MINOR } from '../money/bound.ts';
import type { RateTotal, SaleLine } from '../sale/line.ts';
import type { Branch } from '../state/shop.ts';
import type { Basket, BasketLine } from '../state/till-state.ts';
import { rateOn } from '../tax/rate.ts';
import { grossOf, type TaxedLine, totalLines } from '../tax/total-lines.ts';
import { type LineTotal, lineTotal } from './line-total.ts';

/** All that is owed for a basket: what goes on the screen while it is open and into the sale when it is paid. */
export type Settled = {
  readonly lines: readonly SaleLine[];
  readonly rates: readonly RateTotal[];
  readonly totalMinor: number;
  readonly paidMinor: number;
  /** total - paid */
  readonly dueMinor: number;
};
export type Settlement = { readonly ok: true; readonly settled: Settled } | Refused;

type PricedLine = TaxedLine & LineTotal;
export type Owed = Omit<Settled, 'lines'>;
type Pricing = { readonly ok: true; readonly priced: readonly PricedLine[]; readonly owed: Owed } | Refused;

const priceLines = (
  { lines, payments }: Pick<Basket, 'lines' | 'payments'>,
  branch: Branch,
  businessDate: string,
): Pricing => {
  const rateByClass = new Map<string, number | null>();
  const priced: PricedLine[] = [];
  for (const line of lines) {
    const { taxClass } = line;
    let ratePpm = rateByClass.get(taxClass);
    if (ratePpm === undefined) {
      ratePpm = rateOn(branch.taxClasses, taxClass, businessDate);
      rateByClass.set(taxClass, ratePpm);
    }
    if (ratePpm === null) return refuse('TAX-CLASS-UNKNOWN', `basket.lines[${line.line}]`);
    const { beforeMinor, discountMinor, totalMinor } = lineTotal(line);
    if (beforeMinor > MAX_AMOUNT_MINOR) return refuse('AMOUNT-OUT-OF-BOUNDS', `basket.lines[${line.line}]`);
    priced.push({ taxClass, ratePpm, beforeMinor, discountMinor, totalMinor });
  }
  const rates = totalLines(priced, branch);
  const totalMinor = grossOf(rates);
  if (totalMinor > MAX_AMOUNT_MINOR) return refuse('AMOUNT-OUT-OF-BOUNDS', 'basket');
  const paidMinor = payments.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return { ok: true, priced, owed: { rates, totalMinor, paidMinor, dueMinor: totalMinor - paidMinor } };
};

/** A line as sold. Written field by field: a basket of a thousand lines is settled at every step. */
const soldLine = (line: BasketLine, { ratePpm, discountMinor, totalMinor }: PricedLine): SaleLine => {
  const sold: { -readonly [K in keyof SaleLine]: SaleLine[K] } = {
    line: line.line,
    productId: line.productId,
    sku: line.sku,
    name: line.name,
    unit: line.unit,
    quantityMilli: line.quantityMilli,
    unitPriceMinor: line.unitPriceMinor,
    taxClass: line.taxClass,
    ratePpm,
    totalMinor,
  };
  if (line.listPriceMinor !== undefined) sold.listPriceMinor = line.listPriceMinor;
  if (line.overrideReason !== undefined) sold.overrideReason = line.overrideReason;
  if (line.discount !== undefined) {
    const { sharePpm, reason } = line.discount;
    const came = { amountMinor: discountMinor, reason };
    sold.discount = sharePpm === undefined ? came : { sharePpm, ...came };
  }
  return sold;
};

/**
 * One pass from a basket to its lines with totals, its rates and what is due, by the branch's rules on a
 * business date. Refused when a class has no rate on that date or an amount leaves its bounds.
 */
export const settle = (
  basket: Pick<Basket, 'lines' | 'payments'>,
  branch: Branch,
  businessDate: string,
): Settlement => {
  const pricing = priceLines(basket, branch, businessDate);
  if (!pricing.ok) return pricing;
  const { priced, owed } = pricing;
  const lines: SaleLine[] = [];
  for (const [index, line] of basket.lines.entries()) {
    const price = priced[index];
    if (price !== undefined) lines.push(soldLine(line, price));
  }
  return { ok: true, settled: { lines, ...owed } };
};

/** What is owed, when the lines themselves are not needed. */
export const settleTotals = (
  basket: Pick<Basket, 'lines' | 'payments'>,
  branch: Branch,
  businessDate: string,
): { readonly ok: true; readonly owed: Owed } | Refused => priceLines(basket, branch, businessDate);
