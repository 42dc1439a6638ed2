import type { TillStore } from '../store/till-store.ts';

export type Held = { readonly sequence: number; readonly hash: Uint8Array };

/**
 * Up to where each series is held here without a gap. Only that is confirmed to its author: an entry
 * behind a gap is held too, but a confirmation says "this one and all before it".
 */
export const createHeldWatermark = (store: TillStore) => {
  const known = new Map<string, Held>();
  return {
    /** The watermark, moved up as far as it goes; null while the first entry is missing. */
    of: (series: string): Held | null => {
      let held = known.get(series) ?? null;
      for (const next of store.entries.after(series, held?.sequence ?? 0)) {
        if (next.sequence > (held?.sequence ?? 0) + 1) break;
        held = { sequence: next.sequence, hash: next.hash };
      }
      if (held !== null) known.set(series, held);
      return held;
    },
  };
};
export type HeldWatermark = ReturnType<typeof createHeldWatermark>;
