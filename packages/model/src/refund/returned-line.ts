import type { RefundLine, Restock, SaleLine } from '../sale/line.ts';

/** What of a sold line comes back. */
type Returned = Pick<RefundLine, 'quantityMilli' | 'netMinor' | 'taxMinor' | 'taxes'>;

/** A line given back: what it is follows from the line that was sold. */
export const returnedLine = (
  line: SaleLine,
  { quantityMilli, netMinor, taxMinor, taxes }: Returned,
  restock: Restock,
): RefundLine => ({
  line: line.line,
  productId: line.productId,
  sku: line.sku,
  name: line.name,
  unit: line.unit,
  quantityMilli,
  unitPriceMinor: line.unitPriceMinor,
  taxClass: line.taxClass,
  ratePpm: line.ratePpm,
  netMinor,
  taxMinor,
  ...(taxes === undefined ? {} : { taxes }),
  ...(line.relief === undefined ? {} : { relief: line.relief }),
  restock,
  ...(line.costMinor === undefined ? {} : { costMinor: line.costMinor }),
});
