/**
 * Hybrid logical time (Kulkarni et al. 2014): wall time as far as it can be trusted, and a counter
 * that keeps causes before effects. Orders nothing by itself but ties; numbering is by sequence.
 */
export type HybridTime = { readonly utcMs: number; readonly counter: number };

/** A peer's time further ahead than this is recorded in its entry and never adopted. */
export const MAX_AHEAD_MS = 10 * 60_000;

export const EARLIEST: HybridTime = { utcMs: 0, counter: 0 };

export const tick = (last: HybridTime, nowMs: number): HybridTime =>
  nowMs > last.utcMs ? { utcMs: nowMs, counter: 0 } : { utcMs: last.utcMs, counter: last.counter + 1 };

export const isLater = (a: HybridTime, b: HybridTime): boolean =>
  a.utcMs > b.utcMs || (a.utcMs === b.utcMs && a.counter > b.counter);

export const adopt = (last: HybridTime, heard: HybridTime, nowMs: number): HybridTime =>
  heard.utcMs <= nowMs + MAX_AHEAD_MS && isLater(heard, last) ? heard : last;
