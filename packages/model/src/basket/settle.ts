import { type Refused, refuse } from '../command/rejection.ts';
import { MAX_AMOUNT_MINOR } from '../money/bound.ts';
import type { RateTotal, SaleLine } from '../sale/line.ts';
import type { Branch } from '../state/shop.ts';
import type { Basket, BasketLine } from '../state/till-state.ts';
import { rateOn } from '../tax/rate.ts';
import { grossOf, totalLines } from '../tax/total-lines.ts';
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

const settleDiscount = (line: BasketLine, amountMinor: number): Pick<SaleLine, 'discount'> => {
  if (line.discount === undefined) return {};
  const { sharePpm, reason } = line.discount;
  return { discount: { ...(sharePpm === undefined ? {} : { sharePpm }), amountMinor, reason } };
};

const settleLine = (
  line: BasketLine,
  ratePpm: number,
  { discountMinor, totalMinor }: LineTotal,
): SaleLine => ({
  line: line.line,
  productId: line.productId,
  sku: line.sku,
  name: line.name,
  unit: line.unit,
  quantityMilli: line.quantityMilli,
  ...(line.listPriceMinor === undefined ? {} : { listPriceMinor: line.listPriceMinor }),
  unitPriceMinor: line.unitPriceMinor,
  ...(line.overrideReason === undefined ? {} : { overrideReason: line.overrideReason }),
  ...settleDiscount(line, discountMinor),
  taxClass: line.taxClass,
  ratePpm,
  totalMinor,
});

/**
 * One pass from a basket to its lines with totals, its rates and what is due, by the branch's rules on a
 * business date. Refused when a class has no rate on that date or an amount leaves its bounds.
 */
export const settle = (
  basket: Pick<Basket, 'lines' | 'payments'>,
  branch: Branch,
  businessDate: string,
): Settlement => {
  const rateByClass = new Map<string, number | null>();
  const lines: SaleLine[] = [];
  for (const line of basket.lines) {
    let ratePpm = rateByClass.get(line.taxClass);
    if (ratePpm === undefined) {
      ratePpm = rateOn(branch.taxClasses, line.taxClass, businessDate);
      rateByClass.set(line.taxClass, ratePpm);
    }
    if (ratePpm === null) return refuse('TAX-CLASS-UNKNOWN', `basket.lines[${line.line}]`);
    const total = lineTotal(line);
    if (total.beforeMinor > MAX_AMOUNT_MINOR)
      return refuse('AMOUNT-OUT-OF-BOUNDS', `basket.lines[${line.line}]`);
    lines.push(settleLine(line, ratePpm, total));
  }
  const rates = totalLines(lines, branch);
  const totalMinor = grossOf(rates);
  if (totalMinor > MAX_AMOUNT_MINOR) return refuse('AMOUNT-OUT-OF-BOUNDS', 'basket');
  const paidMinor = basket.payments.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return { ok: true, settled: { lines, rates, totalMinor, paidMinor, dueMinor: totalMinor - paidMinor } };
};
