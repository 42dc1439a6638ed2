import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex, utf8 } from '../cbor/bytes.ts';
import { sha256 } from '../key/hash.ts';
import { type ChainLink, checkChain } from './chain.ts';

const NONE = new Uint8Array(0);
/** `length` entries that follow `after`; `name` makes their hashes. */
const chain = (name: string, length: number, after: ChainLink | null = null): ChainLink[] => {
  const links: ChainLink[] = [];
  let last = after;
  for (let n = 0; n < length; n += 1) {
    const sequence = (last?.sequence ?? 0) + 1;
    last = { sequence, previous: last?.hash ?? NONE, hash: sha256(utf8(`${name}/${sequence}`)) };
    links.push(last);
  }
  return links;
};
const whole = chain('a', 8);

describe('the chain of a series', () => {
  it('[CHAIN-01] a whole chain has no gap, no fork and no broken link, in any order and doubled', () => {
    expect(checkChain([])).toEqual({ entries: 0, last: 0, gaps: [], forks: [], broken: [] });
    const any = fc.property(fc.shuffledSubarray([...whole, ...whole], { minLength: 16 }), (links) => {
      const report = checkChain(links);
      return (
        report.entries === 8 &&
        report.last === 8 &&
        report.gaps.length + report.forks.length + report.broken.length === 0
      );
    });
    expect(() => fc.assert(any)).not.toThrow();
  });

  it('[CHAIN-01] says which places are missing, and blames nobody who follows one', () => {
    const held = whole.filter(({ sequence }) => ![1, 4, 5].includes(sequence));
    expect(checkChain(held)).toEqual({
      entries: 5,
      last: 8,
      gaps: [
        { from: 1, to: 1 },
        { from: 4, to: 5 },
      ],
      forks: [],
      broken: [],
    });
  });

  it('[CHAIN-02] I11: names every place that holds two entries; both branches count', () => {
    const other = chain('b', 2, whole[5]);
    const report = checkChain([...other, ...whole]);
    expect(report.entries).toBe(10);
    expect(report.broken).toEqual([]);
    expect(report.forks).toEqual(
      [7, 8].map((sequence) => ({
        sequence,
        hashes: [whole[sequence - 1]!, other[sequence - 7]!].map(({ hash }) => toHex(hash)).sort(),
      })),
    );
  });

  it('[CHAIN-02] a fork at the very first place is one too', () => {
    expect(checkChain([...chain('a', 1), ...chain('b', 1)]).forks.map(({ sequence }) => sequence)).toEqual([
      1,
    ]);
  });

  it('[CHAIN-03] names an entry that follows none of those before it', () => {
    const stray = { ...whole[4]!, previous: sha256(utf8('unknown')) };
    expect(checkChain([...whole.slice(0, 4), stray]).broken).toEqual([
      { sequence: 5, hash: toHex(stray.hash) },
    ]);
    const skipping = { ...whole[4]!, previous: whole[2]!.hash };
    expect(checkChain([...whole.slice(0, 4), skipping]).broken).toHaveLength(1);
    const late = { ...whole[0]!, previous: whole[7]!.hash };
    expect(checkChain([late]).broken).toHaveLength(1);
  });
});
