import { productId } from '../../catalog/product.ts';
import { amountMinor, MAX_LINES, quantityMilli, signedMinor } from '../../money/bound.ts';
import { reason } from '../../sale/reason.ts';
import { field, list, optional, record } from '../../schema/record.ts';
import { calendarDate, id, integer, text, word } from '../../schema/scalar.ts';
import type { UnionOf } from '../../schema/union.ts';
import { stockMoved } from '../stock-fact.ts';
import { rateTotalsV1, rateTotalV1, refundLinesV1, saleLinesV1 } from './line.ts';

/**
 * Version 1 of the facts that have a newer one. Nothing writes them any more; what was written in them is
 * read for ever. Not one key may change.
 */
const currency = text(3, 3);
const tender = word('cash');
const basketId = id<'basket'>();
const paymentId = id<'payment'>();
const saleId = id<'sale'>();

const documentNumber = record({
  kind: field(1, word('receipt', 'refund', 'z')),
  number: field(2, integer(1)),
  label: field(3, text(64, 1)),
});

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

const zTotals = record({
  salesCount: field(1, integer(0)),
  salesGrossMinor: field(2, signedMinor),
  refundsCount: field(3, integer(0)),
  refundsGrossMinor: field(4, signedMinor),
  rates: field(5, list(rateTotalV1, 1_000)),
  tenders: field(6, list(tenderTotal, 16)),
  voidedLinesCount: field(7, integer(0)),
  cancelledBasketsCount: field(8, integer(0)),
});

const shiftClosed = record({
  shiftId: field(1, id<'shift'>()),
  document: field(2, documentNumber),
  currency: field(3, currency),
  floatMinor: field(4, amountMinor),
  totals: field(5, zTotals),
  expectedMinor: field(6, signedMinor),
  countedMinor: field(7, amountMinor),
  varianceMinor: field(8, signedMinor),
});

const paymentTaken = record({
  paymentId: field(1, paymentId),
  basketId: field(2, basketId),
  tender: field(3, tender),
  currency: field(4, currency),
  amountMinor: field(5, amountMinor),
  tenderedMinor: field(6, amountMinor),
  changeMinor: field(7, amountMinor),
});

const paymentReturned = record({
  paymentId: field(1, paymentId),
  basketId: field(2, basketId),
  tender: field(3, tender),
  currency: field(4, currency),
  amountMinor: field(5, amountMinor),
  reason: field(6, reason),
});

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
  lines: field(5, saleLinesV1),
  rates: field(6, rateTotalsV1),
  totalMinor: field(7, amountMinor),
  payments: field(8, list(salePayment, 100)),
});

const refundCompleted = record({
  refundId: field(1, id<'refund'>()),
  document: field(2, documentNumber),
  original: optional(3, record({ saleId: field(1, saleId), label: field(2, text(64, 1)) })),
  currency: field(4, currency),
  lines: field(5, refundLinesV1),
  rates: field(6, rateTotalsV1),
  totalMinor: field(7, amountMinor),
  payouts: field(8, list(record({ tender: field(1, tender), amountMinor: field(2, amountMinor) }), 16)),
  reason: field(9, reason),
});

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

/** All kinds of version 1; a stock movement is written in it still. */
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

export type FactV1 = UnionOf<typeof FACTS_V1>;
export type FactV1Of<K extends FactV1['kind']> = Extract<FactV1, { kind: K }>;
