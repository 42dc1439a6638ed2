import type { Uncounted } from '../command/context.ts';
import type { ShiftPart, ZTotals } from '../fact/shift-fact.ts';
import { MAX_PARTS, MAX_SHIFT_MINOR } from '../money/bound.ts';
import { addTotals, EMPTY_Z } from '../state/z-totals.ts';
import { fitsZ } from './z-bound.ts';

/** Several series of one shift together. */
export type Reckoning = {
  readonly totals: ZTotals;
  readonly parts: readonly ShiftPart[];
  /** Codes of the tills that could not be reached: they may hold more. */
  readonly notHeard: readonly string[];
};

/** One till less than all there can be: a variance, which is beyond what is expected, has to fit as well. */
const LARGEST_MINOR = (MAX_PARTS - 1) * MAX_SHIFT_MINOR;

/**
 * All that is not counted yet. A series that would take the sums out of the bounds of a Z waits for a
 * supplement, so that no till's figures can keep another's drawer open.
 */
export const reckon = (uncounted: readonly Uncounted[]): Reckoning => {
  let totals = EMPTY_Z;
  const parts: ShiftPart[] = [];
  for (const each of uncounted) {
    const sum = addTotals(totals, each.totals);
    if (parts.length === MAX_PARTS || !fitsZ(sum, LARGEST_MINOR)) continue;
    totals = sum;
    parts.push(each.part);
  }
  const away = uncounted.filter(({ part }) => !part.heard).map(({ part }) => part.tillCode);
  return { totals, parts, notHeard: [...new Set(away)] };
};
