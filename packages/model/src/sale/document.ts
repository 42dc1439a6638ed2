import { field, optional, record } from '../schema/record.ts';
import { id, integer, text, word } from '../schema/scalar.ts';
import type { ShapeOf } from '../schema/shape.ts';

/** The kinds of document. Each is numbered 1..n without a gap per till series, and per fiscal year where the country says so. */
export const DOCUMENT_KINDS = [
  'receipt',
  'invoice',
  'credit-note',
  'void',
  'quote',
  'gift-receipt',
  'training-receipt',
  'z',
  'supplement',
] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/**
 * `label` is what is printed, such as `H1-7KQ2-R-17`, or `H1-7KQ2-R-2026-17` where numbers begin again with
 * the fiscal year: till code, series tag, the kind's letter, the year, the number.
 */
export const documentNumber = record({
  kind: field(1, word(...DOCUMENT_KINDS)),
  number: field(2, integer(1)),
  label: field(3, text(64, 1)),
  /** The year in which the fiscal year began; absent where numbers never begin again. */
  fiscalYear: optional(4, integer(1_900, 9_999)),
});
export type DocumentNumber = ShapeOf<typeof documentNumber>;

/** The permanent id of a document, whatever its number: that of its sale, refund, void, shift and so on. */
export const documentId = id<string>();

/** A receipt that another document is about. `branchId` where it was made at another branch. */
export const originalDocument = record({
  saleId: field(1, id<'sale'>()),
  label: field(2, text(64, 1)),
  branchId: optional(3, id<'branch'>()),
});
export type OriginalDocument = ShapeOf<typeof originalDocument>;

export const DOCUMENT_LETTERS: Readonly<Record<DocumentKind, string>> = {
  receipt: 'R',
  invoice: 'I',
  'credit-note': 'C',
  void: 'V',
  quote: 'Q',
  'gift-receipt': 'G',
  'training-receipt': 'T',
  z: 'Z',
  supplement: 'S',
};
