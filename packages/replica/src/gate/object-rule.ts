import { toHex } from '../cbor/bytes.ts';
import { readSign1, type Sign1, verifySign1 } from '../cose/sign1.ts';
import { type SignedObject, verifySigned } from '../cose/signed-object.ts';
import type { CarriedObject, DocumentRef } from '../document/document-ref.ts';
import { readEntry } from '../entry/entry.ts';
import { deviceIdOf } from '../key/device-key.ts';
import { segmentOf } from '../document/segment.ts';
import { readStated } from '../statement/content.ts';
import { openStatement, readStatement, ROOT_KID } from '../statement/statement.ts';
import { readValue } from '../value/value.ts';
import type { SignerTable } from './signers.ts';

/** `unknown`: signed by nobody who is known here yet. */
export type ObjectVerdict = 'good' | 'unknown' | { readonly reason: string };

const refuse = (reason: string): ObjectVerdict => ({ reason });

/** Signed by the device that it names, a newer format included. */
const bySigner = <Header>(
  object: SignedObject<Header>,
  signers: SignerTable,
  judge: (header: Header, signer: string) => ObjectVerdict,
): ObjectVerdict => {
  const signer = toHex(object.parts.kid);
  const key = signers.keyOf(signer);
  if (!object.header.ok && object.header.verdict !== 'not-understood') return refuse(object.header.reason);
  if (key === null) return object.header.ok ? worse(judge(object.header.value, signer)) : 'unknown';
  const verified = verifySigned(object, key);
  if (verified.ok) return judge(verified.value, signer);
  return verified.verdict === 'not-understood' ? 'good' : refuse(verified.reason);
};

/** What would be good is unknown without its signer's key. */
const worse = (verdict: ObjectVerdict): ObjectVerdict => (verdict === 'good' ? 'unknown' : verdict);

const judgeEntry = (
  { parts: [series = '', segment = ''] }: DocumentRef,
  bytes: Uint8Array,
  signers: SignerTable,
): ObjectVerdict => {
  const entry = readEntry(bytes);
  if (!entry.ok) return refuse(entry.reason);
  const writer = signers.writerOf(series);
  if (writer === null || toHex(entry.value.parts.kid) !== writer)
    return refuse('an entry that is not of the device of this series');
  const verdict = bySigner(entry.value, signers, (header) => {
    if (header.series !== series) return refuse('an entry of another series');
    return String(segmentOf(header.sequence)) === segment ? 'good' : refuse('an entry of another segment');
  });
  return verdict === 'unknown' ? refuse('an entry of a device that nobody lists') : verdict;
};

const judgeValue = (
  { kind, parts }: DocumentRef,
  { key, bytes }: CarriedObject,
  signers: SignerTable,
): ObjectVerdict => {
  const value = readValue(bytes);
  if (!value.ok) return refuse(value.reason);
  if (kind === 'stock') {
    const writer = signers.writerOf(parts[1] ?? '');
    if (writer === null || toHex(value.value.parts.kid) !== writer)
      return refuse('a value that is not of the device of this series');
  }
  return bySigner(value.value, signers, ({ subject }) =>
    subject === key ? 'good' : refuse('a value under another key than its own'),
  );
};

const signedByRoot = (parts: Sign1, signers: SignerTable): ObjectVerdict => {
  if (signers.rootKey === null) return 'unknown';
  return verifySign1(parts, signers.rootKey) ? 'good' : refuse('a signature that does not fit');
};

const judgeStatement = (bytes: Uint8Array, signers: SignerTable): ObjectVerdict => {
  const parts = readSign1(bytes);
  if (!parts.ok) return refuse(parts.reason);
  const statement = readStatement(bytes);
  if (!statement.ok && statement.verdict !== 'not-understood') return refuse(statement.reason);
  const signer = toHex(parts.value.kid);
  if (signer === toHex(ROOT_KID)) return signedByRoot(parts.value, signers);
  const key = signers.keyOf(signer);
  if (key === null) return 'unknown';
  return verifySign1(parts.value, key) ? 'good' : refuse('a signature that does not fit');
};

/** Learns the keys that statements name. A device's id is its key's hash, so nothing else has to be believed. */
export const learnKeys = (objects: readonly CarriedObject[], signers: SignerTable): void => {
  for (const { bytes } of objects) {
    const statement = readStatement(bytes);
    if (!statement.ok || statement.value.dataKeyId !== null) continue;
    const content = openStatement(statement.value, undefined);
    const stated = content.ok ? readStated(content.value, false) : content;
    if (!stated.ok || stated.value.kind !== 'device') continue;
    const { deviceId, signKey } = stated.value.body;
    if (deviceIdOf(signKey) === deviceId) signers.name(deviceId, signKey);
  }
};

/**
 * Whether an object may stand in a document: signed by whom it names, and by the one device that may write there
 * where there is one, and about the place where it stands. What it says is for its readers. Never throws.
 */
export const judgeObject = (ref: DocumentRef, object: CarriedObject, signers: SignerTable): ObjectVerdict => {
  switch (ref.kind) {
    case 'registry':
    case 'directory':
      return judgeStatement(object.bytes, signers);
    case 'ledger':
      return judgeEntry(ref, object.bytes, signers);
    case 'catalog':
    case 'stock':
      return judgeValue(ref, object, signers);
  }
};
