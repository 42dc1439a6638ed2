import { equalBytes, toHex } from '../cbor/bytes.ts';
import { readSign1, type Sign1, verifySign1 } from '../cose/sign1.ts';
import { type SignedObject, verifySigned } from '../cose/signed-object.ts';
import type { CarriedObject, DocumentRef } from '../document/document-ref.ts';
import { segmentOf } from '../document/segment.ts';
import { readEntry } from '../entry/entry.ts';
import { readStatement, ROOT_KID } from '../statement/statement.ts';
import { readValue } from '../value/value.ts';
import type { KnownSigners } from './signers.ts';

/** Why an object may not stand where it is put; null: it may. */
export type ObjectFault = string | null;

const NO_FAULT: ObjectFault = null;
const MISFIT = 'a signature that does not fit';
const NOBODYS = 'signed by nobody who is known';

/** Signed by the device that it names, a newer format included. */
const bySigner = <Header>(
  object: SignedObject<Header>,
  known: KnownSigners,
  judge: (header: Header) => ObjectFault,
): ObjectFault => {
  if (!object.header.ok && object.header.verdict !== 'not-understood') return object.header.reason;
  const key = known.keyOf(toHex(object.parts.kid));
  if (key === null) return NOBODYS;
  const verified = verifySigned(object, key);
  if (verified.ok) return judge(verified.value);
  return verified.verdict === 'not-understood' ? NO_FAULT : verified.reason;
};

const judgeEntry = (
  { parts: [series = '', segment = ''] }: DocumentRef,
  bytes: Uint8Array,
  known: KnownSigners,
): ObjectFault => {
  const entry = readEntry(bytes);
  if (!entry.ok) return entry.reason;
  const writer = known.writerOf(series);
  if (writer === null || toHex(entry.value.parts.kid) !== writer)
    return 'an entry that is not of the device of this series';
  return bySigner(entry.value, known, (header) => {
    if (header.series !== series) return 'an entry of another series';
    return String(segmentOf(header.sequence)) === segment ? NO_FAULT : 'an entry of another segment';
  });
};

const judgeValue = (
  { kind, parts }: DocumentRef,
  { key, bytes }: CarriedObject,
  known: KnownSigners,
): ObjectFault => {
  const value = readValue(bytes);
  if (!value.ok) return value.reason;
  if (kind === 'stock') {
    const writer = known.writerOf(parts[1] ?? '');
    if (writer === null || toHex(value.value.parts.kid) !== writer)
      return 'a value that is not of the device of this series';
  }
  return bySigner(value.value, known, ({ subject }) =>
    subject === key ? NO_FAULT : 'a value under another key than its own',
  );
};

const keyOfStatement = ({ kid }: Sign1, known: KnownSigners): Uint8Array | null =>
  equalBytes(kid, ROOT_KID) ? known.rootKey : known.keyOf(toHex(kid));

const judgeStatement = (bytes: Uint8Array, known: KnownSigners): ObjectFault => {
  const parts = readSign1(bytes);
  if (!parts.ok) return parts.reason;
  const statement = readStatement(bytes);
  if (!statement.ok && statement.verdict !== 'not-understood') return statement.reason;
  const key = keyOfStatement(parts.value, known);
  if (key === null) return NOBODYS;
  return verifySign1(parts.value, key) ? NO_FAULT : MISFIT;
};

/**
 * Signed by somebody whom nobody here knows yet, where that may be for want of the registry: it can be judged once
 * that tells more. Whose ledgers and stock there are is known before those documents are opened.
 */
export const isOfNobodyKnown = (
  { kind }: DocumentRef,
  { bytes }: CarriedObject,
  known: KnownSigners,
): boolean => {
  if (kind === 'ledger' || kind === 'stock') return false;
  const parts = readSign1(bytes);
  if (!parts.ok) return false;
  const key = kind === 'catalog' ? known.keyOf(toHex(parts.value.kid)) : keyOfStatement(parts.value, known);
  return key === null;
};

/**
 * Whether an object may stand in a document: signed by whom it names, and by the one device that may write there
 * where there is one, and about the place where it stands. What it says is for its readers. Never throws.
 */
export const judgeObject = (ref: DocumentRef, object: CarriedObject, known: KnownSigners): ObjectFault => {
  switch (ref.kind) {
    case 'registry':
    case 'directory':
      return judgeStatement(object.bytes, known);
    case 'ledger':
      return judgeEntry(ref, object.bytes, known);
    case 'catalog':
    case 'stock':
      return judgeValue(ref, object, known);
  }
};
