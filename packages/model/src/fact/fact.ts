import { productId } from '../catalog/product.ts';
import { amountMinor, MAX_LINES, movementMilli, quantityMilli, signedMinor } from '../money/bound.ts';
import { documentNumber } from '../sale/document.ts';
import { rateTotal, rateTotals, reason, refundLines, saleLines } from '../sale/line.ts';
import { field, list, optional, record } from '../schema/record.ts';
import { calendarDate, id, integer, text, word } from '../schema/scalar.ts';
import type { ShapeOf } from '../schema/shape.ts';
import type { UnionOf } from '../schema/union.ts';

/**
 * Every kind of fact and the version it is written in. A fact goes into a ledger entry and stays
 * for ever: a key is never given a new meaning, and a changed shape is a new version beside the old.
 */
const currency = text(3, 3);
export const TENDERS = ['cash'] as const;
const tender = word(...TENDERS);
const basketId = id<'basket'>();
const paymentId = id<'payment'>();
export const saleId = id<'sale'>();

const shiftOpened = record({
  shiftId: field(1, id<'shift'>()),
  number: field(2, integer(1)),
  businessDate: field(3, calendarDate),
  currency: field(4, currency),
  floatMinor: field(5, amountMinor),
});

const tenderTotal = record({
  tender: field(1, tender),
  receivedMinor: field(2, signedMinor),
  givenBackMinor: field(3, signedMinor),
});

/** A shift may refund receipts of many years: more rates than one document has. */
export const MAX_Z_RATES = 1_000;

/** What a Z says. `rates` are sales less refunds; the drawer's sums are those of invariant I8. */
export const zTotals = record({
  salesCount: field(1, integer(0)),
  salesGrossMinor: field(2, signedMinor),
  refundsCount: field(3, integer(0)),
  refundsGrossMinor: field(4, signedMinor),
  rates: field(5, list(rateTotal, MAX_Z_RATES)),
  tenders: field(6, list(tenderTotal, 16)),
  voidedLinesCount: field(7, integer(0)),
  cancelledBasketsCount: field(8, integer(0)),
});
export type ZTotals = ShapeOf<typeof zTotals>;

const shiftClosed = record({
  shiftId: field(1, id<'shift'>()),
  document: field(2, documentNumber),
  currency: field(3, currency),
  floatMinor: field(4, amountMinor),
  totals: field(5, zTotals),
  expectedMinor: field(6, signedMinor),
  countedMinor: field(7, amountMinor),
  /** counted - expected */
  varianceMinor: field(8, signedMinor),
});

/** Money taken for a basket. amount = tendered - change. */
const paymentTaken = record({
  paymentId: field(1, paymentId),
  basketId: field(2, basketId),
  tender: field(3, tender),
  currency: field(4, currency),
  amountMinor: field(5, amountMinor),
  tenderedMinor: field(6, amountMinor),
  changeMinor: field(7, amountMinor),
});
export type PaymentTaken = ShapeOf<typeof paymentTaken>;

/** Money given back for a basket that was not completed. */
const paymentReturned = record({
  paymentId: field(1, paymentId),
  basketId: field(2, basketId),
  tender: field(3, tender),
  currency: field(4, currency),
  amountMinor: field(5, amountMinor),
  reason: field(6, reason),
});

/** Largest number of payments of one sale. */
export const MAX_PAYMENTS = 100;

/** How a sale was paid, copied from its payment facts so that a receipt stands alone. */
const salePayment = record({
  paymentId: field(1, paymentId),
  tender: field(2, tender),
  amountMinor: field(3, amountMinor),
  tenderedMinor: field(4, amountMinor),
  changeMinor: field(5, amountMinor),
});

const saleCompleted = record({
  saleId: field(1, saleId),
  basketId: field(2, basketId),
  document: field(3, documentNumber),
  currency: field(4, currency),
  lines: field(5, saleLines),
  rates: field(6, rateTotals),
  totalMinor: field(7, amountMinor),
  payments: field(8, list(salePayment, MAX_PAYMENTS)),
});
export type SaleCompleted = ShapeOf<typeof saleCompleted>;

/** `original` names the receipt; absent for a refund without one. Amounts are positive. */
const refundCompleted = record({
  refundId: field(1, id<'refund'>()),
  document: field(2, documentNumber),
  original: optional(3, record({ saleId: field(1, saleId), label: field(2, text(64, 1)) })),
  currency: field(4, currency),
  lines: field(5, refundLines),
  rates: field(6, rateTotals),
  totalMinor: field(7, amountMinor),
  payouts: field(8, list(record({ tender: field(1, tender), amountMinor: field(2, amountMinor) }), 16)),
  reason: field(9, reason),
});
export type RefundCompleted = ShapeOf<typeof refundCompleted>;

const droppedLine = record({
  line: field(1, integer(1, 1_000_000)),
  productId: field(2, productId),
  name: field(3, text(200, 1)),
  quantityMilli: field(4, quantityMilli),
  unitPriceMinor: field(5, amountMinor),
  totalMinor: field(6, amountMinor),
});

const lineVoided = record({
  basketId: field(1, basketId),
  line: field(2, droppedLine),
  reason: field(3, reason),
});

const basketCancelled = record({
  basketId: field(1, basketId),
  lines: field(2, list(droppedLine, MAX_LINES)),
  totalMinor: field(3, amountMinor),
  reason: field(4, reason),
});

export const STOCK_REASONS = ['opening', 'received', 'adjusted'] as const;
const stockMoved = record({
  reason: field(1, word(...STOCK_REASONS)),
  lines: field(
    2,
    list(record({ productId: field(1, productId), quantityMilli: field(2, movementMilli) }), MAX_LINES),
  ),
  note: field(3, text(120)),
});

/** Version 1 of every kind. A second version of a kind adds a table beside this one. */
export const FACTS_V1 = {
  'shift.opened': shiftOpened,
  'shift.closed': shiftClosed,
  'payment.taken': paymentTaken,
  'payment.returned': paymentReturned,
  'sale.completed': saleCompleted,
  'refund.completed': refundCompleted,
  'line.voided': lineVoided,
  'basket.cancelled': basketCancelled,
  'stock.moved': stockMoved,
} as const;

export type Fact = UnionOf<typeof FACTS_V1>;
export type FactKind = Fact['kind'];
export type FactOf<K extends FactKind> = Extract<Fact, { kind: K }>;
