import { change, clone, diff, getHeads, load, merge, type Patch } from '@automerge/automerge';
import { expect, it } from 'vitest';
import { arrivalOf } from './arrival.ts';
import type { CarriedObject, DocumentKind } from './document-ref.ts';
import { genesisOf } from './genesis.ts';
import { isKey, readObjects, writeObjects, type CarrierDocument } from './layout.ts';
import { bucketOf, shapeOf } from './shape.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const open = (kind: DocumentKind): CarrierDocument => load(genesisOf(kind));
const edit = (document: CarrierDocument, write: (draft: Record<string, unknown>) => void): CarrierDocument =>
  change(document, { time: undefined }, write);
const put = (document: CarrierDocument, kind: DocumentKind, objects: CarriedObject[]): CarrierDocument =>
  edit(document, (draft) => expect(writeObjects(draft, shapeOf(kind), objects)).toBe(true));
const since = (before: CarrierDocument, after: CarrierDocument): Patch[] =>
  diff(after, getHeads(before), getHeads(after));

const LIST = shapeOf('ledger');
const MAP = shapeOf('catalog');
const CORE = bucketOf('p/core', 16);

const firstBytes = (objects: readonly CarriedObject[]): number[] =>
  objects.map((object) => object.bytes[0] ?? 0).toSorted((a, b) => a - b);

it('[DOCS-03] a list document gives back the bytes that were put, in order', () => {
  const objects = [{ bytes: bytes(1) }, { bytes: bytes(2, 3) }, { bytes: bytes() }];
  expect(readObjects(put(open('ledger'), 'ledger', objects), LIST)).toEqual({ objects, odd: 0 });
});

it('[DOCS-03] a map document gives back each key with its bytes', () => {
  const objects = Array.from({ length: 100 }, (_, index) => ({ key: `p${index}/core`, bytes: bytes(index) }));
  const { objects: read, odd } = readObjects(put(open('catalog'), 'catalog', objects), MAP);
  expect(odd).toBe(0);
  expect(read.toSorted((a, b) => a.bytes[0]! - b.bytes[0]!)).toEqual(objects);
});

it('[DOCS-04] a key that JavaScript gives a meaning to is no key, and no inherited name is found', () => {
  expect(['__proto__', 'constructor', 'prototype', '', 'k'.repeat(257)].filter(isKey)).toEqual([]);
  const hostile = edit(open('catalog'), (draft) => {
    const bucket = draft[CORE] as Record<string, unknown>;
    bucket['constructor'] = bytes(6);
    bucket['prototype'] = bytes(6);
    bucket['good'] = bytes(7);
    draft['toString'] = { key: bytes(8) };
  });
  expect(readObjects(hostile, MAP)).toEqual({ objects: [{ key: 'good', bytes: bytes(7) }], odd: 2 });
});

it('[DOCS-04] what is no bytes is counted and not handed on', () => {
  const odd = edit(open('catalog'), (draft) => {
    Object.assign(draft[CORE] as object, { text: 'x', number: 1, nested: { deep: bytes(1) } });
    draft['b1'] = 'no bucket';
  });
  expect(readObjects(odd, MAP)).toEqual({ objects: [], odd: CORE === 'b1' ? 1 : 4 });
  const list = edit(open('ledger'), (draft) =>
    (draft['objects'] as unknown[]).push('x', bytes(1), [bytes(2)]),
  );
  expect(readObjects(list, LIST)).toEqual({ objects: [{ bytes: bytes(1) }], odd: 2 });
});

it('[DOCS-04] a missing container is never made: nothing is written', () => {
  const broken = edit(open('ledger'), (draft) => delete draft['objects']);
  let written: boolean | null = null;
  edit(broken, (draft) => (written = writeObjects(draft, LIST, [{ bytes: bytes(1) }])));
  expect(written).toBe(false);
  expect(readObjects(broken, LIST)).toEqual({ objects: [], odd: 1 });
});

it('[DOCS-05] every value that stands under one key is told', () => {
  const base = open('catalog');
  const one = put(clone(base), 'catalog', [{ key: 'p/core', bytes: bytes(1) }]);
  const two = put(clone(base), 'catalog', [{ key: 'p/core', bytes: bytes(2) }]);
  for (const [mine, theirs] of [
    [one, two],
    [two, one],
  ] as const) {
    const merged = merge(clone(mine), theirs);
    expect(firstBytes(readObjects(merged, MAP).objects)).toEqual([1, 2]);
    const arrival = arrivalOf(merged, MAP, since(mine, merged));
    expect(firstBytes(arrival.objects)).toEqual([1, 2]);
    expect(arrival.conflicts).toEqual(['p/core']);
    expect(readObjects(merged, MAP, (key) => key === 'p/core')).toEqual(readObjects(merged, MAP));
  }
});

it('[DOCS-06] patches tell what a change brought, and nothing that stood there before', () => {
  const before = put(open('ledger'), 'ledger', [{ bytes: bytes(1) }]);
  const after = put(before, 'ledger', [{ bytes: bytes(2) }, { bytes: bytes(3) }]);
  const arrival = arrivalOf(after, LIST, since(before, after));
  expect(arrival).toEqual({
    objects: [{ bytes: bytes(2) }, { bytes: bytes(3) }],
    odd: 0,
    shrank: false,
    conflicts: [],
  });

  const catalog = put(open('catalog'), 'catalog', [{ key: 'a', bytes: bytes(1) }]);
  const more = put(catalog, 'catalog', [
    { key: 'a', bytes: bytes(2) },
    { key: 'b', bytes: bytes(3) },
  ]);
  const { objects } = arrivalOf(more, MAP, since(catalog, more));
  expect(objects.toSorted((x, y) => x.bytes[0]! - y.bytes[0]!)).toEqual([
    { key: 'a', bytes: bytes(2) },
    { key: 'b', bytes: bytes(3) },
  ]);
});

it('[DOCS-06] a deletion, an overwritten item and foreign content are noticed', () => {
  const before = put(open('ledger'), 'ledger', [{ bytes: bytes(1) }, { bytes: bytes(2) }]);
  const arrivalAfter = (write: (list: unknown[]) => void): ReturnType<typeof arrivalOf> => {
    const after = edit(clone(before), (draft) => write(draft['objects'] as unknown[]));
    return arrivalOf(after, LIST, since(before, after));
  };
  expect(arrivalAfter((list) => list.splice(0, 1))).toEqual({
    objects: [],
    odd: 0,
    shrank: true,
    conflicts: [],
  });
  expect(arrivalAfter((list) => (list[0] = bytes(9)))).toEqual({
    objects: [{ bytes: bytes(9) }],
    odd: 0,
    shrank: true,
    conflicts: [],
  });
  expect(arrivalAfter((list) => list.push(17))).toEqual({
    objects: [],
    odd: 1,
    shrank: false,
    conflicts: [],
  });
  const catalog = open('catalog');
  const foreign = edit(catalog, (draft) => {
    draft['b99'] = { k: bytes(1) };
    (draft[CORE] as Record<string, unknown>)['deep'] = { k: bytes(1) };
    (draft[CORE] as Record<string, unknown>)['constructor'] = bytes(1);
  });
  const { objects, odd } = arrivalOf(foreign, MAP, since(catalog, foreign));
  expect(objects).toEqual([]);
  expect(odd).toBeGreaterThan(2);
});
