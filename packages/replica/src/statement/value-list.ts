import { type Shape, ShapeError } from '@tillmesh/model';
import { compareBytes, concatBytes, toHex } from '../cbor/bytes.ts';
import { bytes } from '../cbor/wire-shape.ts';

/** So much of a value's SHA-256 stands for it: nobody finds two values of their own that share it. */
const LISTED_BYTES = 16;
/** What one statement lists at most, 256 KiB: well below what an object or a message may be. */
export const MOST_LISTED = 16_384;

const raw = bytes(0, LISTED_BYTES * MOST_LISTED);

const at = (list: Uint8Array, index: number): Uint8Array =>
  list.subarray(index * LISTED_BYTES, (index + 1) * LISTED_BYTES);

const checked = (list: Uint8Array, place: string): Uint8Array => {
  if (list.length % LISTED_BYTES !== 0) throw new ShapeError(place, `a multiple of ${LISTED_BYTES} bytes`);
  for (let index = 1; index < list.length / LISTED_BYTES; index += 1) {
    if (compareBytes(at(list, index - 1), at(list, index)) >= 0)
      throw new ShapeError(place, 'hashes in ascending order, each once');
  }
  return list;
};

/** Values by the first 16 bytes of their SHA-256, one after another in ascending order, each once; at most 16,384. */
export const valueList: Shape<Uint8Array> = {
  encode: raw.encode,
  decode: (wire, place) => checked(raw.decode(wire, place), place),
  read: (json, place) => checked(raw.read(json, place), place),
};

/** Lists that name these values together; none of no values. */
export const listsOf = (hashes: Iterable<Uint8Array>): readonly Uint8Array[] => {
  const short = new Map<string, Uint8Array>();
  for (const hash of hashes) {
    const cut = hash.subarray(0, LISTED_BYTES);
    short.set(toHex(cut), cut);
  }
  const sorted = [...short.values()].sort(compareBytes);
  return Array.from({ length: Math.ceil(sorted.length / MOST_LISTED) }, (_, index) =>
    concatBytes(...sorted.slice(index * MOST_LISTED, (index + 1) * MOST_LISTED)),
  );
};

/** Whether one of these lists names the value with this SHA-256. */
export const isListed = (lists: readonly Uint8Array[], hash: Uint8Array): boolean => {
  const wanted = hash.subarray(0, LISTED_BYTES);
  return lists.some((list) => {
    let [low, high] = [0, list.length / LISTED_BYTES];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = compareBytes(at(list, middle), wanted);
      if (order === 0) return true;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return false;
  });
};
