import { formatQuantity } from '@tillmesh/ui/number';
import type { ProductHit } from '../../../api/view.ts';
import { t } from '../../text/text.ts';

/** Up to so many pieces are said to be nearly gone. */
const FEW_MILLI = 3_000;

export type StockWord = { readonly text: string; readonly level: 'well' | 'know' | 'stop' };

/** Stock as it is said on a tile: below zero to be checked, few or none left, or plainly. Never a reason not to sell. */
export const stockWord = ({ stockMilli, unit }: Pick<ProductHit, 'stockMilli' | 'unit'>): StockWord => {
  const quantity = `${formatQuantity(stockMilli)}${unit === 'kg' ? ` ${t.common.kg}` : ''}`;
  if (stockMilli < 0) return { text: t.sell.check(quantity), level: 'stop' };
  if (stockMilli <= FEW_MILLI) return { text: t.sell.left(quantity), level: 'know' };
  return { text: quantity, level: 'well' };
};
