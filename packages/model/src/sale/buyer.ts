import { RELIEFS } from './line.ts';
import { taxId } from '../shop/legal-entity.ts';
import { field, list, optional, record } from '../schema/record.ts';
import { id, text, word } from '../schema/scalar.ts';
import type { ShapeOf } from '../schema/shape.ts';

/** Whom an invoice or quote is made out to, as it is printed. */
export const buyer = record({
  name: field(1, text(120, 1)),
  address: field(2, list(text(120, 1), 8)),
  taxIds: field(3, list(taxId, 8)),
});
export type Buyer = ShapeOf<typeof buyer>;

/** What of a customer decides prices and tax. Who it is stands elsewhere, under the random id. */
export const customerTerms = record({
  customerId: optional(1, id<'customer'>()),
  /** Groups that price lists name. */
  groups: field(2, list(text(32, 1), 16)),
  relief: optional(3, word(...RELIEFS)),
  /** What the relief rests on: a tax number, a certificate. */
  reliefEvidence: optional(4, text(64, 1)),
});
export type CustomerTerms = ShapeOf<typeof customerTerms>;
