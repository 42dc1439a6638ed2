import type { FactOf } from '../../fact/fact.ts';
import type { DocumentFact } from './document-fact.ts';

/** What a fiscal device made of a document; that it failed is said in words, as the law of many countries wants. */
export type FiscalBlock =
  | { readonly status: 'none' }
  | {
      readonly status: 'signed';
      readonly provider: string;
      readonly block: readonly { readonly name: string; readonly value: string }[];
    }
  | { readonly status: 'failed'; readonly words: string };

const FAILED = 'The fiscal device failed.';

/**
 * The block of a document, of all that its device said of it. What was signed once stays signed, whatever came
 * after; the first signature counts.
 */
export const fiscalBlockOf = (
  fact: DocumentFact,
  signatures: readonly FactOf<'document.signed'>[],
): FiscalBlock => {
  const signed = signatures.find(({ outcome }) => outcome === 'signed');
  if (signed !== undefined) return { status: 'signed', provider: signed.provider, block: signed.block };
  const failed = signatures.at(-1);
  if (failed !== undefined) {
    return { status: 'failed', words: failed.detail === undefined ? FAILED : `${FAILED} ${failed.detail}` };
  }
  return fact.kind === 'sale.completed' && fact.fiscalFailed === true
    ? { status: 'failed', words: FAILED }
    : { status: 'none' };
};
