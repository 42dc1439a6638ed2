export type {
  CatalogChange,
  Product,
  ProductCore,
  ProductId,
  ProductPrice,
  ProductStatus,
} from './catalog/product.ts';
export { productCore, productPrice, productStatus } from './catalog/product.ts';
export { type Owed, type Settled, type Settlement, settle } from './basket/settle.ts';
export { readCommand } from './command/command.ts';
export type { Command, CommandBody, CommandKind, CommandOf } from './command/command.ts';
export type { Context, Lookup } from './command/context.ts';
export { decide } from './command/decide.ts';
export type { Answer, Decided, Decision, StaffChange } from './command/decision.ts';
export { reject } from './command/rejection.ts';
export type { Refused, Rejection, RejectionCode } from './command/rejection.ts';
export { branchFromProfile } from './country/profile.ts';
export type { CountryProfile, Source } from './country/profile.ts';
export { COUNTRY_PROFILES, countryProfile } from './country/profiles.ts';
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
export { addToLedger, sumLedgerBy } from './fold/ledger-totals.ts';
export type {
  LedgerCell,
  LedgerSum,
  LedgerTotals,
  TenderSum,
  TradeTotal,
  ZSum,
} from './fold/ledger-totals.ts';
export { MAX_AMOUNT_MINOR, MAX_QUANTITY_MILLI, ratePpm } from './money/bound.ts';
export { currencyExponent } from './money/currency.ts';
export { formatMinor, formatQuantity, formatRate } from './money/format.ts';
export { type RoundingMode } from './money/round-ratio.ts';
export { RIGHTS_OF_ROLE } from './people/right.ts';
export type { Right, Role } from './people/right.ts';
export { type Staff, type StaffId, worksAt } from './people/staff.ts';
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
export { field, list, record, type RecordOf } from './schema/record.ts';
export { calendarDate, flag, id, type Id, integer, text, word } from './schema/scalar.ts';
export { parse, type Parsed, type Shape, ShapeError, type ShapeOf, type Wire } from './schema/shape.ts';
export { type UnionOf } from './schema/union.ts';
export { applyDecision, evolve, initialTillState, startSeries } from './state/evolve.ts';
export type { Branch, BranchId, EffectiveRate, TaxClass, Till } from './state/shop.ts';
export type { Basket, BasketLine, OpenShift, Session, TillState } from './state/till-state.ts';
export { rateOn } from './tax/rate.ts';
export { businessDateOf } from './time/business-date.ts';
export { dateOfDay, dayOfDate, formatLocalTime, localTime, type LocalTime } from './time/civil-date.ts';
export { isZone, zoneOffsetMinutes } from './time/zone.ts';
