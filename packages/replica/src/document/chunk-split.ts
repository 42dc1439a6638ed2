/**
 * About so much is applied to a document at once. Applying many scattered changes to a large document in one go takes
 * Automerge seconds and hundreds of megabytes, which its memory never gives back; in slices it takes a fraction.
 */
export const SLICE_BYTES: number = 16 * 1024;

// A chunk of the binary format: four magic bytes, four of checksum, one of type, its length as LEB128, its content.
const MAGIC = [0x85, 0x6f, 0x4a, 0x83];
const TYPE_AT = 8;
const LENGTH_AT = 9;
const DOCUMENT_TYPE = 0;

/** Whether a chunk holds a whole document rather than one change. */
export const isDocumentChunk = (chunk: Uint8Array): boolean => chunk[TYPE_AT] === DOCUMENT_TYPE;

const chunkEnd = (bytes: Uint8Array, start: number): number | null => {
  if (MAGIC.some((byte, index) => bytes[start + index] !== byte)) return null;
  let length = 0;
  let scale = 1;
  for (let at = start + LENGTH_AT; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    length += (byte & 0x7f) * scale;
    scale *= 0x80;
    if (byte < 0x80) return at + 1 + length <= bytes.length ? at + 1 + length : null;
  }
  return null;
};

/** What was saved, as the chunks it is made of; null if it is not made of whole chunks. */
export const splitChunks = (saved: Uint8Array): Uint8Array[] | null => {
  const chunks: Uint8Array[] = [];
  for (let start = 0; start < saved.length;) {
    const end = chunkEnd(saved, start);
    if (end === null) return null;
    chunks.push(saved.subarray(start, end));
    start = end;
  }
  return chunks;
};

/** Chunks in groups of about `SLICE_BYTES`, in their order. */
export const sliceChunks = (chunks: readonly Uint8Array[]): Uint8Array[][] => {
  const slices: Uint8Array[][] = [];
  let room = 0;
  for (const chunk of chunks) {
    if (room <= 0) {
      slices.push([]);
      room = SLICE_BYTES;
    }
    slices.at(-1)?.push(chunk);
    room -= chunk.length;
  }
  return slices;
};
