import { compareBytes, toHex } from '../cbor/bytes.ts';
import type { HybridTime } from '../clock/hybrid-clock.ts';

/** What decides between two objects that say different things of one subject. */
export type Candidate = {
  readonly hash: Uint8Array;
  readonly clock: HybridTime;
  /** Hashes of those that this one supersedes. */
  readonly parents: readonly Uint8Array[];
};

/** By clock, then by hash: positive when `a` is the later. Says nothing of causes. */
export const compareMoment = (
  a: Pick<Candidate, 'clock' | 'hash'>,
  b: Pick<Candidate, 'clock' | 'hash'>,
): number =>
  a.clock.utcMs - b.clock.utcMs || a.clock.counter - b.clock.counter || compareBytes(a.hash, b.hash);

/** The latest by clock and hash; undefined of none. */
export const latest = <T extends Pick<Candidate, 'clock' | 'hash'>>(items: readonly T[]): T | undefined => {
  let best: T | undefined;
  for (const item of items) if (best === undefined || compareMoment(item, best) > 0) best = item;
  return best;
};

/**
 * Those that no other of the set supersedes, each once. More than one: they were written by people who
 * did not know of one another, and a person may have to settle it.
 */
export const unsuperseded = <T extends Candidate>(items: readonly T[]): readonly T[] => {
  const superseded = new Set(items.flatMap(({ parents }) => parents.map(toHex)));
  const byHash = new Map(items.map((item) => [toHex(item.hash), item]));
  return [...byHash].flatMap(([hash, item]) => (superseded.has(hash) ? [] : [item]));
};

/**
 * The one that counts, whatever the order of arrival: causally later first, then later clock, then hash.
 * Undefined only of an empty set.
 */
export const winner = <T extends Candidate>(items: readonly T[]): T | undefined =>
  latest(unsuperseded(items));
