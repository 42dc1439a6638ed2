import { field, id, integer, parse, record, type ShapeOf, type Wire } from '@tillmesh/model';
import { fromHex, toHex } from '../cbor/bytes.ts';
import { decodeCanonical, encodeCanonical } from '../cbor/canonical.ts';
import { anyWire, nullable } from '../cbor/wire-shape.ts';
import type { HybridTime } from '../clock/hybrid-clock.ts';
import { encrypt0 } from '../cose/encrypt0.ts';
import {
  checkFormat,
  clockWire,
  hashesWire,
  invalid,
  LABEL,
  OBJECT_TYPE,
  readClock,
  readDataKeyId,
  readHashes,
  type Reading,
} from '../cose/label.ts';
import { type Sign1, sign1, sign1Header } from '../cose/sign1.ts';
import { openSigned, readSigned, type SignedObject } from '../cose/signed-object.ts';
import type { DataKey } from '../key/data-key.ts';
import type { DeviceKeys } from '../key/device-key.ts';
import { sha256 } from '../key/hash.ts';
import { type RandomBytes, systemRandom } from '../key/random.ts';

const VALUE_FORMAT = 1;

/** What anyone may read of a value. */
export type ValueHeader = {
  /** The device that signed it, 32 hexadecimal digits. */
  readonly deviceId: string;
  /** What it is the value of, such as `<product id>/core`: opaque, 1 to 128 characters of printable ASCII. */
  readonly subject: string;
  /** Hashes of the values of this subject that its author knew and supersedes. */
  readonly parents: readonly Uint8Array[];
  readonly clock: HybridTime;
  readonly dataKeyId: Uint8Array;
  /** The person who set it, 32 hexadecimal digits; null for a program. */
  readonly staffId: string | null;
};

const contentShape = record({
  /** Version of the body, from 1; the body belongs to whoever knows the subject. */
  version: field(1, integer(1)),
  body: field(2, anyWire),
});
export type ValueContent = ShapeOf<typeof contentShape>;

export type ValueDraft = Omit<ValueHeader, 'deviceId' | 'dataKeyId'> & ValueContent;

const staffShape = nullable(id<'staff'>());
const SUBJECT = /^[\x21-\x7e]{1,128}$/;
const LABELS = [LABEL.subject, LABEL.parents, LABEL.clock, LABEL.dataKeyId, LABEL.staff] as const;

/** A value is its SHA-256. */
export const valueHash = (bytes: Uint8Array): Uint8Array => sha256(bytes);

/**
 * A catalogue or stock value: COSE_Sign1 over a COSE_Encrypt0 under the organisation's key.
 * A draft that no reader would accept is a bug of the caller (TypeError).
 */
export const signValue = (
  draft: ValueDraft,
  keys: DeviceKeys,
  dataKey: DataKey,
  random: RandomBytes = systemRandom,
): Uint8Array => {
  const header = sign1Header(
    fromHex(keys.deviceId),
    new Map<number, Wire>([
      [LABEL.format, [OBJECT_TYPE.value, VALUE_FORMAT]],
      [LABEL.subject, draft.subject],
      [LABEL.parents, hashesWire(draft.parents)],
      [LABEL.clock, clockWire(draft.clock)],
      [LABEL.dataKeyId, dataKey.id],
      [LABEL.staff, staffShape.encode(draft.staffId)],
    ]),
  );
  const plaintext = encodeCanonical(contentShape.encode({ version: draft.version, body: draft.body }));
  const content = readContent(plaintext);
  if (!content.ok) throw new TypeError(`a value's content: ${content.reason}`);
  const bytes = sign1(header, encrypt0(plaintext, dataKey.key, header, random), keys.signPrivate);
  const read = readValueHeader(bytes);
  if (!read.ok) throw new TypeError(`a value's header: ${read.reason}`);
  return bytes;
};

const headerOf = (parts: Sign1): Reading<ValueHeader> => {
  const { header } = parts;
  const misread = checkFormat(header, OBJECT_TYPE.value, VALUE_FORMAT, LABELS);
  if (misread !== undefined) return misread;
  const subject = header.get(LABEL.subject);
  const parents = readHashes(header.get(LABEL.parents));
  const clock = readClock(header.get(LABEL.clock));
  const dataKeyId = readDataKeyId(header.get(LABEL.dataKeyId));
  const staffId = parse(() => staffShape.decode(header.get(LABEL.staff), 'staff'));
  if (parts.kid.length !== 16) return invalid('a key id that names no device');
  if (typeof subject !== 'string' || !SUBJECT.test(subject)) return invalid('no subject');
  if (parents === undefined) return invalid('no parents');
  if (clock === undefined) return invalid('no clock');
  if (dataKeyId === undefined) return invalid('no data key id');
  if (!staffId.ok) return invalid(staffId.error.message);
  const deviceId = toHex(parts.kid);
  return { ok: true, value: { deviceId, subject, parents, clock, dataKeyId, staffId: staffId.value } };
};

const readContent = (plaintext: Uint8Array): Reading<ValueContent> => {
  const decoded = decodeCanonical(plaintext);
  if (!decoded.ok) return invalid(decoded.reason);
  const parsed = parse(() => contentShape.decode(decoded.value, 'value'));
  return parsed.ok ? parsed : invalid(parsed.error.message);
};

/** A value taken apart once. */
export type ReadValue = SignedObject<ValueHeader>;

/** Takes bytes from anywhere apart; neither signature nor header is judged. Never throws. */
export const readValue = (bytes: Uint8Array): Reading<ReadValue> => readSigned(bytes, headerOf);

/** What the value says of itself; the signature is not checked. Never throws. */
export const readValueHeader = (bytes: Uint8Array): Reading<ValueHeader> => {
  const value = readValue(bytes);
  return value.ok ? value.value.header : value;
};

/** What the value holds. `unreadable` under another key than the one it names. Never throws. */
export const openSignedValue = (value: ReadValue, dataKey: DataKey): Reading<ValueContent> => {
  const plaintext = openSigned(value, dataKey);
  return plaintext.ok ? readContent(plaintext.value) : plaintext;
};
