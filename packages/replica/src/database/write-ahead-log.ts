/** SQLite's file format (sqlite.org/fileformat2.html, 4): a header, and frames of a page each. */
const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** The last bit says in which order of bytes the checksums were counted. */
const MAGIC = 0x377f0682;

type Sum = readonly [number, number];

/** Adds 32-bit words, two at a time, to a running checksum. */
const addWords = (bytes: Buffer, [first, second]: Sum, isBigEndian: boolean): Sum => {
  let [a, b] = [first, second];
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    a = (a + (isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + b) >>> 0;
    b = (b + (isBigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + a) >>> 0;
  }
  return [a, b];
};

const isSum = (bytes: Buffer, at: number, [a, b]: Sum): boolean =>
  bytes.readUInt32BE(at) === a && bytes.readUInt32BE(at + 4) === b;

/**
 * The pages that a log holds, by number, as far as it is whole: up to the last transaction that was committed.
 * In a log that was cut by a crash nothing behind that was ever told to anybody. Where it rotted in its middle,
 * transactions behind the place are lost with it.
 */
export const committedPages = (log: Buffer, pageBytes: number): ReadonlyMap<number, Buffer> => {
  const committed = new Map<number, Buffer>();
  if (log.length < HEADER_BYTES || (log.readUInt32BE(0) & ~1) >>> 0 !== MAGIC) return committed;
  const isBigEndian = (log.readUInt32BE(0) & 1) === 1;
  let sum = addWords(log.subarray(0, 24), [0, 0], isBigEndian);
  if (!isSum(log, 24, sum) || log.readUInt32BE(8) !== pageBytes) return committed;
  const salt = log.subarray(16, 24);
  let transaction = new Map<number, Buffer>();
  const frameBytes = FRAME_HEADER_BYTES + pageBytes;
  for (let at = HEADER_BYTES; at + frameBytes <= log.length; at += frameBytes) {
    const page = log.subarray(at + FRAME_HEADER_BYTES, at + frameBytes);
    sum = addWords(page, addWords(log.subarray(at, at + 8), sum, isBigEndian), isBigEndian);
    if (!log.subarray(at + 8, at + 16).equals(salt) || !isSum(log, at + 16, sum)) break;
    transaction.set(log.readUInt32BE(at), page);
    // The size of the file after a commit; 0 in every other frame.
    if (log.readUInt32BE(at + 4) === 0) continue;
    for (const [number, bytes] of transaction) committed.set(number, bytes);
    transaction = new Map();
  }
  return committed;
};
