import type { Left, PromotedLine } from './promoted-line.ts';

const PIECE_MILLI = 1_000;

/** Pieces of one line that nothing has taken yet. */
export type Run = { readonly at: number; readonly priceMinor: number; readonly pieces: number };

/** The pieces of the lines at these places, dearest first; goods that are weighed have none. */
export const runsOf = (
  places: readonly number[],
  lines: readonly PromotedLine[],
  left: Left,
): readonly Run[] => {
  const runs: Run[] = [];
  for (const at of places) {
    const line = lines[at]?.line;
    const pieces = Math.floor((left[at] ?? 0) / PIECE_MILLI);
    if (line?.unit === 'piece' && pieces > 0) runs.push({ at, priceMinor: line.unitPriceMinor, pieces });
  }
  return runs;
};

export const piecesOf = (runs: readonly Run[]): number => runs.reduce((sum, { pieces }) => sum + pieces, 0);
export const milliOf = (pieces: number): number => pieces * PIECE_MILLI;

/** The first `count` pieces of some runs. */
export const firstOf = (runs: readonly Run[], count: number): readonly Run[] => {
  const first: Run[] = [];
  let open = count;
  for (const run of runs) {
    if (open <= 0) break;
    const pieces = Math.min(run.pieces, open);
    first.push({ ...run, pieces });
    open -= pieces;
  }
  return first;
};
