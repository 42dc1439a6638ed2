import { amountMinor } from '../money/bound.ts';
import { field, optional, record } from '../schema/record.ts';
import { id, integer, text, word } from '../schema/scalar.ts';
import type { ShapeOf } from '../schema/shape.ts';

/** What a customer pays besides goods: none of it is revenue, and none of it is taxed here. */
export const EXTRA_KINDS = ['tip', 'deposit', 'account-payment'] as const;
export type ExtraKind = (typeof EXTRA_KINDS)[number];

/** One of them on a basket; more than nothing. */
export const extra = record({
  /** Its number in the basket. */
  extra: field(1, integer(1, 1_000)),
  kind: field(2, word(...EXTRA_KINDS)),
  amountMinor: field(3, amountMinor),
  /** What a deposit is for. */
  note: optional(4, text(120, 1)),
  /** Whose tip it is. */
  staffId: optional(5, id<'staff'>()),
  /** Whose account is paid. */
  customerId: optional(6, id<'customer'>()),
});
export type Extra = ShapeOf<typeof extra>;
export const MAX_EXTRAS = 16;
