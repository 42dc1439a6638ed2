import { toHex } from '../cbor/bytes.ts';
import { ByteReader, Malformed } from './byte-reader.ts';

/** A sync message of Automerge's first version, taken apart. `bare`: the message without what follows its changes. */
export type SyncContainer = {
  readonly heads: readonly string[];
  /** Changes that are asked for, by their hashes. */
  readonly needs: readonly string[];
  readonly changes: readonly Uint8Array[];
  readonly bare: Uint8Array;
};

const VERSION_1 = 0x42;
const VERSION_2 = 0x43;
const HASH_BYTES = 32;
/** A document has as many heads as devices wrote it apart; 200 tills never come near. */
const HASHES_MAX = 4_096;
/** Our synchroniser writes one or none. */
const HAVES_MAX = 4;
const CHANGES_MAX = 100_000;
const CAPABILITIES_MAX = 16;
/** What Automerge's filters are made of; a filter of other measure is not from it, and may cost a walk of hours. */
const BLOOM_BITS_PER_ENTRY = 10;
const BLOOM_PROBES = 7;

const readHashes = (reader: ByteReader): string[] =>
  Array.from({ length: reader.count(HASH_BYTES, HASHES_MAX) }, () => toHex(reader.take(HASH_BYTES)));

const checkBloom = (bytes: Uint8Array): void => {
  if (bytes.length === 0) return;
  const reader = new ByteReader(bytes);
  const entries = reader.unsigned(bytes.length);
  if (reader.unsigned() !== BLOOM_BITS_PER_ENTRY || reader.unsigned() !== BLOOM_PROBES) {
    throw new Malformed('a filter of another measure');
  }
  if (reader.left !== Math.ceil((entries * BLOOM_BITS_PER_ENTRY) / 8)) {
    throw new Malformed('a filter of another length than it names');
  }
};

const readChanges = (reader: ByteReader): Uint8Array[] =>
  Array.from({ length: reader.count(1, CHANGES_MAX) }, () => reader.take(reader.unsigned()));

const readParts = (message: Uint8Array): SyncContainer => {
  const reader = new ByteReader(message);
  const version = reader.byte();
  if (version !== VERSION_1 && version !== VERSION_2) throw new Malformed('no sync message');
  const heads = readHashes(reader);
  const needs = readHashes(reader);
  for (let haves = reader.count(2, HAVES_MAX); haves > 0; haves -= 1) {
    readHashes(reader);
    checkBloom(reader.take(reader.unsigned()));
  }
  const changes = readChanges(reader);
  const bare = message.subarray(0, reader.at);
  if (reader.left > 0) {
    reader.take(reader.unsigned(CAPABILITIES_MAX));
    reader.end();
  }
  return { heads, needs, changes, bare };
};

/**
 * Takes a sync message of a peer apart: heads, needs, filters and changes, all bounded. Only the first version, one
 * change a piece, is taken: a device of ours never says that it understands another (see `withoutCapabilities`), so
 * no sound peer sends one. Throws Malformed.
 */
export const readSyncMessage = (message: Uint8Array): SyncContainer => {
  if (message[0] === VERSION_2) throw new Malformed('a version that was not asked for');
  return readParts(message);
};

/**
 * A message of our own Repo as it may go out: without the list of what it understands. A peer then sends single
 * changes, which can be judged one by one, and never a whole document in one piece.
 */
export const withoutCapabilities = (message: Uint8Array): Uint8Array => {
  try {
    return readParts(message).bare;
  } catch (error) {
    // What our own Repo says in another form is for its peer to judge.
    if (error instanceof Malformed) return message;
    throw error;
  }
};

const listOf = (hashes: readonly string[]): Buffer[] => [
  lengthOf(hashes.length),
  ...hashes.toSorted().map((hash) => Buffer.from(hash, 'hex')),
];

/** A message that says which heads are held and asks for single changes by their hashes (hex). */
export const askFor = (heads: readonly string[], need: readonly string[]): Uint8Array => {
  const bytes = [Buffer.of(VERSION_1), ...listOf(heads), ...listOf(need), lengthOf(0), lengthOf(0)];
  return Uint8Array.from(Buffer.concat(bytes));
};

/** A message that says which heads are held and asks for every change there is: its filter holds none. */
export const askForAll = (heads: readonly string[]): Uint8Array => {
  const everything = [lengthOf(1), ...listOf([]), lengthOf(0)];
  const bytes = [Buffer.of(VERSION_1), ...listOf(heads), ...listOf([]), ...everything, lengthOf(0)];
  return Uint8Array.from(Buffer.concat(bytes));
};

/** A message that says where a document stands: it asks for whatever the peer has beyond these heads. */
export const standAt = (heads: readonly string[]): Uint8Array => {
  const beyond = [lengthOf(1), ...listOf(heads), lengthOf(0)];
  const bytes = [Buffer.of(VERSION_1), ...listOf(heads), ...listOf([]), ...beyond, lengthOf(0)];
  return Uint8Array.from(Buffer.concat(bytes));
};

const lengthOf = (count: number): Buffer => {
  const bytes: number[] = [];
  let rest = count;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
};

/** The heads that a sync message names first; null: it is none. Never throws, whatever the bytes. */
export const headsIn = (message: Uint8Array): readonly string[] | null => {
  const reader = new ByteReader(message);
  try {
    const version = reader.byte();
    return version === VERSION_1 || version === VERSION_2 ? readHashes(reader) : null;
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
};
