import type { ReceiptView } from '../../../api/view.ts';

type Line = ReceiptView['lines'][number];

/** What of a line can still be given back, thousandths. */
export const remainingMilli = (line: Line): number => line.quantityMilli - line.refundedMilli;

/**
 * What a part of a line is worth, half away from zero: shares are taken of the running total, as the
 * till itself does, and the part that completes the line takes all that remains. It is shown
 * beforehand; what the till answers is what counts.
 */
export const partMinor = (line: Line, quantityMilli: number): number => {
  if (quantityMilli <= 0) return 0;
  const remains = line.totalMinor - line.refundedMinor;
  if (quantityMilli >= remainingMilli(line)) return remains;
  const whole = BigInt(line.quantityMilli);
  const reached = BigInt(line.refundedMilli + quantityMilli);
  const target = Number((2n * BigInt(line.totalMinor) * reached + whole) / (2n * whole));
  return Math.max(0, Math.min(remains, target - line.refundedMinor));
};
