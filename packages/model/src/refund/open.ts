import { findProduct } from '../catalog/find.ts';
import { quantityFault } from '../catalog/quantity.ts';
import type { CommandOf } from '../command/command.ts';
import type { Context } from '../command/context.ts';
import { type Refused, refuse } from '../command/rejection.ts';
import { MAX_AMOUNT_MINOR } from '../money/bound.ts';
import { priceTimesQuantity } from '../money/multiply.ts';
import type { RefundLine } from '../sale/line.ts';
import { classRateOn, MAX_RATES } from '../tax/rate.ts';
import { type TaxableLine, taxLines } from '../tax/tax-lines.ts';
import { partOfLines, type RefundResult } from './part.ts';

type Ask = Pick<CommandOf<'refund.without-receipt'>, 'lines' | 'restock'>;
type Situation = Pick<Context, 'lookup' | 'till'>;
type Counted = { readonly line: Omit<RefundLine, 'netMinor' | 'taxMinor'>; readonly taxable: TaxableLine };

const countLine = (
  { lines, restock }: Ask,
  index: number,
  context: Situation,
  businessDate: string,
): { readonly ok: true; readonly counted: Counted } | Refused => {
  const at = `command.lines[${index}]`;
  const asked = lines[index];
  if (asked === undefined) return refuse('REFUND-EMPTY', at);
  const { branch } = context.till;
  const { quantityMilli, unitPriceMinor } = asked;
  const found = findProduct(context, asked, at);
  if (!found.ok) return found;
  const { id: productId, sku, name, unit, taxClass, costMinor } = found.product;
  const fault = quantityFault(quantityMilli, unit);
  if (fault !== null) return refuse(fault, at);
  const rate = classRateOn(branch.taxClasses, taxClass, businessDate);
  if (rate === null) return refuse('TAX-CLASS-UNKNOWN', at);
  const amountMinor = priceTimesQuantity(unitPriceMinor, quantityMilli);
  if (amountMinor > MAX_AMOUNT_MINOR) return refuse('AMOUNT-OUT-OF-BOUNDS', at);
  const { ratePpm } = rate;
  const goods = { line: index + 1, productId, sku, name, unit, quantityMilli, unitPriceMinor };
  const cost = costMinor === null ? {} : { costMinor };
  const line = { ...goods, taxClass, ratePpm, restock, ...cost };
  return {
    ok: true,
    counted: { line, taxable: { rate, includesTax: branch.pricesIncludeTax, amountMinor } },
  };
};

/** In an order that their place has no part in: what two lines are alike in makes no difference. */
const byContent =
  (counted: readonly Counted[]) =>
  (a: number, b: number): number => {
    const [first, second] = [a, b].map((at) => {
      const of = counted[at]?.line;
      return [of?.productId, of?.quantityMilli, of?.unitPriceMinor].join(' ');
    });
    return first === second ? 0 : (first ?? '') < (second ?? '') ? -1 : 1;
  };

/**
 * What goods given back without a receipt come to: the price asked, at the tax rate of the business
 * date. A product that is no longer sold may still come back.
 */
export const openRefund = (command: Ask, context: Situation, businessDate: string): RefundResult => {
  if (command.lines.length === 0) return refuse('REFUND-EMPTY', 'command.lines');
  const counted: Counted[] = [];
  for (const index of command.lines.keys()) {
    const result = countLine(command, index, context, businessDate);
    if (!result.ok) return result;
    counted.push(result.counted);
  }
  const sumMinor = counted.reduce((sum, { taxable }) => sum + taxable.amountMinor, 0);
  if (sumMinor > MAX_AMOUNT_MINOR) return refuse('AMOUNT-OUT-OF-BOUNDS', 'command.lines');
  const taxed = taxLines(
    counted.map(({ taxable }) => taxable),
    context.till.branch,
    byContent(counted),
  );
  const part = partOfLines(
    counted.map(({ line }, at) => ({ ...line, ...(taxed[at] ?? { netMinor: 0, taxMinor: 0 }) })),
  );
  if (part.rates.length > MAX_RATES) return refuse('BASKET-TOO-MANY-RATES', 'command.lines');
  return part.totalMinor > MAX_AMOUNT_MINOR
    ? refuse('AMOUNT-OUT-OF-BOUNDS', 'command.lines')
    : { ok: true, part };
};
