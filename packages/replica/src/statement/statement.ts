import { field, integer, parse, record, type ShapeOf, text, type Wire } from '@tillmesh/model';
import { equalBytes, fromHex, toHex, utf8 } from '../cbor/bytes.ts';
import { decodeCanonical, encodeCanonical } from '../cbor/canonical.ts';
import { anyWire } from '../cbor/wire-shape.ts';
import type { HybridTime } from '../clock/hybrid-clock.ts';
import { decrypt0, encrypt0 } from '../cose/encrypt0.ts';
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
  unreadable,
} from '../cose/label.ts';
import { readSign1, type Sign1, sign1, sign1Header, verifySign1 } from '../cose/sign1.ts';
import type { DataKey } from '../key/data-key.ts';
import type { DeviceKeys } from '../key/device-key.ts';
import { sha256 } from '../key/hash.ts';
import { type RandomBytes, systemRandom } from '../key/random.ts';
import type { RootKeys } from './root-key.ts';

const STATEMENT_FORMAT = 1;
/** Signer of what the root key signs; a device has 32 hexadecimal digits. */
export const ROOT = 'root';
/** The key id that stands for it. */
export const ROOT_KID: Uint8Array = utf8(ROOT);

export type Signer =
  | { readonly kind: 'root'; readonly root: RootKeys }
  /** An owner key that the admin devices named. */
  | { readonly kind: 'owner'; readonly owner: RootKeys }
  | { readonly kind: 'device'; readonly keys: DeviceKeys };

/** What anyone may read of a statement. */
export type StatementHeader = {
  /** A device id, the id of a later owner key, or `ROOT`. */
  readonly signer: string;
  /** Hashes of the statements that it follows; only the organisation's first has none. */
  readonly parents: readonly Uint8Array[];
  readonly clock: HybridTime;
  /** The key under which it is sealed; null when it is open to everybody. */
  readonly dataKeyId: Uint8Array | null;
};

const contentShape = record({
  kind: field(1, text(64, 1)),
  version: field(2, integer(1)),
  body: field(3, anyWire),
});
/** What is stated; for a sealed statement the kind is sealed too. */
export type StatementContent = ShapeOf<typeof contentShape>;

export type StatementDraft = Omit<StatementHeader, 'signer' | 'dataKeyId'> & StatementContent;

/** A statement taken apart, its signature not checked yet. */
export type Statement = StatementHeader & { readonly hash: Uint8Array; readonly parts: Sign1 };

/** A statement is its SHA-256. */
export const statementHash = (bytes: Uint8Array): Uint8Array => sha256(bytes);

const signingPartsOf = (signer: Signer): readonly [kid: Uint8Array, seed: Uint8Array] => {
  switch (signer.kind) {
    case 'root':
      return [ROOT_KID, signer.root.signPrivate];
    case 'owner':
      return [fromHex(signer.owner.ownerId), signer.owner.signPrivate];
    case 'device':
      return [fromHex(signer.keys.deviceId), signer.keys.signPrivate];
  }
};

/**
 * Signs a statement, open (`dataKey` null) or sealed. A draft that no reader would accept is a bug of
 * the caller (TypeError).
 */
export const signStatement = (
  draft: StatementDraft,
  signer: Signer,
  dataKey: DataKey | null,
  random: RandomBytes = systemRandom,
): Uint8Array => {
  const fields = new Map<number, Wire>([
    [LABEL.format, [OBJECT_TYPE.statement, STATEMENT_FORMAT]],
    [LABEL.parents, hashesWire(draft.parents)],
    [LABEL.clock, clockWire(draft.clock)],
  ]);
  if (dataKey !== null) fields.set(LABEL.dataKeyId, dataKey.id);
  const [kid, seed] = signingPartsOf(signer);
  const header = sign1Header(kid, fields);
  const { kind, version, body } = draft;
  const plaintext = encodeCanonical(contentShape.encode({ kind, version, body }));
  const payload = dataKey === null ? plaintext : encrypt0(plaintext, dataKey.key, header, random);
  const bytes = sign1(header, payload, seed);
  const read = readStatement(bytes);
  const content = readContent(plaintext);
  if (!read.ok || !content.ok) throw new TypeError(`a statement nobody would accept: ${kind}`);
  return bytes;
};

const LABELS = [LABEL.parents, LABEL.clock, LABEL.dataKeyId] as const;

/** What a statement says of itself. Never throws. */
export const readStatement = (bytes: Uint8Array): Reading<Statement> => {
  const read = readSign1(bytes);
  if (!read.ok) return invalid(read.reason);
  const { header, kid } = read.value;
  const misread = checkFormat(header, OBJECT_TYPE.statement, STATEMENT_FORMAT, LABELS);
  if (misread !== undefined) return misread;
  const parents = readHashes(header.get(LABEL.parents));
  const clock = readClock(header.get(LABEL.clock));
  const isSealed = header.has(LABEL.dataKeyId);
  const dataKeyId = readDataKeyId(header.get(LABEL.dataKeyId));
  const isRoot = equalBytes(kid, ROOT_KID);
  if (!isRoot && kid.length !== 16) return invalid('a key id that names nobody');
  if (parents === undefined) return invalid('no parents');
  if (clock === undefined) return invalid('no clock');
  if (isSealed && dataKeyId === undefined) return invalid('no data key id');
  const signer = isRoot ? ROOT : toHex(kid);
  const hash = statementHash(bytes);
  return {
    ok: true,
    value: { signer, parents, clock, dataKeyId: dataKeyId ?? null, hash, parts: read.value },
  };
};

/** Whether the holder of this Ed25519 key (32 bytes) signed it; that it is the signer's key is the caller's. */
export const verifyStatement = (statement: Statement, signKey: Uint8Array): boolean =>
  verifySign1(statement.parts, signKey);

const readContent = (plaintext: Uint8Array): Reading<StatementContent> => {
  const decoded = decodeCanonical(plaintext);
  if (!decoded.ok) return invalid(decoded.reason);
  const parsed = parse(() => contentShape.decode(decoded.value, 'statement'));
  return parsed.ok ? parsed : invalid(parsed.error.message);
};

/** What is stated. `unreadable` when it is sealed and the key is not at hand. Never throws. */
export const openStatement = (
  statement: Statement,
  dataKey: DataKey | undefined,
): Reading<StatementContent> => {
  const { parts, dataKeyId } = statement;
  if (dataKeyId === null) return readContent(parts.payload);
  if (dataKey === undefined || !equalBytes(dataKey.id, dataKeyId))
    return unreadable('sealed under another key');
  const plaintext = decrypt0(parts.payload, dataKey.key, parts.protectedBytes);
  return plaintext.ok ? readContent(plaintext.value) : invalid(plaintext.reason);
};
