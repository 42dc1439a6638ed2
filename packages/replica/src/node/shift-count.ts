import {
  addFactToZ,
  EMPTY_Z,
  type Fact,
  type LedgerFact,
  type ShiftPart,
  type Uncounted,
} from '@tillmesh/model';
import { toHex } from '../cbor/bytes.ts';
import type { Place } from '../store/entry-table.ts';
import type { SeriesShift } from '../store/shift-table.ts';
import type { TillStore } from '../store/till-store.ts';
import type { FactReader } from './fact-reader.ts';

type CountDeps = {
  readonly store: TillStore;
  readonly reader: FactReader;
  /** What was counted entry by entry, and from what: a day's entries are not read again at every look. */
  readonly memory?: Map<string, Remembered>;
};

type Remembered = { readonly from: string; readonly found: CountedNow | null };

/** What Zs and supplements count of one series already. */
type Counted = Pick<ShiftPart, 'after' | 'through' | 'head' | 'strays'>;

/** An entry of the shift that none of them counts. */
type Open = { readonly sequence: number; readonly name: string; readonly fact: Fact };

/** More do not fit into one part; the next supplement takes the rest. */
const MAX_STRAYS = 1_000;

type Found = Omit<
  ShiftPart,
  'seriesId' | 'deviceId' | 'tillCode' | 'heard' | 'grandSalesMinor' | 'grandRefundsMinor'
>;
/** What of a series is to be counted, without what only the roster knows. */
export type CountedNow = Pick<Uncounted, 'totals'> & { readonly part: Found };

/** A Z of version 1 named no parts: it counted all that its till had written before it. */
const partBefore = ({ entries }: TillStore, { entry, seriesId, sequence }: LedgerFact): Counted => {
  const place = entries.at(seriesId, sequence).find(({ hash }) => toHex(hash) === entry);
  const head = toHex(place?.previous ?? new Uint8Array(0));
  return { after: 0, through: sequence - 1, head, strays: [] };
};

const partsOf = (store: TillStore, read: LedgerFact | null): readonly (readonly [string, Counted])[] => {
  if (read === null) return [];
  const { fact } = read;
  if (fact.kind !== 'shift.closed' && fact.kind !== 'shift.supplemented') return [];
  return fact.parts.length === 0
    ? [[read.seriesId, partBefore(store, read)]]
    : fact.parts.map((part) => [part.seriesId, part] as const);
};

/** The parts that the Zs and supplements of a shift have of each series, as far as they are held here. */
export const countedParts = (
  { store, reader }: CountDeps,
  shiftId: string,
): ReadonlyMap<string, readonly Counted[]> => {
  const bySeries = new Map<string, Counted[]>();
  for (const hash of store.shifts.documents(shiftId)) {
    for (const [series, part] of partsOf(store, reader(hash))) {
      const parts = bySeries.get(series);
      if (parts === undefined) bySeries.set(series, [part]);
      else parts.push(part);
    }
  }
  return bySeries;
};

/** Places of a series in order, and the way back from one of them. */
type Chain = {
  readonly places: readonly (Place & { readonly name: string })[];
  /** The entry at that place and those it follows, down to the one after `after`. */
  readonly back: (name: string, after: number) => ReadonlySet<string>;
};

const chainOf = ({ entries }: TillStore, series: string, from: number, to: number): Chain => {
  const places = entries
    .between(series, from, to)
    .map((place) => ({ ...place, name: toHex(place.hash) }))
    .sort((a, b) => a.sequence - b.sequence || (a.name < b.name ? -1 : 1));
  const byName = new Map(places.map((place) => [place.name, place]));
  return {
    places,
    back: (name, after) => {
      const path = new Set<string>();
      for (let at = byName.get(name); at !== undefined && at.sequence > after;) {
        path.add(at.name);
        at = byName.get(toHex(at.previous));
      }
      return path;
    },
  };
};

/** Entries that the parts count: those on the way back from their heads, and their strays. */
const countedNames = ({ places, back }: Chain, counted: readonly Counted[]): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const { after, through, head, strays } of counted) {
    for (const stray of strays) names.add(stray);
    const path = back(head, after);
    for (const name of path) names.add(name);
    // The head is not held here: what stands where it counted is taken for counted.
    const unseen = path.size === 0 && through > after;
    for (const { sequence, name } of unseen ? places : []) {
      if (sequence > after && sequence <= through) names.add(name);
    }
  }
  return names;
};

