import { change, from, getAllChanges, getHeads, save, saveSince } from '@automerge/automerge';
import { expect, it } from 'vitest';
import { isDocumentChunk, sliceChunks, SLICE_BYTES, splitChunks } from './chunk-split.ts';

const chunkOf = (size: number): Uint8Array => new Uint8Array(size);

it('[DOCS-10] what was saved is told apart into the changes it is made of', () => {
  let document = from<{ items: Uint8Array[] }>({ items: [] });
  const snapshot = save(document);
  const heads = getHeads(document);
  for (const size of [1, 100, 200, 5_000]) {
    document = change(document, (draft) => void draft.items.push(new Uint8Array(size).fill(7)));
  }
  const increment = saveSince(document, heads);
  const chunks = splitChunks(Buffer.concat([snapshot, increment]));
  expect(chunks?.map(isDocumentChunk)).toEqual([true, false, false, false, false]);
  expect(chunks?.slice(1).map((chunk) => Uint8Array.from(chunk))).toEqual(getAllChanges(document).slice(1));
});

it('[DOCS-10] what is not made of whole chunks is not told apart', () => {
  const garbage = Uint8Array.from({ length: 40 }, (_, index) => index);
  const whole = save(from({ a: 1 }));
  expect(splitChunks(garbage)).toBeNull();
  expect(splitChunks(whole.subarray(0, whole.length - 1))).toBeNull();
  expect(splitChunks(Buffer.concat([whole, garbage]))).toBeNull();
  expect(splitChunks(new Uint8Array())).toEqual([]);
});

it('[DOCS-10] slices keep the order and are about 16 KB each', () => {
  const sizes = [10, SLICE_BYTES, 10, 10, 2 * SLICE_BYTES, 10];
  const slices = sliceChunks(sizes.map(chunkOf)).map((slice) => slice.map(({ length }) => length));
  expect(slices).toEqual([[10, SLICE_BYTES], [10, 10, 2 * SLICE_BYTES], [10]]);
  expect(sliceChunks([])).toEqual([]);
});
