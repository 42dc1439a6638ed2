import { fromHex, toHex } from '../cbor/bytes.ts';
import type { Wire } from '../cbor/canonical.ts';
import { isBytesOf, isIntegerIn } from '../cose/field.ts';
import {
  checkFormat,
  clockWire,
  invalid,
  LABEL,
  OBJECT_TYPE,
  readClock,
  type Reading,
} from '../cose/label.ts';
import { type Sign1, sign1, sign1Header } from '../cose/sign1.ts';
import { readSigned, verifySigned } from '../cose/signed-object.ts';
import type { DeviceKeys } from '../key/device-key.ts';

const HOLDING_FORMAT = 1;
const HASH_BYTES = 32;
/** A holding has some 180; what is larger is none. */
const HOLDING_MAX_BYTES = 512;

/**
 * "I hold this entry, and all earlier ones of the series, on my disk", signed by the holder, so that others can pass it
 * on to the author. Of several of one holder and series the latest counts.
 */
export type Holding = {
  /** The holder. */
  readonly deviceId: string;
  readonly series: string;
  readonly sequence: number;
  /** Of the entry at that place. */
  readonly hash: Uint8Array;
  /** When, by the holder's clock; UTC. */
  readonly atMs: number;
};

export const signHolding = (
  { series, sequence, hash, atMs }: Omit<Holding, 'deviceId'>,
  keys: DeviceKeys,
): Uint8Array => {
  const header = sign1Header(
    fromHex(keys.deviceId),
    new Map<number, Wire>([
      [LABEL.format, [OBJECT_TYPE.holding, HOLDING_FORMAT]],
      [LABEL.series, fromHex(series)],
      [LABEL.sequence, sequence],
      [LABEL.clock, clockWire({ utcMs: atMs, counter: 0 })],
    ]),
  );
  return sign1(header, hash, keys.signPrivate);
};

const LABELS = [LABEL.series, LABEL.sequence, LABEL.clock] as const;

const headerOf = ({ header, kid, payload }: Sign1): Reading<Holding> => {
  const misread = checkFormat(header, OBJECT_TYPE.holding, HOLDING_FORMAT, LABELS);
  if (misread !== undefined) return misread;
  const series = header.get(LABEL.series);
  const sequence = header.get(LABEL.sequence);
  const clock = readClock(header.get(LABEL.clock));
  if (kid.length !== 16) return invalid('a key id that names no device');
  if (!isBytesOf(series, 8)) return invalid('no series');
  if (!isIntegerIn(sequence, 1)) return invalid('no sequence');
  if (clock === undefined) return invalid('no clock');
  if (payload.length !== HASH_BYTES) return invalid('no hash');
  const { utcMs: atMs } = clock;
  return { ok: true, value: { deviceId: toHex(kid), series: toHex(series), sequence, hash: payload, atMs } };
};

/** What it says; the signature is not checked. Never throws. */
export const readHolding = (bytes: Uint8Array): Reading<Holding> => {
  if (bytes.length > HOLDING_MAX_BYTES) return invalid('too large');
  const signed = readSigned(bytes, headerOf);
  return signed.ok ? signed.value.header : signed;
};

/** The same, when the holder of `signKey` signed these very bytes. Never throws. */
export const verifyHolding = (bytes: Uint8Array, signKey: Uint8Array): Reading<Holding> => {
  if (bytes.length > HOLDING_MAX_BYTES) return invalid('too large');
  const signed = readSigned(bytes, headerOf);
  return signed.ok ? verifySigned(signed.value, signKey) : signed;
};
