import { MAX_QUANTITY } from './bound.ts';

/**
 * The rules for reading a shop's old invoices, in the order in which they are asked. A row that breaks
 * one is rejected for the first it breaks, and is named by its row number; nothing is dropped in silence.
 */
export const REJECT_REASONS = {
  unreadable: 'row not readable',
  decimals: 'price with more than two decimals',
  price: 'price not positive',
  invoice: 'invoice number not digits after an optional C',
  quantity: 'quantity not negative in a refund or not positive in a sale',
  size: 'quantity above 1,000,000',
  length: 'invoice above 1,000 lines',
} as const;
export type RejectReason = (typeof REJECT_REASONS)[keyof typeof REJECT_REASONS];

/** `row` is the line number as a spreadsheet shows it (header = 1). */
export type Reject = { readonly row: number; readonly reason: RejectReason };

/** One line of an old invoice: `quantity` is positive in a sale and in a refund, in whole units. */
export type SourceRow = {
  readonly row: number;
  readonly kind: 'sale' | 'refund';
  readonly invoice: string;
  /** Exactly as written: codes that differ in case alone are different products. */
  readonly code: string;
  readonly name: string;
  readonly quantity: number;
  readonly priceMinor: number;
  /** Wall-clock time of the shop as ms since 1970-01-01, as if it were UTC. */
  readonly localMs: number;
};

/** A row as the file has it. */
export type RawRow = {
  readonly row: number;
  readonly invoice: string;
  readonly code: string;
  readonly name: string;
  readonly quantity: string;
  readonly time: string;
  readonly price: string;
};

const PRICE = /^(-?)(\d{1,10})(?:\.(\d+))?$/;
const QUANTITY = /^-?\d{1,9}$/;
const INVOICE = /^(C?)\d+$/;
const TIME = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(:\d{2})?$/;

const readLocalMs = (time: string): number | null => {
  const match = TIME.exec(time);
  if (match === null) return null;
  const localMs = Date.parse(`${match[1]}T${match[2]}${match[3] ?? ':00'}Z`);
  // The parser turns 30 February into 2 March; a day that does not exist is no day.
  const exists = !Number.isNaN(localMs) && new Date(localMs).toISOString().startsWith(match[1] ?? '');
  return exists ? localMs : null;
};

/** Holds one row against the rules. Zeros at the end of a price are no decimals: 2.550 is 2.55. */
export const readSourceRow = (raw: RawRow): SourceRow | Reject => {
  const rejected = (reason: RejectReason): Reject => ({ row: raw.row, reason });
  const price = PRICE.exec(raw.price);
  if (price === null) return rejected(REJECT_REASONS.unreadable);
  const decimals = (price[3] ?? '').replace(/0+$/, '');
  if (decimals.length > 2) return rejected(REJECT_REASONS.decimals);
  const priceMinor = Number((price[2] ?? '') + decimals.padEnd(2, '0'));
  if (price[1] === '-' || priceMinor === 0) return rejected(REJECT_REASONS.price);
  const invoice = INVOICE.exec(raw.invoice);
  if (invoice === null) return rejected(REJECT_REASONS.invoice);
  const kind = invoice[1] === 'C' ? 'refund' : 'sale';
  const quantity = kind === 'refund' ? -Number(raw.quantity) : Number(raw.quantity);
  if (!QUANTITY.test(raw.quantity)) return rejected(REJECT_REASONS.unreadable);
  if (quantity <= 0) return rejected(REJECT_REASONS.quantity);
  if (quantity > MAX_QUANTITY) return rejected(REJECT_REASONS.size);
  const localMs = readLocalMs(raw.time);
  if (localMs === null || raw.code === '') return rejected(REJECT_REASONS.unreadable);
  const { row, code, name } = raw;
  return { row, kind, invoice: raw.invoice, code, name, quantity, priceMinor, localMs };
};
