import { toHex } from '../cbor/bytes.ts';

/** What the chain of one series needs to know of an entry. */
export type ChainLink = {
  readonly sequence: number;
  /** No bytes for the first. */
  readonly previous: Uint8Array;
  readonly hash: Uint8Array;
};

/** All in the order of their sequence; hashes are hexadecimal. */
export type ChainReport = {
  /** Different entries. */
  readonly entries: number;
  /** Highest sequence, 0 without entries. */
  readonly last: number;
  /** Sequences below the highest that no entry holds, both ends included. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  /** Places that hold more than one entry; every place on the branches of a fork counts. */
  readonly forks: readonly { readonly sequence: number; readonly hashes: readonly string[] }[];
  /** Entries whose previous hash is none of those at the place before, though that place is held. */
  readonly broken: readonly { readonly sequence: number; readonly hash: string }[];
};

/**
 * Checks the entries of one series, given in any order and any number of times. A missing predecessor is
 * a gap and not a broken link: what is not there cannot contradict.
 */
export const checkChain = (links: Iterable<ChainLink>): ChainReport => {
  const places = new Map<number, Map<string, string>>();
  for (const link of links) {
    const place = places.get(link.sequence) ?? new Map<string, string>();
    place.set(toHex(link.hash), toHex(link.previous));
    places.set(link.sequence, place);
  }
  const gaps: { from: number; to: number }[] = [];
  const forks: { sequence: number; hashes: string[] }[] = [];
  const broken: { sequence: number; hash: string }[] = [];
  let entries = 0;
  let last = 0;
  for (const sequence of [...places.keys()].sort((a, b) => a - b)) {
    const place = places.get(sequence) ?? new Map<string, string>();
    const before = places.get(sequence - 1);
    entries += place.size;
    if (sequence > last + 1) gaps.push({ from: last + 1, to: sequence - 1 });
    if (place.size > 1) forks.push({ sequence, hashes: [...place.keys()].sort() });
    for (const hash of [...place.keys()].sort()) {
      const previous = place.get(hash) ?? '';
      const fits = sequence === 1 ? previous === '' : before === undefined || before.has(previous);
      if (!fits) broken.push({ sequence, hash });
    }
    last = sequence;
  }
  return { entries, last, gaps, forks, broken };
};
