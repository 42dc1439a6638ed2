import type { Tip } from '../store/tip-table.ts';
import type { TillStore } from '../store/till-store.ts';
import type { Roster } from './roster.ts';
import type { TakeOff } from '../statement/take-off.ts';

type Store = Pick<TillStore, 'entries'>;
type Cuts = TakeOff['cuts'];

const seriesOf = ({ series }: Pick<Roster, 'series'>, deviceId: string): readonly string[] =>
  [...series.values()].filter((one) => one.deviceId === deviceId).map((one) => one.series);

const tipsOf = ({ entries }: Store, series: string): readonly Tip[] => {
  const fork = entries.firstFork(series);
  const linked = entries.linkedThrough(series);
  return entries.tipsOf(series, fork === null ? linked : Math.min(linked, fork - 1));
};

/** What a statement has room for. */
const MOST_CUTS = 1_024;

/**
 * As many as a statement takes, the longest branch of each series before the second of any, the longest series first:
 * whoever begins series without end can be taken off all the same, and what finds no place is let in later.
 */
const bounded = (bySeries: readonly Cuts[]): Cuts => {
  const byLength = bySeries.toSorted((a, b) => (b[0]?.sequence ?? 0) - (a[0]?.sequence ?? 0));
  const ranks = Math.max(0, ...byLength.map((cuts) => cuts.length));
  const inTurns = Array.from({ length: ranks }, (_, rank) => byLength.flatMap((cuts) => cuts[rank] ?? []));
  return inTurns.flat().slice(0, MOST_CUTS);
};

/** The cuts that let all count that is held here of a device, the branches of its forks included. */
export const cutsAtTips = (store: Store, roster: Pick<Roster, 'series'>, deviceId: string): Cuts =>
  bounded(
    seriesOf(roster, deviceId).map((series) => tipsOf(store, series).map((tip) => ({ series, ...tip }))),
  );

/** The cuts as they stand, but for one series, which counts up to this sequence on each of its branches. */
export const cutsMovedTo = (
  store: Store,
  roster: Pick<Roster, 'series' | 'state'>,
  deviceId: string,
  upTo: { readonly seriesId: string; readonly sequence: number },
): Cuts => {
  const standing = roster.state.revoked.get(deviceId)?.cuts ?? new Map<string, readonly Tip[]>();
  const others = [...standing].flatMap(([series, cuts]) =>
    series === upTo.seriesId ? [] : cuts.map((cut) => ({ series, ...cut })),
  );
  const moved = store.entries.tipsAt(upTo.seriesId, upTo.sequence);
  const shorter = tipsOf(store, upTo.seriesId).filter(({ sequence }) => sequence < upTo.sequence);
  const asked = [...moved, ...shorter].map((cut) => ({ series: upTo.seriesId, ...cut }));
  return [...asked, ...others].slice(0, MOST_CUTS);
};

/** Each series of a device with the highest sequence that is held of it. */
export const heldOfDevice = (
  { entries }: Store,
  roster: Pick<Roster, 'series'>,
  deviceId: string,
): ReadonlyMap<string, number> =>
  new Map(seriesOf(roster, deviceId).map((series) => [series, entries.last(series)?.sequence ?? 0]));

/** The cuts before the first record of each branch that names a time from then on. */
export const cutsBefore = (
  { entries }: Store,
  roster: Pick<Roster, 'series'>,
  deviceId: string,
  sinceMs: number,
): Cuts =>
  bounded(
    seriesOf(roster, deviceId).map((series) =>
      entries.tipsBefore(series, sinceMs).map((tip) => ({ series, ...tip })),
    ),
  );
