import { createHash } from 'node:crypto';
import { change, clone, getLastLocalChange } from '@automerge/automerge';
import { writeObjects, type CarrierDocument } from '../document/layout.ts';
import type { CarriedObject, DocumentKind } from '../document/document-ref.ts';
import { shapeOf } from '../document/shape.ts';
import { ByteReader } from './byte-reader.ts';

// Changes taken apart and put together by hand. Every choice comes from one seed.

/** Numbers from 0 up to `below`, the same for the same seed (mulberry32). */
export type Draw = (below: number) => number;
export const drawFrom = (seed: number): Draw => {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
};

export const unsigned = (value: number): Buffer => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Buffer.from([...bytes, rest]);
};

/** A message of the first version around changes. */
export const messageOf = (changes: readonly Uint8Array[], version = 0x42): Uint8Array =>
  Uint8Array.from(
    Buffer.concat([
      Buffer.of(version, 0, 0, 0),
      unsigned(changes.length),
      ...changes.flatMap((one) => [unsigned(one.length), Buffer.from(one)]),
    ]),
  );

/** A chunk with a checksum that fits, whatever is in it. */
export const chunkOf = (body: Uint8Array, type = 1, claimed = body.length): Uint8Array => {
  const hashed = Buffer.concat([Buffer.of(type), unsigned(claimed), body]);
  const checksum = createHash('sha256').update(hashed).digest().subarray(0, 4);
  return Uint8Array.from(Buffer.concat([Buffer.of(0x85, 0x6f, 0x4a, 0x83), checksum, hashed]));
};

export const bodyOf = (chunk: Uint8Array): Uint8Array => {
  const reader = new ByteReader(chunk, 9);
  reader.unsigned();
  return chunk.subarray(reader.at);
};

/** A change in parts that can be put together differently. */
export type Parts = {
  deps: Uint8Array[];
  actor: Uint8Array;
  seq: number;
  startOp: number;
  message: Uint8Array;
  others: Uint8Array[];
  columns: { id: number; bytes: Uint8Array }[];
  extra: Uint8Array;
};

export const takeApart = (chunk: Uint8Array): Parts => {
  const reader = new ByteReader(bodyOf(chunk));
  const deps = Array.from({ length: reader.unsigned() }, () => reader.take(32));
  const actor = reader.take(reader.unsigned());
  const seq = reader.unsigned();
  const startOp = reader.unsigned();
  reader.signed();
  const message = reader.take(reader.unsigned());
  const others = Array.from({ length: reader.unsigned() }, () => reader.take(reader.unsigned()));
  const specs = Array.from(
    { length: reader.unsigned() },
    () => [reader.unsigned(), reader.unsigned()] as const,
  );
  const columns = specs.map(([id, length]) => ({ id, bytes: reader.take(length) }));
  return { deps, actor, seq, startOp, message, others, columns, extra: reader.take(reader.left) };
};

export const putTogether = (parts: Parts, lengths: readonly number[] = []): Uint8Array => {
  const { deps, actor, seq, startOp, message, others, columns, extra } = parts;
  return chunkOf(
    Buffer.concat([
      unsigned(deps.length),
      ...deps,
      unsigned(actor.length),
      actor,
      unsigned(seq),
      unsigned(startOp),
      Buffer.of(0),
      unsigned(message.length),
      message,
      unsigned(others.length),
      ...others.flatMap((one) => [unsigned(one.length), one]),
      unsigned(columns.length),
      ...columns.flatMap(({ id, bytes }, index) => [unsigned(id), unsigned(lengths[index] ?? bytes.length)]),
      ...columns.map(({ bytes }) => bytes),
      extra,
    ]),
  );
};

let actors = 0;
/** A new writer each time, and the same ones in every run. */
const nextActor = (): string => {
  actors += 1;
  return createHash('sha256').update(`writer ${actors}`).digest('hex').slice(0, 32);
};

/** A writer that has what a document has, and writes on: as Automerge writes it, whatever that is. */
export const writeOn = (
  document: CarrierDocument,
  write: (draft: Record<string, unknown>) => void,
): { after: CarrierDocument; chunk: Uint8Array } => {
  const after = change(clone(document, nextActor()), { time: undefined }, write);
  const chunk = getLastLocalChange(after);
  if (chunk === undefined) throw new Error('Nothing was written.');
  return { after, chunk };
};

export const putOn = (
  document: CarrierDocument,
  kind: DocumentKind,
  objects: readonly CarriedObject[],
): { after: CarrierDocument; chunk: Uint8Array } =>
  writeOn(document, (draft) => void writeObjects(draft, shapeOf(kind), objects));
