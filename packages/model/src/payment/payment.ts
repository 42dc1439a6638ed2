import { amountMinor } from '../money/bound.ts';
import { field, optional, record } from '../schema/record.ts';
import { id, integer, text, word } from '../schema/scalar.ts';
import type { ShapeOf } from '../schema/shape.ts';

/** The kinds of tender that there are. A shop's tenders are each of one kind (`tender.ts`). */
export const TENDER_KINDS = ['cash', 'card', 'voucher', 'account', 'deposit', 'exchange'] as const;
export type TenderKind = (typeof TENDER_KINDS)[number];

/**
 * Where a payment stands. It only ever goes forward:
 * requested -> approved | stored | declined | unknown; unknown -> approved | stored | declined;
 * approved -> captured | reversed; stored -> captured | declined | expired | reversed.
 * `stored`: the terminal took the card offline and nobody has approved it yet. Cash and the like are captured
 * at once.
 */
export const PAYMENT_STATES = [
  'requested',
  'approved',
  'stored',
  'unknown',
  'captured',
  'declined',
  'expired',
  'reversed',
] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];

/** Units of the base currency for one unit of the foreign one, in parts per billion. */
export const exchangeRatePpb = integer(1, 1_000_000_000_000_000);

/** Cash in another currency: what was given, and the rate it was taken at. */
export const foreignCash = record({
  currency: field(1, text(3, 3)),
  /** Minor units of the foreign currency. */
  tenderedMinor: field(2, amountMinor),
  ratePpb: field(3, exchangeRatePpb),
});
export type ForeignCash = ShapeOf<typeof foreignCash>;

const paymentId = id<'payment'>();

/** What is known of a card: never its number. */
const cardParts = {
  /** What the card terminal or the voucher says to find it again. */
  reference: optional(20, text(64, 1)),
  brand: optional(21, text(24, 1)),
  lastFour: optional(22, text(4, 4)),
} as const;

/**
 * Money towards a basket, in the branch's currency.
 * tendered - change - forfeited = amount, which is what it covers of what is due.
 */
export const payment = record({
  paymentId: field(1, paymentId),
  tender: field(2, text(32, 1)),
  kind: field(3, word(...TENDER_KINDS)),
  state: field(4, word(...PAYMENT_STATES)),
  amountMinor: field(5, amountMinor),
  tenderedMinor: field(6, amountMinor),
  changeMinor: field(7, amountMinor),
  /** What a voucher was worth beyond what was due, where no change is given on it. */
  forfeitedMinor: optional(8, amountMinor),
  ...cardParts,
  foreign: optional(23, foreignCash),
  /** Whose account it goes on. */
  customerId: optional(24, id<'customer'>()),
  /** The sale with which a deposit was taken, or the refund that an exchange pays with. */
  originId: optional(25, id<string>()),
});
export type Payment = ShapeOf<typeof payment>;

/** What was given back, and how. */
export const payout = record({
  tender: field(1, text(32, 1)),
  kind: field(2, word(...TENDER_KINDS)),
  amountMinor: field(3, amountMinor),
  /** The payment it gives back, where there is one. */
  paymentId: optional(4, paymentId),
  reference: optional(5, text(64, 1)),
  /** Whose account is credited. */
  customerId: optional(6, id<'customer'>()),
  /** Of kind `deposit`: the sale with which the deposit was taken, which has it again. */
  originId: optional(7, id<string>()),
});
export type Payout = ShapeOf<typeof payout>;
