import { hash } from 'node:crypto';
import {
  parseAutomergeUrl,
  stringifyAutomergeUrl,
  type BinaryDocumentId,
  type DocumentId,
} from '@automerge/automerge-repo';
import { refName, refProblem, type DocumentRef } from './document-ref.ts';

const SCHEME = 'tillmesh/v1';
const ID_BYTES = 16;

/**
 * The id under which every device of an organisation (hex) finds a document: derived, never handed out,
 * `bs58check(sha256("tillmesh/v1\0" + organisation + "\0" + kind + "\0" + parts joined by "\0")[0..16])`.
 * Parts hold no zero and their number is fixed by kind, so two references never give one name.
 */
export const documentIdOf = (organisation: string, ref: DocumentRef): DocumentId => {
  const problem = refProblem(ref);
  if (problem !== null) throw new Error(`${refName(ref)}: ${problem}`);
  const digest = hash('sha256', [SCHEME, organisation, ref.kind, ...ref.parts].join('\0'), 'buffer');
  const binary = Uint8Array.from(digest.subarray(0, ID_BYTES)) as BinaryDocumentId;
  return parseAutomergeUrl(stringifyAutomergeUrl(binary)).documentId;
};
