import { toHex } from '../cbor/bytes.ts';
import { OBJECT_STATE } from '../store/object-table.ts';
import type { TillStore } from '../store/till-store.ts';
import { applyFact } from './apply-fact.ts';
import { readFact } from './fact-reader.ts';
import type { Judging } from './take-slice.ts';
import { zDifference } from './z-difference.ts';
import { acrossGap, type Cuts, cutsOf, type Trace, TRACE_FROM_TOP, weighPlace } from './standing.ts';

/** How far a series was weighed, from its top downwards. `rest`: all below counts, whatever is withheld of it. */
type Weighing = {
  readonly next: number;
  readonly trace: Trace;
  readonly rest: boolean;
  /** Something came to stand otherwise since the top. */
  readonly moved: boolean;
};

const fromTop = (store: TillStore, series: string, cuts: Cuts): Weighing => {
  const top = store.entries.last(series)?.sequence ?? 0;
  // A cut above what is held: what it follows is not known here.
  const isLost = cuts?.some((cut) => cut.sequence > top) ?? false;
  return { next: top, trace: { ...TRACE_FROM_TOP, isLost }, rest: cuts === null, moved: false };
};

/** Lets the entry count, or withholds it, where it does not stand so already; whether it did not. */
const settle = (judging: Judging, hash: Uint8Array, counts: boolean): boolean => {
  const { store, roster, touched } = judging;
  const object = store.objects.get(hash);
  const before = counts ? OBJECT_STATE.withheld : OBJECT_STATE.valid;
  // What is not valid, or not understood yet, counts nowhere anyway.
  if (object?.state !== before) return false;
  const fact = readFact(roster, object);
  if (fact === null) throw new Error(`entry ${toHex(hash)} cannot be read again`);
  const own = fact.deviceId === judging.deviceId;
  store.objects.setState(object.position, counts ? OBJECT_STATE.valid : OBJECT_STATE.withheld);
  applyFact(store, judging.reader, { fact, hash, own }, counts);
  for (const change of ['facts', 'stock', 'status'] as const) touched.changes.add(change);
  return true;
};

/** Down from here nothing is forked and each follows the one before: what holds for this place holds for those. */
const isPlain = ({ entries }: TillStore, series: string, sequence: number): boolean => {
  const fork = entries.firstFork(series);
  return (fork === null || fork > sequence) && (entries.heldOf(series)?.sequence ?? 0) >= sequence;
};

/** Weighs the place it stands at and gives where to go on; null: nothing is left. */
const step = (judging: Judging, series: string, cuts: Cuts, at: Weighing): Weighing | null => {
  const { store } = judging;
  if (at.rest) {
    const place = store.withheld.highestThrough(series, at.next);
    if (place === null) return null;
    // One that cannot be read now counts when it comes again.
    return settle(judging, place.hash, true)
      ? { ...at, next: place.sequence, moved: true }
      : { ...at, next: place.sequence - 1 };
  }
  const sequence = store.entries.highestThrough(series, at.next);
  if (sequence === null || cuts === null) return null;
  const trace = sequence === at.next ? at.trace : acrossGap(at.trace, cuts, at.next, sequence);
  const places = store.entries.at(series, sequence);
  const { counting, below } = weighPlace(trace, cuts, sequence, places);
  let { moved } = at;
  for (const { hash } of places) moved = settle(judging, hash, counting.has(toHex(hash))) || moved;
  const rest = counting.size > 0 && isPlain(store, series, sequence);
  return { next: sequence - 1, trace: below, rest, moved };
};

/**
 * Brings what counts of a series in line with the cuts of its device, place by place from the top. Each place stands
 * as it should once it was weighed, on the disk too, so that what is broken off is begun again and finds that done.
 */
export const createWeighing = () => {
  const due = new Map<string, Weighing | null>();
  /** The cuts that a series was weighed by last in this life. */
  const weighedBy = new Map<string, string>();
  const done = (judging: Judging, series: string, moved: boolean): true => {
    due.delete(series);
    judging.touched.changes.add('status');
    const difference = moved ? zDifference(judging, series) : null;
    if (difference !== null) judging.touched.alarms.push(difference);
    return true;
  };
  return {
    /** It has to be weighed, from its top, whatever was done of it. False: it was due already. */
    begin: (series: string): boolean => {
      const isNew = !due.has(series);
      due.set(series, null);
      return isNew;
    },
    /** After the registry came to say something else, or at a start: the series that have to be weighed now. */
    changed: ({ store, roster }: Pick<Judging, 'store' | 'roster'>): readonly string[] => {
      const off = [...roster.series.values()].filter(({ deviceId }) => roster.revoked.has(deviceId));
      const series = new Set([...off.map((place) => place.series), ...store.withheld.series()]);
      return [...series].filter((each) => {
        const cuts = JSON.stringify(cutsOf(roster, each));
        if (weighedBy.get(each) === cuts) return false;
        weighedBy.set(each, cuts);
        return true;
      });
    },
    /** Goes on with a series; whether it is done with. */
    goOn: (judging: Judging, series: string, mayGoOn: () => boolean): boolean => {
      const begun = due.get(series);
      if (begun === undefined) return true;
      const cuts = cutsOf(judging.roster, series);
      let at = begun ?? fromTop(judging.store, series, cuts);
      do {
        const next = step(judging, series, cuts, at);
        if (next === null) return done(judging, series, at.moved);
        at = next;
      } while (mayGoOn());
      due.set(series, at);
      return false;
    },
    /** How many series are not done with. */
    due: (): number => due.size,
    /** It cannot be weighed, as when a record of it does not open any more: until something else says it is due. */
    gaveUp: (series: string): void => void due.delete(series),
    /** What was done of these was not kept. */
    lost: (series: Iterable<string>): void => {
      for (const each of series) due.set(each, null);
    },
  };
};
