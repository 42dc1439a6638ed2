import { shareDue } from '@tillmesh/model';
import type { ReceiptView } from '../../../api/view.ts';

type Line = ReceiptView['lines'][number];

/** What of a line can still be given back, thousandths. */
export const remainingMilli = (line: Line): number => line.quantityMilli - line.refundedMilli;

/** What a part of a line is worth, as the till itself counts it. What the till answers is what counts. */
export const partMinor = (line: Line, quantityMilli: number): number =>
  quantityMilli <= 0
    ? 0
    : shareDue(line.totalMinor, line.refundedMinor, line.refundedMilli, quantityMilli, line.quantityMilli);
