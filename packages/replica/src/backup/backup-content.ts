import { concatBytes } from '../cbor/bytes.ts';
import { decodeCanonical, encodeCanonical, type Wire } from '../cbor/canonical.ts';
import { STORAGE_KEY_BYTES } from '../key/at-rest.ts';
import type { DeviceFolder } from '../key/device-folder.ts';
import { deviceKeysOf } from '../key/device-key.ts';
import type { OrganisationFile } from '../setup/organisation-file.ts';
import { damagedFile } from './backup-fault.ts';

/** What a snapshot of till.db is known by. */
export type SnapshotFacts = {
  readonly size: number;
  /** SHA-256 of the file. */
  readonly sha256: Uint8Array;
  /** Of its schema. */
  readonly version: number;
  /** How many signed objects it holds. */
  readonly objects: number;
  /** The till's present series and its last entry in it; null before the first start. */
  readonly series: string | null;
  readonly sequence: number;
};

/**
 * What a backup holds, sealed: 4 bytes of length, then a map in deterministic CBOR, then the snapshot.
 * 1 Ed25519 private key, 2 X25519 private key, 3 TLS key and 4 certificate (PEM), 5 storage key,
 * 6 organisation, 7 its statements, 8 the snapshot's [size, SHA-256, schema, objects, series, sequence].
 */
export type BackupManifest = {
  readonly device: DeviceFolder;
  readonly organisation: OrganisationFile;
  readonly snapshot: SnapshotFacts;
};

const LENGTH_BYTES = 4;
/** A registry of many thousand statements has a few megabytes. */
const MAX_MANIFEST_BYTES = 256 * 1024 * 1024;

export const encodeManifest = ({ device, organisation, snapshot }: BackupManifest): Uint8Array => {
  const { keys, storageKey } = device;
  const { size, sha256, version, objects, series, sequence } = snapshot;
  const map = encodeCanonical(
    new Map<number, Wire>([
      [1, keys.signPrivate],
      [2, keys.agreePrivate],
      [3, keys.tlsPrivateKeyPem],
      [4, keys.tlsCertificatePem],
      [5, storageKey],
      [6, organisation.organisationId],
      [7, [...organisation.statements]],
      [8, [size, sha256, version, objects, series, sequence]],
    ]),
  );
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, map.length);
  return concatBytes(length, map);
};

const snapshotIn = (wire: Wire | undefined): SnapshotFacts | null => {
  if (!Array.isArray(wire)) return null;
  const [size, sha256, version, objects, series, sequence] = wire as readonly Wire[];
  if (typeof size !== 'number' || !(sha256 instanceof Uint8Array) || typeof version !== 'number') return null;
  if (typeof objects !== 'number' || typeof sequence !== 'number') return null;
  if (series !== null && typeof series !== 'string') return null;
  return { size, sha256, version, objects, series, sequence };
};

const isBytesList = (wire: Wire | undefined): wire is Uint8Array[] =>
  Array.isArray(wire) && wire.every((item) => item instanceof Uint8Array);

const manifestIn = (wire: Wire): BackupManifest | null => {
  if (!(wire instanceof Map)) return null;
  const map = wire as ReadonlyMap<number, Wire>;
  const [signPrivate, agreePrivate, tlsPrivateKeyPem, tlsCertificatePem, storageKey, organisationId] = [
    1, 2, 3, 4, 5, 6,
  ].map((key) => map.get(key));
  const statements = map.get(7);
  const snapshot = snapshotIn(map.get(8));
  if (!(signPrivate instanceof Uint8Array && agreePrivate instanceof Uint8Array)) return null;
  if (typeof tlsPrivateKeyPem !== 'string' || typeof tlsCertificatePem !== 'string') return null;
  if (!(storageKey instanceof Uint8Array && storageKey.length === STORAGE_KEY_BYTES)) return null;
  if (typeof organisationId !== 'string' || !isBytesList(statements) || snapshot === null) return null;
  const keys = deviceKeysOf({ signPrivate, agreePrivate, tlsPrivateKeyPem, tlsCertificatePem });
  return { device: { keys, storageKey }, organisation: { organisationId, statements }, snapshot };
};

const decodeManifest = (file: string, bytes: Uint8Array): BackupManifest => {
  const decoded = decodeCanonical(bytes);
  const manifest = decoded.ok ? manifestIn(decoded.value) : null;
  if (manifest === null) throw damagedFile(file, 'what it holds is not as it should be');
  return manifest;
};

/** The opened content as a manifest and then the bytes of the snapshot. */
export type OpenedContent = {
  readonly manifest: BackupManifest;
  readonly snapshot: Generator<Uint8Array>;
};

/** Throws the Fault `BACKUP-DAMAGED` when the content is not what we write. */
export const splitContent = (file: string, chunks: Generator<Uint8Array>): OpenedContent => {
  let held: Uint8Array = new Uint8Array(0);
  const fill = (length: number): void => {
    while (held.length < length) {
      const next = chunks.next();
      if (next.done === true) throw damagedFile(file, 'it ends too early');
      held = concatBytes(held, next.value);
    }
  };
  fill(LENGTH_BYTES);
  const length = new DataView(held.buffer, held.byteOffset).getUint32(0);
  if (length > MAX_MANIFEST_BYTES) throw damagedFile(file, 'what it holds is not as it should be');
  fill(LENGTH_BYTES + length);
  const manifest = decodeManifest(file, held.slice(LENGTH_BYTES, LENGTH_BYTES + length));
  const rest = held.slice(LENGTH_BYTES + length);
  function* snapshot(): Generator<Uint8Array> {
    if (rest.length > 0) yield rest;
    yield* chunks;
  }
  return { manifest, snapshot: snapshot() };
};
