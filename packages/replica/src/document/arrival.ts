import type { Patch } from '@automerge/automerge';
import { bucketIn, isKey, readKey, type CarrierDocument, type Reading } from './layout.ts';
import { bucketNames, LIST_NAME, type Shape } from './shape.ts';

/**
 * What a change brought. `shrank`: something was deleted, which nobody of ours does.
 * `conflicts`: keys under which more than one value stands.
 */
export type Arrival = Reading & { shrank: boolean; conflicts: string[] };

/**
 * The objects that the patches of one change brought, without reading the rest of the document.
 * Where devices wrote one key without knowing of each other, every value under it is told.
 */
export const arrivalOf = (document: CarrierDocument, shape: Shape, patches: readonly Patch[]): Arrival => {
  const arrival: Arrival = { objects: [], odd: 0, shrank: false, conflicts: [] };
  const names = shape.form === 'map' ? new Set(bucketNames(shape.buckets)) : null;
  for (const patch of patches) {
    if (patch.action === 'del') arrival.shrank = true;
    else if (names === null) listPatch(patch, arrival);
    else mapPatch(document, names, patch, arrival);
  }
  return arrival;
};

const listPatch = (patch: Patch, arrival: Arrival): void => {
  const inList = patch.path.length === 2 && patch.path[0] === LIST_NAME;
  if (inList && patch.action === 'insert') for (const value of patch.values) take(value, arrival);
  else if (inList && patch.action === 'put') {
    take(patch.value, arrival);
    // Written over an item that stood there.
    arrival.shrank = true;
  } else if (patch.action !== 'conflict') arrival.odd += 1;
};

const take = (value: unknown, arrival: Arrival): void => {
  if (value instanceof Uint8Array) arrival.objects.push({ bytes: value });
  else arrival.odd += 1;
};

const mapPatch = (
  document: CarrierDocument,
  names: ReadonlySet<string>,
  patch: Patch,
  arrival: Arrival,
): void => {
  const [name, key, ...deeper] = patch.path;
  const isValue = patch.action === 'put' || patch.action === 'conflict';
  if (!isValue || typeof name !== 'string' || typeof key !== 'string' || deeper.length > 0) {
    arrival.odd += 1;
    return;
  }
  const bucket = names.has(name) ? bucketIn(document, name) : null;
  if (bucket === null) arrival.odd += 1;
  else if (patch.action !== 'put' || patch.conflict === true) {
    arrival.conflicts.push(key);
    readKey(bucket, key, arrival);
  } else if (isKey(key) && patch.value instanceof Uint8Array)
    arrival.objects.push({ key, bytes: patch.value });
  else arrival.odd += 1;
};
