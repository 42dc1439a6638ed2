import { concatBytes, equalBytes, fromHex, toHex, utf8 } from '../cbor/bytes.ts';
import { decodeCanonical, encodeCanonical, type Wire } from '../cbor/canonical.ts';
import { sha256 } from '../key/hash.ts';
import { WRAPPED_BYTES } from '../key/wrap.ts';
import { damagedFile, foreignFile, newerFile } from './backup-fault.ts';

/**
 * How a backup begins, in clear: 8 bytes `TMBACKUP`, the format, the length of what follows the digest,
 * SHA-256 over all of these but itself, then a map in deterministic CBOR: 1 organisation (32 bytes),
 * 2 device (16), 3 code, 4 UTC milliseconds, 5 [recipient, wrapped content key] pairs. A newer format keeps
 * what stands before the map, so that an older program can say that it is newer and not damaged.
 */
export type BackupHeader = {
  /** 64 hexadecimal digits. */
  readonly organisationId: string;
  /** 32 hexadecimal digits. */
  readonly deviceId: string;
  /** Of the till, such as `H1`. */
  readonly code: string;
  readonly atMs: number;
  /** The content key, wrapped for each recipient: `RECOVERY`, the id of a later owner key, or a device id. */
  readonly wrapped: ReadonlyMap<string, Uint8Array>;
};

const MAGIC = utf8('TMBACKUP');
const FORMAT = 1;
const DIGEST_AT = MAGIC.length + 1 + 4;
/** Up to the map. */
export const PREFIX_BYTES = DIGEST_AT + 32;
const MAX_MAP_BYTES = 64 * 1024;

const digestOf = (before: Uint8Array, map: Uint8Array): Uint8Array => sha256(concatBytes(before, map));

const lengthBytes = (length: number): Uint8Array => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, length);
  return bytes;
};

export const encodeHeader = (header: BackupHeader): Uint8Array => {
  const map = encodeCanonical(
    new Map<number, Wire>([
      [1, fromHex(header.organisationId)],
      [2, fromHex(header.deviceId)],
      [3, header.code],
      [4, header.atMs],
      [5, [...header.wrapped].map(([recipient, wrapped]) => [recipient, wrapped])],
    ]),
  );
  const before = concatBytes(MAGIC, Uint8Array.of(FORMAT), lengthBytes(map.length));
  return concatBytes(before, digestOf(before, map), map);
};

/** What the first bytes of a file say: how long its map is. Throws the Faults of `decodeHeader`. */
export const mapLengthOf = (file: string, prefix: Uint8Array): number => {
  if (prefix.length < MAGIC.length || !equalBytes(prefix.subarray(0, MAGIC.length), MAGIC)) {
    throw foreignFile(file);
  }
  if (prefix.length < PREFIX_BYTES) throw damagedFile(file, 'it is cut');
  const length = new DataView(prefix.buffer, prefix.byteOffset).getUint32(MAGIC.length + 1);
  if (length > MAX_MAP_BYTES) throw damagedFile(file, 'its head is none');
  return length;
};

const isPair = (value: Wire): value is [string, Uint8Array] =>
  Array.isArray(value) &&
  value.length === 2 &&
  typeof value[0] === 'string' &&
  value[1] instanceof Uint8Array &&
  value[1].length === WRAPPED_BYTES;

const headerIn = (wire: Wire): BackupHeader | null => {
  if (!(wire instanceof Map)) return null;
  const map = wire as ReadonlyMap<number, Wire>;
  const [organisation, device, code, atMs, pairs] = [1, 2, 3, 4, 5].map((key) => map.get(key));
  if (!(organisation instanceof Uint8Array && organisation.length === 32)) return null;
  if (!(device instanceof Uint8Array && device.length === 16)) return null;
  if (typeof code !== 'string' || typeof atMs !== 'number') return null;
  if (!Array.isArray(pairs) || !pairs.every(isPair)) return null;
  return {
    organisationId: toHex(organisation),
    deviceId: toHex(device),
    code,
    atMs,
    wrapped: new Map(pairs),
  };
};

/** The head of a file, all its bytes. Throws the Faults `BACKUP-FOREIGN`, `BACKUP-NEWER` and `BACKUP-DAMAGED`. */
export const decodeHeader = (file: string, bytes: Uint8Array): BackupHeader => {
  const length = mapLengthOf(file, bytes);
  if (bytes.length !== PREFIX_BYTES + length) throw damagedFile(file, 'it is cut');
  const map = bytes.subarray(PREFIX_BYTES);
  const told = bytes.subarray(DIGEST_AT, PREFIX_BYTES);
  if (!equalBytes(told, digestOf(bytes.subarray(0, DIGEST_AT), map))) {
    throw damagedFile(file, 'its head was altered');
  }
  if (bytes[MAGIC.length] !== FORMAT) throw newerFile(file);
  const decoded = decodeCanonical(map);
  const header = decoded.ok ? headerIn(decoded.value) : null;
  if (header === null) throw damagedFile(file, 'its head is none');
  return header;
};
