/** Put back at once so often for each place; then it takes its time. */
const AT_ONCE = 3;
const TICK_MS = 60_000;
/** No place waits longer. */
const MOST_TICKS = 240;

export type PutBackPlace = { readonly document: string; readonly key: string };
type Paced = { readonly place: PutBackPlace; times: number; ticks: number | null };

/**
 * Two devices that do not agree on what should stand in a place, as where one of them has an older program, would write
 * over one another for as long as they are linked, and a document forgets nothing. So what was put back three times in
 * this life is put back after a minute, then after two, and so on up to four hours.
 */
export const createPutBackPace = (
  later: (run: () => void, delayMs: number) => () => void,
  due: (places: readonly PutBackPlace[]) => void,
) => {
  const paced = new Map<string, Paced>();
  let waiting = 0;
  let cancel: (() => void) | null = null;

  const tick = (): void => {
    cancel = null;
    const now: PutBackPlace[] = [];
    for (const each of paced.values()) {
      if (each.ticks === null) continue;
      each.ticks -= 1;
      if (each.ticks > 0) continue;
      each.ticks = null;
      each.times += 1;
      waiting -= 1;
      now.push(each.place);
    }
    if (waiting > 0) cancel = later(tick, TICK_MS);
    if (now.length > 0) due(now);
  };

  return {
    /** Something else was found there that is known. Whether to put back at once; else it comes to be due. */
    found: (place: PutBackPlace): boolean => {
      const name = `${place.document}/${place.key}`;
      const known = paced.get(name) ?? { place, times: 0, ticks: null };
      paced.set(name, known);
      if (known.times < AT_ONCE) {
        known.times += 1;
        return true;
      }
      if (known.ticks === null) {
        known.ticks = Math.min(2 ** (known.times - AT_ONCE), MOST_TICKS);
        waiting += 1;
        cancel ??= later(tick, TICK_MS);
      }
      return false;
    },
    close: (): void => {
      cancel?.();
      cancel = null;
    },
  };
};
export type PutBackPace = ReturnType<typeof createPutBackPace>;
