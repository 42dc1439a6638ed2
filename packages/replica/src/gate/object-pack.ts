import type { CarriedObject } from '../document/document-ref.ts';
import { ByteReader, Malformed } from './byte-reader.ts';

/** Objects of one document in one piece: of each the key (UTF-8, empty for none) and the bytes, with their lengths before them. */
const LENGTH_BYTES = 4;
const KEY_MAX_BYTES = 1_024;
const OBJECT_MAX_BYTES = 1024 * 1024;
/** More is never put in one piece. */
const PACK_OBJECTS_MAX = 1_000;
/** About so much in one piece; a larger object goes by itself. */
const PACK_BYTES: number = 256 * 1024;

const lengthOf = (bytes: Uint8Array): Buffer => {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(bytes.length);
  return length;
};

export const packObjects = (objects: readonly CarriedObject[]): Uint8Array =>
  Uint8Array.from(
    Buffer.concat(
      objects.flatMap(({ key = '', bytes }) => {
        const name = Buffer.from(key);
        return [lengthOf(name), name, lengthOf(bytes), bytes];
      }),
    ),
  );

const readLength = (reader: ByteReader, max: number): number => {
  const length = Buffer.from(reader.take(LENGTH_BYTES)).readUInt32BE();
  if (length > max) throw new Malformed(`a length above ${max}`);
  return length;
};

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What a peer packed; null: it is no such piece. Never throws, whatever the bytes. */
export const unpackObjects = (packed: Uint8Array): readonly CarriedObject[] | null => {
  const reader = new ByteReader(packed);
  const objects: CarriedObject[] = [];
  try {
    while (reader.left > 0) {
      if (objects.length === PACK_OBJECTS_MAX) return null;
      const key = decoder.decode(reader.take(readLength(reader, KEY_MAX_BYTES)));
      const bytes = reader.take(readLength(reader, OBJECT_MAX_BYTES));
      if (bytes.length === 0) return null;
      objects.push(key === '' ? { bytes } : { key, bytes });
    }
  } catch (error) {
    if (error instanceof Malformed || error instanceof TypeError) return null;
    throw error;
  }
  return objects;
};

/** The same objects in pieces of about `PACK_BYTES`. */
export const packsOf = (objects: readonly CarriedObject[]): readonly (readonly CarriedObject[])[] => {
  const packs: CarriedObject[][] = [];
  let room = 0;
  for (const object of objects) {
    const pack = packs.at(-1);
    if (pack === undefined || room < object.bytes.length || pack.length === PACK_OBJECTS_MAX) {
      packs.push([object]);
      room = PACK_BYTES - object.bytes.length;
    } else {
      pack.push(object);
      room -= object.bytes.length;
    }
  }
  return packs;
};
