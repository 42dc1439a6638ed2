import { toHex } from '../cbor/bytes.ts';
import { readSign1, verifySign1 } from '../cose/sign1.ts';
import { refName } from '../document/document-ref.ts';
import { readEntryHeader } from '../entry/entry.ts';
import type { KnownDocument } from '../node/document-map.ts';
import type { Roster } from '../node/roster.ts';
import type { StoredObject } from '../store/object-table.ts';
import type { ArchiveFolder } from './archive-folder.ts';
import type { HeldFolder } from './held-folder.ts';
import { signersOf } from './key-file.ts';

/** Whether somebody whose key is in the archive signed these bytes. */
type Verifies = (bytes: Uint8Array) => boolean;

const verifierOf = (roster: Roster): Verifies => {
  const signers = new Map(signersOf(roster).map(({ kid, key }) => [kid, key]));
  return (bytes) => {
    const parts = readSign1(bytes);
    const key = parts.ok ? signers.get(toHex(parts.value.kid)) : undefined;
    return parts.ok && key !== undefined && verifySign1(parts.value, key);
  };
};

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
 * Writes every object that is held, superseded ones too, as the very bytes that were signed. What the keys in the
 * archive verify goes into `signed/<document>.cborseq`, one tagged COSE_Sign1 after the other (RFC 8742). The rest
 * may be anything, so each has a file of its own below `unverified/<document>/`. Returns how many of each.
 */
export const writeSigned = (
  { store, documents, roster }: HeldFolder,
  folder: ArchiveFolder,
): { readonly signed: number; readonly unverified: number } => {
  const verifies = verifierOf(roster);
  const counts = { signed: 0, unverified: 0 };
  for (const known of documents) {
    const name = refName(known.ref);
    const signed: StoredObject[] = [];
    for (const object of store.objects.allOf(name)) {
      if (verifies(object.bytes)) signed.push(object);
      else {
        folder.write(`unverified/${name}/${object.position}.bin`, object.bytes);
        counts.unverified += 1;
      }
    }
    if (signed.length === 0) continue;
    folder.write(`signed/${name}.cborseq`, Buffer.concat(inOrder(known, signed).map(({ bytes }) => bytes)));
    counts.signed += signed.length;
  }
  return counts;
};
