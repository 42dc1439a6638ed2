import { getConflicts, type Doc } from '@automerge/automerge';
import type { CarriedObject } from './document-ref.ts';
import { bucketNames, bucketOf, LIST_NAME, type Shape } from './shape.ts';

/** A document as Automerge shows it. Whatever a peer wrote may stand in it, so nothing is looked up by inheritance. */
export type CarrierDocument = Doc<Record<string, unknown>>;

/** `odd` counts what stands in a document and is no object of ours: a text, a number, a missing container. */
export type Reading = { objects: CarriedObject[]; odd: number };

const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const KEY_LENGTH_MAX = 256;

export const isKey = (key: string): boolean =>
  key.length > 0 && key.length <= KEY_LENGTH_MAX && !FORBIDDEN_KEYS.has(key);

/** The list of a list document, or null when a peer put something else in its place. */
export const listOf = (document: CarrierDocument): unknown[] | null => {
  const list: unknown = Object.hasOwn(document, LIST_NAME) ? document[LIST_NAME] : undefined;
  return Array.isArray(list) ? (list as unknown[]) : null;
};

/** A bucket of a map document, or null when a peer put something else in its place. */
export const bucketIn = (document: CarrierDocument, name: string): Record<string, unknown> | null => {
  const bucket: unknown = Object.hasOwn(document, name) ? document[name] : undefined;
  if (typeof bucket !== 'object' || bucket === null) return null;
  if (Array.isArray(bucket) || bucket instanceof Uint8Array) return null;
  return bucket as Record<string, unknown>;
};

/** Whether more than one value may stand under a key. Asking Automerge for each key costs far more than the rest. */
export type MayConflict = (key: string) => boolean;

const ALWAYS: MayConflict = () => true;

/** Every value under a key: more than one when devices wrote it without knowing of each other. */
export const valuesUnder = (
  bucket: Record<string, unknown>,
  key: string,
  mayConflict: MayConflict = ALWAYS,
): unknown[] => {
  if (!Object.hasOwn(bucket, key)) return [];
  const conflicts = mayConflict(key) ? getConflicts(bucket, key) : undefined;
  return conflicts === undefined ? [bucket[key]] : Object.values(conflicts as Record<string, unknown>);
};

/** All objects of a document, each conflicting value of a map included. */
export const readObjects = (
  document: CarrierDocument,
  shape: Shape,
  mayConflict: MayConflict = ALWAYS,
): Reading =>
  shape.form === 'list' ? readList(document) : readBuckets(document, shape.buckets, mayConflict);

const readList = (document: CarrierDocument): Reading => {
  const list = listOf(document);
  if (list === null) return { objects: [], odd: 1 };
  const objects: CarriedObject[] = [];
  for (const item of list) if (item instanceof Uint8Array) objects.push({ bytes: item });
  return { objects, odd: list.length - objects.length };
};

const readBuckets = (document: CarrierDocument, buckets: number, mayConflict: MayConflict): Reading => {
  const reading: Reading = { objects: [], odd: 0 };
  for (const name of bucketNames(buckets)) {
    const bucket = bucketIn(document, name);
    if (bucket === null) reading.odd += 1;
    else for (const key of Object.keys(bucket)) readKey(bucket, key, reading, mayConflict);
  }
  return reading;
};

/** Adds what stands under one key of a bucket to a reading. */
export const readKey = (
  bucket: Record<string, unknown>,
  key: string,
  reading: Reading,
  mayConflict: MayConflict = ALWAYS,
): void => {
  if (!isKey(key)) {
    reading.odd += 1;
    return;
  }
  for (const value of valuesUnder(bucket, key, mayConflict)) {
    if (value instanceof Uint8Array) reading.objects.push({ key, bytes: value });
    else reading.odd += 1;
  }
};

/** Writes objects into a draft. False: a container is missing and nothing was written (no container is ever made). */
export const writeObjects = (
  draft: Record<string, unknown>,
  shape: Shape,
  objects: readonly CarriedObject[],
): boolean => {
  if (shape.form === 'list') {
    const list = listOf(draft);
    if (list === null) return false;
    list.push(...objects.map((object) => object.bytes));
    return true;
  }
  const targets = objects.map(({ key = '', bytes }) => ({
    bucket: bucketIn(draft, bucketOf(key, shape.buckets)),
    key,
    bytes,
  }));
  if (targets.some(({ bucket }) => bucket === null)) return false;
  for (const { bucket, key, bytes } of targets) if (bucket !== null) bucket[key] = bytes;
  return true;
};
