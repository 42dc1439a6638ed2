import { createHash } from 'node:crypto';
import { getAllChanges, getHeads, load } from '@automerge/automerge';
import { expect, it } from 'vitest';
import type { DocumentKind } from './document-ref.ts';
import { genesisOf } from './genesis.ts';
import { bucketIn, listOf, readObjects, type CarrierDocument } from './layout.ts';
import { bucketNames, bucketOf, shapeOf } from './shape.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const LIST = 'c5a410899064c38c25d83f5ef2638df6d7fb516134faaa45fea11ef2cf074d7e';
const MAP_16 = 'e3f4805e56b48bd0c370cc1939226f911e7036404bb253b2cea9d152fa3a361f';
const MAP_64 = '0c4e9551796097c32a5a2484c7f7542a7eb361e043ed47b1e2e6720f26ec92fb';

it.each<[DocumentKind, string]>([
  ['registry', LIST],
  ['directory', LIST],
  ['ledger', LIST],
  ['catalog', MAP_16],
  ['stock', MAP_64],
])('[DOCS-02] the genesis of %s is for ever', (kind, expected) => {
  expect(sha256(genesisOf(kind))).toBe(expected);
});

it.each<DocumentKind>(['registry', 'directory', 'catalog', 'ledger', 'stock'])(
  '[DOCS-02] the genesis of %s is one change that makes every container',
  (kind) => {
    const document: CarrierDocument = load(genesisOf(kind));
    expect(getAllChanges(document)).toHaveLength(1);
    expect(getHeads(document)).toHaveLength(1);
    const shape = shapeOf(kind);
    const containers =
      shape.form === 'list'
        ? [listOf(document)]
        : bucketNames(shape.buckets).map((name) => bucketIn(document, name));
    expect(containers).not.toContain(null);
    expect(readObjects(document, shape)).toEqual({ objects: [], odd: 0 });
  },
);

it('[DOCS-03] the bucket of a key is for ever', () => {
  expect(['product-1/core', 'product-2/core', 'x', 'ä'].map((key) => bucketOf(key, 16))).toEqual([
    'b1',
    'b6',
    'b1',
    'b6',
  ]);
  expect(['product-1', 'product-2', 'x', 'ä'].map((key) => bucketOf(key, 64))).toEqual([
    'b31',
    'b18',
    'b49',
    'b38',
  ]);
});
