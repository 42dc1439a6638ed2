export type {
  CatalogChange,
  Product,
  ProductCore,
  ProductId,
  ProductPrice,
  ProductStatus,
} from './catalog/product.ts';
export { productCore, productId, productPrice, productStatus, UNITS } from './catalog/product.ts';
export { lineTotal } from './basket/line-total.ts';
export { type Owed, type Settled, type Settlement, settle, settleTotals } from './basket/settle.ts';
export { COMMANDS, readCommand } from './command/command.ts';
export type { Command, CommandBody, CommandKind, CommandOf } from './command/command.ts';
export type { Context, Lookup } from './command/context.ts';
export { decide } from './command/decide.ts';
export type { Answer, Decided, Decision, StaffChange } from './command/decision.ts';
export { reject, rejectReading, REJECTIONS } from './command/rejection.ts';
export type { Refused, Rejection, RejectionCode } from './command/rejection.ts';
export { branchFromProfile, DEFAULT_CUTOFF_MINUTES } from './country/profile.ts';
export type { CountryProfile, Source } from './country/profile.ts';
export { COUNTRY_PROFILES, countryProfile } from './country/profiles.ts';
export { FACTS_V1, MAX_PAYMENTS, STOCK_REASONS, TENDERS } from './fact/fact.ts';
export type {
  Fact,
  FactKind,
  FactOf,
  PaymentTaken,
  RefundCompleted,
  SaleCompleted,
  ZTotals,
} from './fact/fact.ts';
export type { LedgerFact, RecordedFact, Stamp } from './fact/recorded-fact.ts';
export { type DecodedFact, decodeFact, encodeFact, type WireFact } from './fact/wire.ts';
export type { Effect } from './fold/effect.ts';
export { effectsOf } from './fold/effects.ts';
export { addLedgerSum, addToLedger, emptyLedgerSum, sumLedgerBy } from './fold/ledger-totals.ts';
export type {
  LedgerCell,
  LedgerSum,
  LedgerTotals,
  TenderSum,
  TradeTotal,
  ZSum,
} from './fold/ledger-totals.ts';
export { allocate } from './money/allocate.ts';
export {
  MAX_AMOUNT_MINOR,
  MAX_LINES,
  MAX_QUANTITY_MILLI,
  MAX_TOTAL_MINOR,
  ONE_PPM,
  amountMinor,
  movementMilli,
  quantityMilli,
  ratePpm,
  sharePpm,
  signedMinor,
} from './money/bound.ts';
export { CURRENCIES, currencyExponent } from './money/currency.ts';
export { formatMinor, formatQuantity, formatRate, parseMinor, parseQuantity } from './money/format.ts';
export { priceTimesQuantity, shareOf } from './money/multiply.ts';
export { divideRounded, type RoundingMode } from './money/round-ratio.ts';
export { RIGHTS, RIGHTS_OF_ROLE, ROLES } from './people/right.ts';
export type { Right, Role } from './people/right.ts';
export { type Staff, type StaffId, worksAt } from './people/staff.ts';
export { DOCUMENT_KINDS, nextDocument } from './sale/document.ts';
export type { DocumentKind, DocumentNumber } from './sale/document.ts';
export type { RateTotal, RefundLine, SaleLine } from './sale/line.ts';
export { isDocument, receiptOf } from './sale/receipt.ts';
export type {
  DocumentFact,
  Receipt,
  ReceiptFrame,
  ReceiptLine,
  ReceiptTender,
  ReceiptZ,
} from './sale/receipt.ts';
export type { ReceiptRecord, RefundedLine, RefundedRate } from './sale/receipt-record.ts';
export { field, list, optional, record, type RecordOf } from './schema/record.ts';
export { calendarDate, flag, id, type Id, integer, text, word } from './schema/scalar.ts';
export { parse, type Parsed, type Shape, ShapeError, type ShapeOf, type Wire } from './schema/shape.ts';
export { readUnion, type UnionOf } from './schema/union.ts';
export { applyDecision, evolve, initialTillState, startSeries } from './state/evolve.ts';
export type { Branch, BranchId, EffectiveRate, TaxClass, Till } from './state/shop.ts';
export type { Basket, BasketLine, OpenShift, Session, TillState } from './state/till-state.ts';
export { rateKey, rateOn, taxOf } from './tax/rate.ts';
export { businessDateOf } from './time/business-date.ts';
export { dateOfDay, dayOfDate, formatLocalTime, localTime, type LocalTime } from './time/civil-date.ts';
export { isZone, zoneOffsetMinutes } from './time/zone.ts';
