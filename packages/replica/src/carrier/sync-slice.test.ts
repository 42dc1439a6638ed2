import { randomBytes } from 'node:crypto';
import {
  applyChanges,
  change,
  clone,
  generateSyncMessage,
  getHeads,
  initSyncState,
  load,
  merge,
  receiveSyncMessage,
  save,
} from '@automerge/automerge';
import { expect, it } from 'vitest';
import { genesisOf } from '../document/genesis.ts';
import { writeObjects, type CarrierDocument } from '../document/layout.ts';
import { shapeOf } from '../document/shape.ts';
import { readSyncMessage, withoutCapabilities } from '../gate/sync-container.ts';
import { slicesOf } from './sync-slice.ts';

const STOCK = shapeOf('stock');

const changesIn = (message: Uint8Array): readonly Uint8Array[] => readSyncMessage(message).changes;

const putted = (document: CarrierDocument, from: number, to: number): CarrierDocument =>
  change(document, { time: undefined }, (draft) => {
    const objects = Array.from({ length: to - from }, (_, index) => ({
      key: `p${from + index}`,
      bytes: Uint8Array.from(randomBytes(60)),
    }));
    writeObjects(draft, STOCK, objects);
  });

/** Lets both speak until neither has more to say; each message for `theirs` goes through `take` first. */
const exchange = (
  mine: CarrierDocument,
  theirs: CarrierDocument,
  take: (theirs: CarrierDocument, message: Uint8Array) => CarrierDocument,
): CarrierDocument => {
  let [a, b] = [mine, theirs];
  let [stateA, stateB] = [initSyncState(), initSyncState()];
  for (let round = 0; round < 10; round++) {
    const [nextA, toB] = generateSyncMessage(a, stateA);
    stateA = nextA;
    if (toB !== null) {
      const message = withoutCapabilities(toB);
      [b, stateB] = receiveSyncMessage(take(b, message), stateB, message);
    }
    const [nextB, toA] = generateSyncMessage(b, stateB);
    stateB = nextB;
    if (toA !== null) [a, stateA] = receiveSyncMessage(a, stateA, withoutCapabilities(toA));
    if (toA === null && toB === null) return b;
  }
  throw new Error('The exchange does not end.');
};

it.each([
  ['two large changes', 2, 400],
  ['many', 12, 300],
])(
  '[CARR-18] a large message is applied in slices, and both end with the same heads: %s',
  (_case, times, size) => {
    const base = putted(load(genesisOf('stock')), 0, 1_500);
    let mine: CarrierDocument = load(save(base));
    for (let index = 0; index < times; index++) mine = putted(mine, index * 10, index * 10 + size);
    // The other has something of its own, which the whole document does not contain.
    const other = putted(load(save(base)), 2_000, 2_010);
    const expected = getHeads(merge(clone(mine), clone(other)));
    const counts: number[] = [];
    const theirs = exchange(mine, other, (document, message) => {
      const slices = slicesOf(document, changesIn(message));
      counts.push(slices.length);
      return slices.reduce<CarrierDocument>((so, slice) => applyChanges(so, slice)[0], document);
    });
    expect(Math.max(...counts)).toBeGreaterThan(1);
    expect(getHeads(theirs)).toEqual(expected);
  },
);

it('[CARR-18] a small message, and one for a small document, is taken up as it is', () => {
  const empty: CarrierDocument = load(genesisOf('stock'));
  const mine = putted(putted(load(genesisOf('stock')), 0, 1_500), 0, 1_500);
  const seen: number[] = [];
  exchange(mine, empty, (document, message) => {
    seen.push(slicesOf(document, changesIn(message)).length);
    return document;
  });
  const more = putted(load(save(mine)), 0, 3);
  exchange(more, load(save(mine)), (document, message) => {
    seen.push(slicesOf(document, changesIn(message)).length);
    return document;
  });
  expect(Math.max(...seen)).toBe(0);
});
