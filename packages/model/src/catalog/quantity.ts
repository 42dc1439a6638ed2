import type { RejectionCode } from '../command/rejection.ts';
import { MAX_QUANTITY_MILLI } from '../money/bound.ts';
import type { Product } from './product.ts';

/** Why this quantity of goods of this unit cannot be sold or given back; null when it can. */
export const quantityFault = (quantityMilli: number, unit: Product['unit']): RejectionCode | null => {
  if (quantityMilli <= 0 || quantityMilli > MAX_QUANTITY_MILLI) return 'QUANTITY-OUT-OF-BOUNDS';
  return unit === 'piece' && quantityMilli % 1_000 !== 0 ? 'QUANTITY-NOT-WHOLE' : null;
};
