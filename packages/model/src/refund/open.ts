import { findProduct } from '../catalog/find.ts';
import { quantityFault } from '../catalog/quantity.ts';
import type { CommandOf } from '../command/command.ts';
import type { Context } from '../command/context.ts';
import { refuse } from '../command/rejection.ts';
import { MAX_AMOUNT_MINOR } from '../money/bound.ts';
import { priceTimesQuantity } from '../money/multiply.ts';
import type { RefundLine } from '../sale/line.ts';
import { rateOn } from '../tax/rate.ts';
import { grossOf, totalLines } from '../tax/total-lines.ts';
import type { RefundResult } from './part.ts';

/**
 * What goods given back without a receipt come to: the price asked, at the tax rate of the business
 * date. A product that is no longer sold may still come back.
 */
export const openRefund = (
  command: Pick<CommandOf<'refund.without-receipt'>, 'lines' | 'restock'>,
  context: Pick<Context, 'lookup' | 'till'>,
  businessDate: string,
): RefundResult => {
  if (command.lines.length === 0) return refuse('REFUND-EMPTY', 'command.lines');
  const { branch } = context.till;
  const lines: RefundLine[] = [];
  for (const [index, asked] of command.lines.entries()) {
    const at = `command.lines[${index}]`;
    const { quantityMilli, unitPriceMinor } = asked;
    const found = findProduct(context, asked, at);
    if (!found.ok) return found;
    const { id: productId, sku, name, unit, taxClass } = found.product;
    const fault = quantityFault(quantityMilli, unit);
    if (fault !== null) return refuse(fault, at);
    const ratePpm = rateOn(branch.taxClasses, taxClass, businessDate);
    if (ratePpm === null) return refuse('TAX-CLASS-UNKNOWN', at);
    const totalMinor = priceTimesQuantity(unitPriceMinor, quantityMilli);
    if (totalMinor > MAX_AMOUNT_MINOR) return refuse('AMOUNT-OUT-OF-BOUNDS', at);
    lines.push({
      line: index + 1,
      productId,
      sku,
      name,
      unit,
      quantityMilli,
      unitPriceMinor,
      taxClass,
      ratePpm,
      totalMinor,
      restock: command.restock,
    });
  }
  const rates = totalLines(lines, branch);
  const totalMinor = grossOf(rates);
  if (totalMinor > MAX_AMOUNT_MINOR) return refuse('AMOUNT-OUT-OF-BOUNDS', 'command.lines');
  return { ok: true, part: { lines, rates, totalMinor } };
};