/** Reads the entries in question and gives those of the shift, in order. */
const openEntries = (
  { reader }: CountDeps,
  shiftId: string,
  { places }: Chain,
  names: ReadonlySet<string>,
): readonly Open[] =>
  places.flatMap(({ sequence, hash, name }): Open[] => {
    const read = names.has(name) ? null : reader(hash);
    if (read === null || read.stamp.shiftId !== shiftId) return [];
    const { fact } = read;
    const isDocument = fact.kind === 'shift.closed' || fact.kind === 'shift.supplemented';
    return isDocument ? [] : [{ sequence, name, fact }];
  });

/** Entries that follow one another link by link; `after`: the place before the first of them. */
type Range = { readonly open: readonly Open[]; readonly after: number };

/**
 * Of the pieces that what was counted leaves of a chain, the longest. A fork has several, and so has a
 * series that lacks an entry which joins two of them.
 */
const longestPiece = (
  { places, back }: Chain,
  open: readonly Open[],
  counted: ReadonlySet<string>,
): Range => {
  const lengths = new Map<string, number>();
  for (const { name, previous } of places)
    if (!counted.has(name)) lengths.set(name, (lengths.get(toHex(previous)) ?? 0) + 1);
  const lengthOf = (entry: Open | undefined): number => lengths.get(entry?.name ?? '') ?? 0;
  const tip = open.reduce((best, entry) => (lengthOf(entry) > lengthOf(best) ? entry : best), open[0]);
  const after = (tip?.sequence ?? 0) - lengthOf(tip);
  const path = back(tip?.name ?? '', after);
  return { open: open.filter(({ name }) => path.has(name)), after };
};

/** Everything at once: held without a gap, no fork, and nothing of it was counted before. */
const countWhole = ({ store }: CountDeps, { series, totals, entries, last }: SeriesShift): CountedNow => {
  const [head = new Uint8Array(0)] = store.entries.hashesAt(series, last);
  return { totals, part: { after: 0, through: last, head: toHex(head), strays: [], entries } };
};

/** Entry by entry: what was counted is left out, and what stands behind a gap. */
const countRest = (
  deps: CountDeps,
  shiftId: string,
  { series, first }: SeriesShift,
  to: number,
  counted: readonly Counted[],
  isForked: boolean,
): CountedNow | null => {
  // All up to there is counted, but of a fork and of what had no room.
  const isWhole = !isForked && counted.every(({ strays }) => strays.length < MAX_STRAYS);
  const through = isWhole ? Math.max(0, ...counted.map((part) => part.through)) : 0;
  const chain = chainOf(deps.store, series, Math.max(first, through + 1), to);
  const names = countedNames(chain, counted);
  const open = openEntries(deps, shiftId, chain, names);
  const range = longestPiece(chain, open, names);
  const last = range.open.at(-1);
  if (last === undefined) return null;
  const goesOn = new Set(range.open);
  const strays = open.filter((entry) => !goesOn.has(entry)).slice(0, MAX_STRAYS);
  const taken = [...range.open, ...strays];
  return {
    totals: taken.reduce((totals, { fact }) => addFactToZ(totals, fact), EMPTY_Z),
    part: {
      after: range.after,
      through: last.sequence,
      head: last.name,
      strays: strays.map(({ name }) => name),
      entries: taken.length,
    },
  };
};

/** What of one series belongs to a shift and stands in no Z or supplement; null where nothing does. */
export const countSeries = (
  deps: CountDeps,
  shiftId: string,
  sum: SeriesShift,
  counted: readonly Counted[],
): CountedNow | null => {
  const { entries } = deps.store;
  const { series, first, last } = sum;
  const isForked = entries.isForkedBetween(series, first, last);
  // Nobody here can tell what it adds: it stands like a gap until this program is a later version.
  const unread = entries.firstNotUnderstood(series, first, last);
  const isWhole = counted.length === 0 && !isForked && unread === null;
  if (isWhole && entries.linkedThrough(series) >= last) return countWhole(deps, sum);
  const to = Math.min(last, entries.filledThrough(series), (unread ?? Infinity) - 1);
  // Rows only come but where something is undone, so as many are the same ones; which of them count may change.
  const places = entries.countBetween(series, first, to);
  const from = [
    deps.store.undone(),
    deps.store.withheld.turns(),
    first,
    to,
    places,
    counted.length,
    isForked,
  ].join();
  const key = `${shiftId}/${series}`;
  const before = deps.memory?.get(key);
  if (before?.from === from) return before.found;
  const found = countRest(deps, shiftId, sum, to, counted, isForked);
  deps.memory?.set(key, { from, found });
  return found;
};
