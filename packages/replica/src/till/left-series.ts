import { toHex } from '../cbor/bytes.ts';
import type { TillStore } from '../store/till-store.ts';

/** An entry of a series by its place and hash, hexadecimal. */
export type Mark = { readonly sequence: number; readonly hash: string };
/** Before the first entry of a series. */
export const BEFORE_FIRST: Mark = { sequence: 0, hash: '' };

/**
 * Why a series is left: entries of it came that its journal lacks (`outdated`), the folder was put back from a
 * backup (`restored`), till.db was made anew from what could be read of it (`salvaged`), or another machine runs
 * with this till's keys (`cloned`).
 */
export type LeftBecause = 'outdated' | 'restored' | 'salvaged' | 'cloned';

/** A series that must not be written on, and where the state that was kept stood in it. */
export type Left = { readonly series: string; readonly head: Mark; readonly because: LeftBecause };
/** Up to which entry of a left series its other life was followed. */
export type Followed = Omit<Left, 'because'> & { readonly at: Mark };

type Local = Pick<TillStore['local'], 'get' | 'put'>;

/** The names are those of the first version, which knew one reason. */
const LEFT = 'series-outdated';
const FOLLOWED = 'series-followed';
const OWN_SERIES = 'series';
const APART = 'series-apart';

export const readOwnSeriesId = (local: Local): string | null =>
  (local.get(OWN_SERIES) as string | undefined) ?? null;

export const putOwnSeriesId = (local: Local, series: string): void => local.put(OWN_SERIES, series);

const readLeft = (local: Local): Left | null => {
  const left = local.get(LEFT) as (Omit<Left, 'because'> & Partial<Pick<Left, 'because'>>) | undefined;
  return left === undefined ? null : { because: 'outdated', ...left };
};

/** For a till.db that is put back with the rows it had, whatever its version; see `leaveSeries`. */
export const putLeft = (local: Local, left: Left): void => local.put(LEFT, left);

/** Every series that was left, the oldest first. */
export const readFollowed = (local: Local): readonly Followed[] => {
  const kept = local.get(FOLLOWED) as Followed | readonly Followed[] | undefined;
  if (kept === undefined) return [];
  return Array.isArray(kept) ? (kept as readonly Followed[]) : [kept as Followed];
};

export const putFollowed = (local: Local, followed: readonly Followed[]): void =>
  local.put(FOLLOWED, followed);

/** The last series that was begun because another machine runs with the same keys; null: none ever was. */
export const readApart = (local: Local): string | null => (local.get(APART) as string | undefined) ?? null;

/** The present series is one such. */
export const noteApart = (local: Local): void => local.put(APART, readOwnSeriesId(local));

/** Where the journal of a series stands. */
const headOf = ({ entries }: Pick<TillStore, 'entries'>, series: string): Mark => {
  const last = entries.last(series);
  return last === null ? BEFORE_FIRST : { sequence: last.sequence, hash: toHex(last.hash) };
};

/**
 * Says that this till.db must not write on in the series that it wrote, or in `kept.series`: the next open begins
 * a new one before anything else, and brings shift and drawer up to what comes of the left one. For whoever puts
 * back or mends a till.db; inside a transaction on it. It may be said twice.
 *
 * `kept.head`: up to where in the series the state in `local` has been brought (`BEFORE_FIRST`: there is none, all
 * of it is followed); default: all that is held. A till.db without a series and without `kept` needs no mark, its
 * next open begins one anyway.
 */
export const leaveSeries = (
  store: Pick<TillStore, 'local' | 'entries'>,
  because: LeftBecause,
  kept?: { readonly series: string; readonly head: Mark },
): void => {
  const own = readOwnSeriesId(store.local);
  const series = kept?.series ?? own;
  if (series === null || readLeft(store.local)?.series === series) return;
  const head = kept?.head ?? headOf(store, series);
  putLeft(store.local, { series, head, because });
};

/** What a till is to leave before it writes; null: it goes on where it was. */
export const seriesToLeave = (local: Local): Left | null => {
  const left = readLeft(local);
  const own = readOwnSeriesId(local);
  return left !== null && (own === null || own === left.series) ? left : null;
};
