import { toHex } from '../cbor/bytes.ts';
import type { Cut } from '../statement/registry-state.ts';
import type { Place } from '../store/entry-table.ts';
import type { Roster } from './roster.ts';

/** The last entries of a series that count, one for each of its branches; null: its device was not taken off. */
export type Cuts = readonly Cut[] | null;

type Known = Pick<Roster, 'series' | 'revoked'>;

/** A series that the statement does not name counts not at all. */
export const cutsOf = ({ series, revoked }: Known, seriesId: string): Cuts => {
  const deviceId = series.get(seriesId)?.deviceId;
  const off = deviceId === undefined ? undefined : revoked.get(deviceId);
  return off === undefined ? null : (off.cuts.get(seriesId) ?? []);
};

/** Whether an entry at this place may count: what stands above every cut never does. */
export const mayCount = (cuts: Cuts, sequence: number): boolean =>
  cuts === null || cuts.some((cut) => sequence <= cut.sequence);

/** On the way down a series: what is known of the entries that the cuts follow. */
export type Trace = {
  /** Hashes of those at the next place down. */
  readonly wanted: ReadonlySet<string>;
  /** What one of them was is not known here: an entry between is missing. */
  readonly isLost: boolean;
};

export const TRACE_FROM_TOP: Trace = { wanted: new Set(), isLost: false };

/** The places between `above`, which was due to be looked at, and `sequence` hold nothing here. */
export const acrossGap = (
  { wanted, isLost }: Trace,
  cuts: readonly Cut[],
  above: number,
  sequence: number,
): Trace => ({
  wanted: new Set(),
  isLost: isLost || wanted.size > 0 || cuts.some((cut) => cut.sequence <= above && cut.sequence > sequence),
});

/**
 * Which entries of a place count, and what that says of the place below. An entry counts exactly if it is a cut's or
 * one that a cut's follows, link by link. Where an entry between is missing here, nobody here can tell: then it counts
 * unless another claims its place. All who hold the same entries so say the same, and who gets the missing one looks
 * again.
 */
export const weighPlace = (
  { wanted, isLost }: Trace,
  cuts: readonly Cut[],
  sequence: number,
  places: readonly Place[],
): { readonly counting: ReadonlySet<string>; readonly below: Trace } => {
  const due = new Set(wanted);
  for (const cut of cuts) if (cut.sequence === sequence) due.add(cut.hash);
  const counting = new Set<string>();
  const below = new Set<string>();
  for (const { hash, previous } of places) {
    const name = toHex(hash);
    const isTraced = due.delete(name);
    if (isTraced && previous.length > 0) below.add(toHex(previous));
    if (isTraced || (isLost && places.length === 1)) counting.add(name);
  }
  return { counting, below: { wanted: below, isLost: isLost || due.size > 0 } };
};
