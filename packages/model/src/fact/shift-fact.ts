import { cashCount, cashCounts, currencyCode, drawerCount } from '../drawer/cash-count.ts';
import { TENDER_KINDS } from '../payment/payment.ts';
import { grandMinor, MAX_CURRENCIES, MAX_PARTS, shiftMinor } from '../money/bound.ts';
import { EXTRA_KINDS } from '../sale/extra.ts';
import { documentId, documentNumber } from '../sale/document.ts';
import { shiftRateTotal } from '../sale/line.ts';
import { reason } from '../sale/reason.ts';
import { field, list, optional, record } from '../schema/record.ts';
import { calendarDate, flag, id, integer, text, word } from '../schema/scalar.ts';
import type { ShapeOf } from '../schema/shape.ts';

const shiftId = id<'shift'>();
const deviceId = id<'device'>();
const count = integer(0);

/** `drawerId` is that of the till whose drawer it is. One float for each currency; the base currency's first. */
export const shiftOpened = record({
  shiftId: field(1, shiftId),
  number: field(2, integer(1)),
  businessDate: field(3, calendarDate),
  currency: field(4, currencyCode),
  floats: field(5, cashCounts),
  drawerId: field(6, deviceId),
});

/** Another till sells into the same drawer. */
export const shiftJoined = record({
  shiftId: field(1, shiftId),
  drawerId: field(2, deviceId),
  businessDate: field(3, calendarDate),
  currency: field(4, currencyCode),
});

/** It does so no more. */
export const shiftLeft = record({ shiftId: field(1, shiftId) });

/** The drawer goes from one person to another within a shift, counted. */
export const shiftHandedOver = record({
  shiftId: field(1, shiftId),
  toStaffId: field(2, id<'staff'>()),
  drawer: field(3, list(drawerCount, MAX_CURRENCIES)),
  blind: field(4, flag),
});

const tenderTotal = record({
  tender: field(1, text(32, 1)),
  kind: field(2, word(...TENDER_KINDS)),
  /** What it was received in: the base currency, or that of foreign cash. */
  currency: field(3, currencyCode),
  receivedMinor: field(4, shiftMinor),
  givenBackMinor: field(5, shiftMinor),
  /** Stored payments that were declined or ran out after the sale. */
  lostMinor: optional(6, shiftMinor),
});

/** Change from foreign cash is given in the base currency, so each currency has sums of its own. */
const drawerSum = record({
  currency: field(1, currencyCode),
  floatMinor: field(2, shiftMinor),
  /** Cash received of any kind, as tendered. */
  receivedMinor: field(3, shiftMinor),
  changeMinor: field(4, shiftMinor),
  givenBackMinor: field(5, shiftMinor),
  paidInMinor: field(6, shiftMinor),
  paidOutMinor: field(7, shiftMinor),
  droppedMinor: field(8, shiftMinor),
});
export type DrawerSum = ShapeOf<typeof drawerSum>;

/** A shift may refund receipts of many years: more rates than one document has. */
export const MAX_Z_RATES = 1_000;

/** What a Z says. `rates` are sales less refunds and voids; `drawer` has the sums of invariant I8. */
export const zTotals = record({
  salesCount: field(1, count),
  salesGrossMinor: field(2, shiftMinor),
  refundsCount: field(3, count),
  refundsGrossMinor: field(4, shiftMinor),
  rates: field(5, list(shiftRateTotal, MAX_Z_RATES)),
  tenders: field(6, list(tenderTotal, 256)),
  voidedLinesCount: field(7, count),
  cancelledBasketsCount: field(8, count),
  voidsCount: field(9, count),
  voidsGrossMinor: field(10, shiftMinor),
  /** Line and basket discounts of completed sales. */
  discountsMinor: field(11, shiftMinor),
  discountsCount: field(12, count),
  overridesCount: field(13, count),
  noSalesCount: field(14, count),
  reprintsCount: field(15, count),
  trainingCount: field(16, count),
  /** Sales less refunds and voids. */
  cashRoundingMinor: field(17, shiftMinor),
  /** Tips, deposits and what else is no revenue: sales less what was given back. */
  extras: field(
    18,
    list(record({ kind: field(1, word(...EXTRA_KINDS)), amountMinor: field(2, shiftMinor) }), 16),
  ),
  drawer: field(19, list(drawerSum, MAX_CURRENCIES)),
});
export type ZTotals = ShapeOf<typeof zTotals>;

const entryHash = text(64, 64);

/** Which entries of one series a Z or a supplement counts: those of the shift after `after`, through `through`. */
export const shiftPart = record({
  seriesId: field(1, text(16, 16)),
  deviceId: field(2, deviceId),
  tillCode: field(3, text(8, 1)),
  after: field(4, count),
  through: field(5, count),
  /** The entry at `through`, SHA-256 in hexadecimal. */
  head: field(6, entryHash),
  /** Entries of the shift at other places: of a fork, or come after a gap. */
  strays: field(7, list(entryHash, 1_000)),
  entries: field(8, count),
  /** Whether the till could be reached when it was counted. */
  heard: field(9, flag),
  /** All that the series ever sold, and gave back and voided: they never fall. */
  grandSalesMinor: field(10, grandMinor),
  grandRefundsMinor: field(11, grandMinor),
});
export type ShiftPart = ShapeOf<typeof shiftPart>;

/** The Z. Its id is the shift's. */
export const shiftClosed = record({
  shiftId: field(1, shiftId),
  document: field(2, documentNumber),
  currency: field(3, currencyCode),
  totals: field(4, zTotals),
  drawer: field(5, list(drawerCount, MAX_CURRENCIES)),
  blind: field(6, flag),
  parts: field(7, list(shiftPart, MAX_PARTS)),
});

/** What came of a shift after its Z: a document of its own that names it. */
export const shiftSupplemented = record({
  supplementId: field(1, documentId),
  shiftId: field(2, shiftId),
  document: field(3, documentNumber),
  z: field(4, text(64, 1)),
  currency: field(5, currencyCode),
  totals: field(6, zTotals),
  parts: field(7, list(shiftPart, MAX_PARTS)),
});

export const DRAWER_MOVES = ['paid-in', 'paid-out', 'drop'] as const;

/** Cash put into the drawer, taken out of it, or dropped into the safe. */
export const drawerMoved = record({
  move: field(1, word(...DRAWER_MOVES)),
  count: field(2, cashCount),
  reason: field(3, reason),
});

/** The drawer opened without a sale. */
export const drawerOpened = record({ reason: field(1, reason) });

/** A shift opened on another date than the till's clock says. */
export const clockOverridden = record({
  shiftId: field(1, shiftId),
  clockDate: field(2, calendarDate),
  statedDate: field(3, calendarDate),
  reason: field(4, reason),
});
