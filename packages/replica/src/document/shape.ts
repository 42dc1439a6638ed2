import { hash } from 'node:crypto';
import type { DocumentKind } from './document-ref.ts';

/**
 * What stands in a document from genesis on: one list under `objects`, or `buckets` maps named b0, b1, ...
 * (a change copies every map on its path, so no map may grow wide).
 */
export type Shape = { form: 'list' } | { form: 'map'; buckets: number };

const LIST_SHAPE: Shape = { form: 'list' };

const SHAPES: Readonly<Record<DocumentKind, Shape>> = {
  registry: LIST_SHAPE,
  directory: LIST_SHAPE,
  ledger: LIST_SHAPE,
  catalog: { form: 'map', buckets: 16 },
  stock: { form: 'map', buckets: 64 },
};

export const LIST_NAME = 'objects';

export const shapeOf = (kind: DocumentKind): Shape => SHAPES[kind];

export const bucketNames = (buckets: number): string[] =>
  Array.from({ length: buckets }, (_, index) => `b${index}`);

/** The bucket a key stands in: the first two bytes of its SHA-256, modulo the number of buckets. For ever. */
export const bucketOf = (key: string, buckets: number): string =>
  `b${hash('sha256', key, 'buffer').readUInt16BE(0) % buckets}`;
