import { beforeEach, expect, it } from 'vitest';
import { type Loaded, LoadedTable } from './loaded-table.ts';

let nowMs = 0;
let looks: (() => void)[] = [];
let loaded: LoadedTable;
beforeEach(() => {
  nowMs = 1_000_000;
  looks = [];
  loaded = new LoadedTable({
    nowMs: () => nowMs,
    later: (run) => {
      looks.push(run);
      return () => (looks = looks.filter((each) => each !== run));
    },
    idleMs: 60_000,
    most: 4,
    mostBytes: 1_000_000,
  });
});

/** Documents that say when they are to be unloaded. */
const restingDocuments = () => {
  const rested: string[] = [];
  const owners = new Map<string, object>();
  return {
    rested,
    look: (): void => looks.splice(0).forEach((each) => each()),
    loadedBy: (name: string, bytes: number | (() => number), owner: string): Loaded => {
      owners.set(owner, owners.get(owner) ?? {});
      return {
        owner: owners.get(owner)!,
        bytes: typeof bytes === 'number' ? () => bytes : bytes,
        rest: () => void rested.push(name),
      };
    },
  };
};

it('[LAZY-08] of loaded documents that weigh more than they may together, those of who has most go, unused longest first', () => {
  const { rested, look, loadedBy } = restingDocuments();
  let grown = 100_000;
  loaded.used('small', loadedBy('small', 300_000, 'modest'));
  loaded.used('large-1', loadedBy('large-1', 300_000, 'greedy'));
  nowMs += 10;
  loaded.used(
    'large-2',
    loadedBy('large-2', () => grown, 'greedy'),
  );
  nowMs += 4_000;
  look();
  expect(rested).toEqual([]);
  grown = 500_000;
  loaded.used(
    'large-2',
    loadedBy('large-2', () => grown, 'greedy'),
  );
  look();
  expect(rested).toEqual(['large-1']);
  loaded.gone('large-1');
  nowMs += 4_000;
  grown = 2_000_000;
  loaded.used(
    'large-2',
    loadedBy('large-2', () => grown, 'greedy'),
  );
  look();
  // What is at work stays: then others make room as well.
  expect(rested).toEqual(['large-1', 'small']);
});

it('[LAZY-04] of more loaded documents than there may be the ones unused longest go first', () => {
  const { rested, look, loadedBy } = restingDocuments();
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
    loaded.used(name, loadedBy(name, 1, 'one'));
    nowMs += 10;
  }
  look();
  // All are at work still.
  expect(rested).toEqual([]);
  nowMs += 3_000;
  loaded.used('a', loadedBy('a', 1, 'one'));
  look();
  expect(rested).toEqual(['b', 'c']);
  for (const name of ['b', 'c']) loaded.gone(name);
  nowMs += 60_000;
  look();
  expect(rested).toEqual(['b', 'c', 'd', 'e', 'f', 'a']);
  for (const name of ['a', 'd', 'e', 'f']) loaded.gone(name);
  expect([loaded.size, looks.length]).toEqual([0, 0]);
});
