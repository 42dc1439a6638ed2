/**
 * Reading and writing of money, quantities and shares, without any component: what may be used where
 * there is no page. `index.ts` holds everything that draws.
 */
export { decimalText } from './money/format-money.ts';
export { readAmount, readPercent, readQuantity } from './money/read-amount.ts';
export { formatQuantity } from './quantity/format-quantity.ts';
