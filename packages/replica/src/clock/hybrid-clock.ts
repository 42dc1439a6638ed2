/**
 * Hybrid logical time (Kulkarni et al. 2014): wall time as far as it can be trusted, and a counter
 * that keeps causes before effects. Orders nothing by itself but ties; numbering is by sequence.
 */
export type HybridTime = { readonly utcMs: number; readonly counter: number };

/** A peer's time further ahead than this is recorded in its entry and never adopted. */
export const MAX_AHEAD_MS = 10 * 60_000;

/** What a signed object may name at most: 32 bits, and the last day that a date can be written of. For ever. */
export const MAX_COUNTER = 0xffff_ffff;
export const MAX_UTC_MS = 253_402_300_799_999;

export const EARLIEST: HybridTime = { utcMs: 0, counter: 0 };

/** The next time after `last`, never out of bounds: at the very last one it stands still. */
export const tick = (last: HybridTime, nowMs: number): HybridTime => {
  if (nowMs > last.utcMs) return { utcMs: Math.min(nowMs, MAX_UTC_MS), counter: 0 };
  if (last.counter < MAX_COUNTER) return { utcMs: last.utcMs, counter: last.counter + 1 };
  return last.utcMs < MAX_UTC_MS ? { utcMs: last.utcMs + 1, counter: 0 } : last;
};

export const isLater = (a: HybridTime, b: HybridTime): boolean =>
  a.utcMs > b.utcMs || (a.utcMs === b.utcMs && a.counter > b.counter);

export const adopt = (last: HybridTime, heard: HybridTime, nowMs: number): HybridTime =>
  heard.utcMs <= nowMs + MAX_AHEAD_MS && isLater(heard, last) ? heard : last;
