import { productId } from '../catalog/product.ts';
import { MAX_LINES, movementMilli } from '../money/bound.ts';
import { field, list, record } from '../schema/record.ts';
import { text, word } from '../schema/scalar.ts';

export const STOCK_REASONS = ['opening', 'received', 'adjusted'] as const;

/** Goods in (positive) or out (negative) without a sale. */
export const stockMoved = record({
  reason: field(1, word(...STOCK_REASONS)),
  lines: field(
    2,
    list(record({ productId: field(1, productId), quantityMilli: field(2, movementMilli) }), MAX_LINES),
  ),
  note: field(3, text(120)),
});
