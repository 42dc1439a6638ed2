import { zTotals, type ZTotals } from '../fact/shift-fact.ts';
import { parse } from '../schema/shape.ts';
import { sumsOf } from '../state/z-totals.ts';

/** Whether a Z can say this much: its lists have bounds, and no sum may be beyond `largestMinor`. */
export const fitsZ = (totals: ZTotals, largestMinor: number): boolean =>
  parse(() => zTotals.read(totals, 'z')).ok && sumsOf(totals).every((sum) => Math.abs(sum) <= largestMinor);
