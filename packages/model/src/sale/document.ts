import { field, record } from '../schema/record.ts';
import { integer, text, word } from '../schema/scalar.ts';
import type { ShapeOf } from '../schema/shape.ts';

/** The kinds of numbered document of this version. Each is numbered 1..n without a gap per till series. */
export const DOCUMENT_KINDS = ['receipt', 'refund', 'z'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** `label` is what is printed, such as `H1-7KQ2-R-17`: till code, series tag, kind's letter, number. */
export const documentNumber = record({
  kind: field(1, word(...DOCUMENT_KINDS)),
  number: field(2, integer(1)),
  label: field(3, text(64, 1)),
});
export type DocumentNumber = ShapeOf<typeof documentNumber>;

/** R for a receipt, C for a refund (credit), Z. */
const LETTERS: Readonly<Record<DocumentKind, string>> = { receipt: 'R', refund: 'C', z: 'Z' };

/** The number a till's next document of a kind gets: one more than the last of its series. */
export const nextDocument = (
  state: { readonly documentNumbers: Readonly<Record<DocumentKind, number>> },
  till: { readonly code: string; readonly seriesTag: string },
  kind: DocumentKind,
): DocumentNumber => {
  const number = state.documentNumbers[kind] + 1;
  return { kind, number, label: `${till.code}-${till.seriesTag}-${LETTERS[kind]}-${number}` };
};
