import { readEntryHeader } from '../entry/entry.ts';
import { refName } from '../document/document-ref.ts';
import type { KnownDocument } from '../node/document-map.ts';
import { OBJECT_STATE, type StoredObject } from '../store/object-table.ts';
import type { ArchiveFolder } from './archive-folder.ts';
import type { HeldFolder } from './held-folder.ts';

/** Where the signed objects of a document stand: each a tagged COSE_Sign1, one after the other (RFC 8742). */
const signedFile = ({ ref }: KnownDocument): string => `signed/${refName(ref)}.cborseq`;

const sequenceOf = ({ bytes }: StoredObject): number => {
  const header = readEntryHeader(bytes);
  return header.ok ? header.value.sequence : Number.MAX_SAFE_INTEGER;
};

/** Entries in the order of their sequence, everything else as it came. */
const inOrder = ({ ref }: KnownDocument, objects: readonly StoredObject[]): readonly StoredObject[] => {
  if (ref.kind !== 'ledger') return objects;
  const placed = objects.map((object) => ({ object, sequence: sequenceOf(object) }));
  return placed.sort((one, other) => one.sequence - other.sequence).map(({ object }) => object);
};

/**
 * Writes what stands in each document and is not known to be wrong, as the very bytes that were signed. What this
 * version does not understand, or cannot check yet, goes along. Returns how many by document.
 */
export const writeSigned = (held: HeldFolder, folder: ArchiveFolder): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const known of held.documents) {
    const name = refName(known.ref);
    const objects = held.store.objects.currentOf(name).filter(({ state }) => state !== OBJECT_STATE.invalid);
    if (objects.length === 0) continue;
    folder.write(signedFile(known), Buffer.concat(inOrder(known, objects).map(({ bytes }) => bytes)));
    counts.set(name, objects.length);
  }
  return counts;
};
