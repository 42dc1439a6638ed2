import { toHex } from '../cbor/bytes.ts';
import type { Wire } from '../cbor/canonical.ts';
import { type HybridTime, MAX_COUNTER, MAX_UTC_MS } from '../clock/hybrid-clock.ts';
import { isBytesOf, isHashList, isIntegerIn } from './field.ts';
import { COSE_HEADER, type CoseHeader } from './header.ts';

/**
 * Our labels in protected headers, from RFC 9052's range for private use (below -65536). They are for
 * ever: a label never gets another meaning, and a changed header is a new format version.
 */
export const LABEL = {
  /** [object type, format version] */
  format: -65537,
  /** 8 bytes */
  series: -65538,
  /** integer from 1 */
  sequence: -65539,
  /** SHA-256 of the entry before it, or no bytes for the first */
  previous: -65540,
  /** [UTC milliseconds, counter] */
  clock: -65541,
  /** sorted SHA-256 hashes of statements */
  registryHeads: -65542,
  /** 16 bytes: the key under which the payload is sealed */
  dataKeyId: -65543,
  /** sorted SHA-256 hashes of the objects of the same kind that this one follows */
  parents: -65544,
  /** text: what a value is the value of */
  subject: -65545,
  /** 16 bytes: the person who set a value, or null */
  staff: -65546,
} as const;

/** The first part of `format`: no object can pass for one of another type. */
export const OBJECT_TYPE = { entry: 1, statement: 2, value: 3, holding: 4 } as const;

/** More parents or registry heads than this are never needed and would make every object large. */
export const MAX_HASHES = 1_024;

/**
 * What became of foreign bytes. `invalid` for ever and everywhere; `not-understood` by this version;
 * `unreadable` without the key.
 */
export type Reading<T> = { readonly ok: true; readonly value: T } | Misread;
export type Misread = {
  readonly ok: false;
  readonly verdict: 'invalid' | 'not-understood' | 'unreadable';
  readonly reason: string;
};

export const invalid = (reason: string): Misread => ({ ok: false, verdict: 'invalid', reason });
export const notUnderstood = (reason: string): Misread => ({ ok: false, verdict: 'not-understood', reason });
export const unreadable = (reason: string): Misread => ({ ok: false, verdict: 'unreadable', reason });

/** Undefined when the header is of this type and version and names no label but these. */
export const checkFormat = (
  header: CoseHeader,
  type: number,
  version: number,
  labels: readonly number[],
): Misread | undefined => {
  const format = header.get(LABEL.format);
  if (!Array.isArray(format) || format.length !== 2) return invalid('no format');
  const [itsType, itsVersion] = format as readonly Wire[];
  if (itsType !== type) return invalid('an object of another type');
  if (!isIntegerIn(itsVersion, 1)) return invalid('no format version');
  if (itsVersion > version) return notUnderstood(`format version ${itsVersion}`);
  const known = new Set<number>([COSE_HEADER.alg, COSE_HEADER.kid, LABEL.format, ...labels]);
  return [...header.keys()].every((label) => known.has(label))
    ? undefined
    : invalid('an unknown header label');
};

export const clockWire = (clock: HybridTime): Wire => [clock.utcMs, clock.counter];

export const readClock = (wire: Wire | undefined): HybridTime | undefined => {
  if (!Array.isArray(wire) || wire.length !== 2) return undefined;
  const [utcMs, counter] = wire as readonly Wire[];
  return isIntegerIn(utcMs, 0, MAX_UTC_MS) && isIntegerIn(counter, 0, MAX_COUNTER)
    ? { utcMs, counter }
    : undefined;
};

/** Sorted and without doubles, as the header wants them. */
export const hashesWire = (hashes: readonly Uint8Array[]): readonly Uint8Array[] => {
  const byName = new Map(hashes.map((hash) => [toHex(hash), hash]));
  return [...byName.keys()].sort().flatMap((name) => byName.get(name) ?? []);
};

export const readHashes = (wire: Wire | undefined): readonly Uint8Array[] | undefined =>
  isHashList(wire, MAX_HASHES) ? wire : undefined;

export const readDataKeyId = (wire: Wire | undefined): Uint8Array | undefined =>
  isBytesOf(wire, 16) ? wire : undefined;
