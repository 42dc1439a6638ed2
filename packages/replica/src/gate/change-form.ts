import { hash as digest } from 'node:crypto';
import { toHex } from '../cbor/bytes.ts';
import { ByteReader, Malformed } from './byte-reader.ts';

/** One column of a change's operations: its number in the format, and its bytes. */
export type Column = { readonly id: number; readonly bytes: Uint8Array };

/**
 * A change of one writer, taken apart: everything but its operations. Hashes and actors in hex; `actors[0]` is the
 * writer, the others are those that operations name.
 */
export type ChangeForm = {
  readonly hash: string;
  readonly deps: readonly string[];
  readonly actors: readonly string[];
  readonly seq: number;
  readonly startOp: number;
  readonly columns: readonly Column[];
};

const MAGIC = [0x85, 0x6f, 0x4a, 0x83];
const CHECKSUM_BYTES = 4;
const TYPE_CHANGE = 1;
const HASH_BYTES = 32;
const ACTOR_BYTES = 16;
const DEPS_MAX = 4_096;
const ACTORS_MAX = 4_096;
const COLUMNS_MAX = 16;
/** Automerge counts operations in 32 bits. */
const OPS_MAX = 2 ** 31;

const ascending = (names: readonly string[], what: string): readonly string[] => {
  names.forEach((name, index) => {
    const before = names[index - 1];
    if (before !== undefined && before >= name) throw new Malformed(`${what} out of order`);
  });
  return names;
};

const readActor = (reader: ByteReader): string => {
  if (reader.unsigned() !== ACTOR_BYTES) throw new Malformed('a writer of another length');
  return toHex(reader.take(ACTOR_BYTES));
};

const readColumns = (reader: ByteReader): Column[] => {
  const specs = Array.from({ length: reader.count(2, COLUMNS_MAX) }, () => ({
    id: reader.unsigned(),
    length: reader.unsigned(),
  }));
  specs.forEach(({ id }, index) => {
    const before = specs[index - 1];
    if (before !== undefined && before.id >= id) throw new Malformed('columns out of order');
  });
  return specs.map(({ id, length }) => ({ id, bytes: reader.take(length) }));
};

/** A change whose name is known and whose content is not read yet. */
export type NamedChange = { readonly hash: string; readonly chunk: Uint8Array; readonly body: ByteReader };

/** The hash that names a change; that its content is sound is not said by it. Throws Malformed. */
export const nameChange = (chunk: Uint8Array): NamedChange => {
  const reader = new ByteReader(chunk);
  if (MAGIC.some((byte) => reader.byte() !== byte)) throw new Malformed('no change');
  const checksum = toHex(reader.take(CHECKSUM_BYTES));
  const start = reader.at;
  // Automerge packs changes on the disk, never on the way to a peer: nothing that is packed is unpacked here.
  if (reader.byte() !== TYPE_CHANGE) throw new Malformed('a piece of another kind than a change');
  if (reader.unsigned() !== reader.left) throw new Malformed('a change of another length than it names');
  const hash = digest('sha256', chunk.subarray(start), 'hex');
  if (!hash.startsWith(checksum)) throw new Malformed('a checksum that does not fit');
  return { hash, chunk, body: reader };
};

/**
 * Takes a change apart, as Automerge sends it: a single chunk, not packed, in the one form in which Automerge writes
 * it, so that it comes back with the same hash however often it is saved and loaded. Throws Malformed.
 */
export const readChange = ({ hash, body }: NamedChange): ChangeForm => {
  const deps = Array.from({ length: body.count(HASH_BYTES, DEPS_MAX) }, () => toHex(body.take(HASH_BYTES)));
  const actor = readActor(body);
  const seq = body.unsigned(OPS_MAX);
  const startOp = body.unsigned(OPS_MAX);
  if (seq === 0 || startOp === 0) throw new Malformed('a count that begins at zero');
  // What a change says of time is used nowhere.
  body.signed();
  if (body.unsigned() !== 0) throw new Malformed('a message that nobody writes');
  const others = Array.from({ length: body.count(ACTOR_BYTES + 1, ACTORS_MAX) }, () => readActor(body));
  if (others.includes(actor)) throw new Malformed('a writer that is named twice');
  const columns = readColumns(body);
  body.end();
  const actors = [actor, ...ascending(others, 'writers')];
  return { hash, deps: ascending(deps, 'changes that it follows'), actors, seq, startOp, columns };
};
