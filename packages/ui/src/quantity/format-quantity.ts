import { decimalText } from '../money/format-money.ts';

/** A quantity in thousandths without idle digits: 2000 is '2', 642 is '0.642', -1500 is '−1.5'. */
export const formatQuantity = (milli: number): string => {
  const text = decimalText(milli, 3);
  return text.replace(/\.?0+$/, '').replace('-', '\u2212');
};
