export type {
  CatalogChange,
  Product,
  ProductCore,
  ProductCost,
  ProductId,
  ProductPrice,
  ProductSelling,
  ProductStatus,
} from './catalog/product.ts';
export {
  productCore,
  productCost,
  productPrice,
  productPriceV1,
  productSelling,
  productStatus,
} from './catalog/product.ts';
export { findByCode } from './catalog/find.ts';
export { labelFormat, type LabelFormat } from './code/label-format.ts';
export { promotion, type Promotion } from './promotion/promotion.ts';
export type { PromotionGiven } from './promotion/given.ts';
export { type Owed, type Settled, type Settlement, settle } from './basket/settle.ts';
export { COMMANDS, readCommand } from './command/command.ts';
export type { ApprovalAsk, Command, CommandBody, CommandKind, CommandOf } from './command/command.ts';
export type {
  ApprovalMeasure,
  Context,
  Lookup,
  PinJudgement,
  SharedShift,
  Uncounted,
} from './command/context.ts';
export { decide } from './command/decide.ts';
export { placeFault } from './command/device/place.ts';
export { mayDo } from './command/people/authorise.ts';
export type { Answer, Decided, Decision, Declined, ShopChange, StaffChange } from './command/decision.ts';
export { reject, rejectReading } from './command/rejection.ts';
export type { Refused, Rejection, RejectionCode } from './command/rejection.ts';
export { branchFromProfile } from './country/profile.ts';
export type { CountryProfile, Source } from './country/profile.ts';
export { COUNTRY_PROFILES, countryProfile, profileDefaults } from './country/profiles.ts';
export type { CashCount, DrawerCount } from './drawer/cash-count.ts';
export type { Fact, FactKind, FactOf } from './fact/fact.ts';
export type { SaleCompleted } from './fact/sale-fact.ts';
export { isTraining } from './fact/training.ts';
export type { DrawerSum, ShiftPart, ZTotals } from './fact/shift-fact.ts';
export type { LedgerFact, RecordedFact, Stamp } from './fact/recorded-fact.ts';
export { type DecodedFact, decodeFact, encodeFact, type WireFact } from './fact/wire.ts';
export type { FiscalDelivery, FiscalDocument, FiscalPort, FiscalSignature } from './fiscal/port.ts';
export type { Effect, Note } from './fold/effect.ts';
export { effectsOf } from './fold/effects.ts';
export { approvalOf, approvalRequestOf, NOTE, type Noted, sharedShiftOf } from './fold/note.ts';
export type { LedgerSum, TenderSum, TradeTotal, ZSum } from './fold/ledger-sum.ts';
export { addToLedger, type LedgerCell, type LedgerTotals, sumLedgerBy } from './fold/ledger-totals.ts';
export { MAX_AMOUNT_MINOR, MAX_QUANTITY_MILLI, ratePpm } from './money/bound.ts';
export { currencyExponent } from './money/currency.ts';
export { formatMinor, formatQuantity, formatRate } from './money/format.ts';
export { type RoundingMode } from './money/round-ratio.ts';
export { depositLeft } from './payment/deposit.ts';
export type { ForeignCash, Payment, PaymentState, Payout, TenderKind } from './payment/payment.ts';
export { CASH, tender, type Tender } from './payment/tender.ts';
export { RIGHTS, type Right } from './people/right.ts';
export { DEFAULT_ROLES, role, type Role, type RoleLimits } from './people/role.ts';
export { type Staff, type StaffId, worksAt } from './people/staff.ts';
export { isPriceChanged, repricedLine } from './price/line-price.ts';
export { priceList } from './price/price-list.ts';
export type { PriceList, PriceListRule, PriceStep } from './price/price-list.ts';
export { type PriceSituation, situationOf } from './price/situation.ts';
export { effectiveSteps, priceAt } from './price/step.ts';
export type { Buyer, CustomerTerms } from './sale/buyer.ts';
export type { Channel } from './sale/channel.ts';
export type { DocumentKind, DocumentNumber, OriginalDocument } from './sale/document.ts';
export type { Extra, ExtraKind } from './sale/extra.ts';
export type {
  DiscountGiven,
  RateTotal,
  RefundLine,
  Relief,
  Restock,
  SaleLine,
  Service,
  TaxPart,
} from './sale/line.ts';
export { grossOfLine } from './sale/line.ts';
export { type DocumentFact, documentIdOf, isDocument } from './sale/receipt/document-fact.ts';
export type { FiscalBlock } from './sale/receipt/fiscal-block.ts';
export type { ReceiptFrame } from './sale/receipt/frame.ts';
export type { ReceiptDiscount, ReceiptGoods, ReceiptLine, ReceiptRate } from './sale/receipt/line.ts';
export type { PrintedDocument, Receipt, ReceiptOriginal } from './sale/receipt/receipt.ts';
export { receiptOf } from './sale/receipt/receipt.ts';
export type { ReceiptZ } from './sale/receipt/shift-report.ts';
export type { ReceiptTender } from './sale/receipt/tender.ts';
export { afterSaleOf } from './sale/receipt-record.ts';
export { isVoidable } from './sale/voidable.ts';
export { shareDue } from './refund/part.ts';
export type { ReceiptRecord, RefundedLine, SaleParts } from './sale/receipt-record.ts';
export { field, list, optional, record, type RecordOf } from './schema/record.ts';
export { calendarDate, flag, id, type Id, integer, text, word } from './schema/scalar.ts';
export { parse, type Parsed, type Shape, ShapeError, type ShapeOf, type Wire } from './schema/shape.ts';
export { type UnionOf } from './schema/union.ts';
export type { DeviceStanding } from './shop/device-standing.ts';
export type { OwnerKey, OwnerKeyStanding } from './shop/owner-key.ts';
export { DEVICE_KINDS, type DeviceKind, type ListedDevice, type NewPlace } from './shop/device.ts';
export { type Invitation, invitationFault, withInvitation } from './shop/invitation.ts';
export { emptyBasket } from './state/empty-basket.ts';
export { applyDecision, evolve, startSeries } from './state/evolve.ts';
export { readTillState } from './state/stored-state.ts';
export { type MoneyStep, moneyStep } from './state/z-part.ts';
export {
  addFactToSum,
  addFactToZ,
  addTotals,
  EMPTY_Z,
  EMPTY_Z_SUM,
  expectedDrawer,
  sumsOf,
  takeFactFromSum,
  type WeighedTotals,
} from './state/z-totals.ts';
export { branchSettings, type BranchSettings, branchSettingsOf } from './shop/branch-settings.ts';
export { legalEntity, type LegalEntity, legalEntityOn } from './shop/legal-entity.ts';
export type {
  Branch,
  BranchId,
  CashRounding,
  DrawerRule,
  EffectiveRate,
  FiscalRule,
  Numbering,
  Tax,
  TaxClass,
  Till,
} from './state/shop.ts';
export type {
  ApprovalRequest,
  Basket,
  BasketLine,
  EnteredDiscount,
  OpenShift,
  Session,
  TillState,
} from './state/till-state.ts';
export { taxClass } from './tax/tax-class.ts';
export { rateOn } from './tax/rate.ts';
export { businessDateOf } from './time/business-date.ts';
export { dateOfDay, dayOfDate, formatLocalTime, localTime, type LocalTime } from './time/civil-date.ts';
export { isZone, zoneOffsetMinutes } from './time/zone.ts';
