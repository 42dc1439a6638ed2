import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { digestOf, objectHash } from './object-digest.ts';

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

it('[DOCS-07] the digest is SHA-256 over the sorted SHA-256s of the objects, each once', () => {
  const objects = Array.from({ length: 300 }, (_, index) => Uint8Array.from([index >> 8, index & 255]));
  const sorted = objects.map(sha256).sort((a, b) => Buffer.compare(a, b));
  const expected = { count: 300, digest: Uint8Array.from(sha256(Buffer.concat(sorted))) };
  expect(digestOf(objects.map(objectHash))).toEqual(expected);
  expect(digestOf([...objects.map(objectHash).reverse(), objectHash(objects[5]!)])).toEqual(expected);
});

it('[DOCS-07] no object has a digest too', () => {
  expect(digestOf([])).toEqual({ count: 0, digest: Uint8Array.from(sha256(Buffer.alloc(0))) });
});
