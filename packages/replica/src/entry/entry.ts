import { fromHex, toHex } from '../cbor/bytes.ts';
import { encodeCanonical, type Wire } from '../cbor/canonical.ts';
import type { HybridTime } from '../clock/hybrid-clock.ts';
import { encrypt0 } from '../cose/encrypt0.ts';
import { isBytesOf, isIntegerIn } from '../cose/field.ts';
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
import { openSigned, readSigned, type SignedObject, verifySigned } from '../cose/signed-object.ts';
import type { DataKey } from '../key/data-key.ts';
import type { DeviceKeys } from '../key/device-key.ts';
import { sha256 } from '../key/hash.ts';
import { type RandomBytes, systemRandom } from '../key/random.ts';
import { type EntryPayload, payloadWire, readPayload } from './payload.ts';

const ENTRY_FORMAT = 1;

/** What anyone with the public keys can read and check without opening the entry. */
export type EntryHeader = {
  /** The author, 32 hexadecimal digits. */
  readonly deviceId: string;
  /** 16 hexadecimal digits; see `createSeriesId`. */
  readonly series: string;
  /** From 1, without gaps. */
  readonly sequence: number;
  /** SHA-256 of the entry before it in the series; no bytes for the first. */
  readonly previous: Uint8Array;
  readonly clock: HybridTime;
  /** Hashes of the registry statements that nothing followed as far as the author knew. */
  readonly registryHeads: readonly Uint8Array[];
  readonly dataKeyId: Uint8Array;
};

export type EntryDraft = Omit<EntryHeader, 'deviceId' | 'dataKeyId'> & { readonly payload: EntryPayload };

/** An entry is its SHA-256: 32 bytes over the whole tagged object. */
export const entryHash = (bytes: Uint8Array): Uint8Array => sha256(bytes);

/**
 * A new series: the first half names the device, so that no device can claim the series of another;
 * the second is random, so that two lives of one journal never meet.
 */
export const createSeriesId = (deviceId: string, random: RandomBytes = systemRandom): string =>
  deviceId.slice(0, 8) + toHex(random(4));

/**
 * Seals and signs an entry: COSE_Sign1 over a COSE_Encrypt0 that is bound to the outer header.
 * A draft that no reader would accept is a bug of the caller (TypeError).
 */
export const sealEntry = (
  draft: EntryDraft,
  keys: DeviceKeys,
  dataKey: DataKey,
  random: RandomBytes = systemRandom,
): Uint8Array => {
  const header = sign1Header(
    fromHex(keys.deviceId),
    new Map<number, Wire>([
      [LABEL.format, [OBJECT_TYPE.entry, ENTRY_FORMAT]],
      [LABEL.series, fromHex(draft.series)],
      [LABEL.sequence, draft.sequence],
      [LABEL.previous, draft.previous],
      [LABEL.clock, clockWire(draft.clock)],
      [LABEL.registryHeads, hashesWire(draft.registryHeads)],
      [LABEL.dataKeyId, dataKey.id],
    ]),
  );
  const plaintext = encodeCanonical(payloadWire(draft.payload));
  const payload = readPayload(plaintext);
  if (!payload.ok) throw new TypeError(`an entry's payload: ${payload.reason}`);
  const bytes = sign1(header, encrypt0(plaintext, dataKey.key, header, random), keys.signPrivate);
  const read = readEntryHeader(bytes);
  if (!read.ok) throw new TypeError(`an entry's header: ${read.reason}`);
  return bytes;
};

const LABELS = [
  LABEL.series,
  LABEL.sequence,
  LABEL.previous,
  LABEL.clock,
  LABEL.registryHeads,
  LABEL.dataKeyId,
] as const;

const headerOf = (parts: Sign1): Reading<EntryHeader> => {
  const { header } = parts;
  const misread = checkFormat(header, OBJECT_TYPE.entry, ENTRY_FORMAT, LABELS);
  if (misread !== undefined) return misread;
  const series = header.get(LABEL.series);
  const sequence = header.get(LABEL.sequence);
  const previous = header.get(LABEL.previous);
  const clock = readClock(header.get(LABEL.clock));
  const registryHeads = readHashes(header.get(LABEL.registryHeads));
  const dataKeyId = readDataKeyId(header.get(LABEL.dataKeyId));
  if (parts.kid.length !== 16) return invalid('a key id that names no device');
  if (!isBytesOf(series, 8)) return invalid('no series');
  if (!isIntegerIn(sequence, 1)) return invalid('no sequence');
  if (!isBytesOf(previous, sequence === 1 ? 0 : 32))
    return invalid('a previous hash that does not fit the sequence');
  if (clock === undefined) return invalid('no clock');
  if (registryHeads === undefined) return invalid('no registry heads');
  if (dataKeyId === undefined) return invalid('no data key id');
  const deviceId = toHex(parts.kid);
  return {
    ok: true,
    value: { deviceId, series: toHex(series), sequence, previous, clock, registryHeads, dataKeyId },
  };
};

/** An entry taken apart once. */
export type ReadEntry = SignedObject<EntryHeader>;

/** Takes bytes from anywhere apart; neither signature nor header is judged. Never throws. */
export const readEntry = (bytes: Uint8Array): Reading<ReadEntry> => readSigned(bytes, headerOf);

/** What the entry says of itself; the signature is not checked. Never throws. */
export const readEntryHeader = (bytes: Uint8Array): Reading<EntryHeader> => {
  const entry = readEntry(bytes);
  return entry.ok ? entry.value.header : entry;
};

/** As `verifySigned`, of bytes. */
export const verifyEntry = (bytes: Uint8Array, signKey: Uint8Array): Reading<EntryHeader> => {
  const entry = readEntry(bytes);
  return entry.ok ? verifySigned(entry.value, signKey) : entry;
};

/** What the entry holds. `unreadable` under another key than the one it names. Never throws. */
export const openEntry = (entry: ReadEntry, dataKey: DataKey): Reading<EntryPayload> => {
  const plaintext = openSigned(entry, dataKey);
  return plaintext.ok ? readPayload(plaintext.value) : plaintext;
};
