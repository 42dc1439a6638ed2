import type { CashCount } from '../drawer/cash-count.ts';
import type { ZTotals } from '../fact/shift-fact.ts';
import type { Payment } from '../payment/payment.ts';
import type { PriceStep } from '../price/price-list.ts';
import type { Promotion } from '../promotion/promotion.ts';
import type { Right } from '../people/right.ts';
import type { StaffId } from '../people/staff.ts';
import type { Buyer, CustomerTerms } from '../sale/buyer.ts';
import type { Channel } from '../sale/channel.ts';
import type { DocumentKind } from '../sale/document.ts';
import type { Extra } from '../sale/extra.ts';
import type { SaleLine, Service } from '../sale/line.ts';
import type { Id } from '../schema/scalar.ts';

/** A manual discount as it was entered: what it comes to follows from the basket. */
export type EnteredDiscount = {
  readonly sharePpm?: number;
  readonly amountMinor?: number;
  readonly reason: string;
  /** Who gave it, and who approved that. */
  readonly staffId?: StaffId;
  readonly approverId?: StaffId;
};

/**
 * A line still open in a basket: a sale line without what only settling can know. `taxClass` is the
 * product's; which one counts depends on the service.
 */
export type BasketLine = Pick<
  SaleLine,
  | 'line'
  | 'productId'
  | 'sku'
  | 'name'
  | 'unit'
  | 'quantityMilli'
  | 'unitPriceMinor'
  | 'taxClass'
  | 'listPriceMinor'
  | 'overrideReason'
  | 'overriddenBy'
  | 'overrideApproverId'
  | 'priceListId'
  | 'priceIncludesTax'
  | 'service'
  | 'costMinor'
> & {
  /** The product's when it was scanned: promotions go by it. */
  readonly category?: string;
  readonly scannedAtMs: number;
  /** A label told how much it is: nothing else adds to this line. */
  readonly labelled?: boolean;
  /** The list's prices by quantity as they stood when it was scanned; empty for an open price. */
  readonly steps: readonly PriceStep[];
  readonly discount?: EnteredDiscount;
};

export type Basket = {
  readonly basketId: Id<'basket'>;
  readonly startedAtMs: number;
  /** The number the next line gets; numbers of voided lines are not used again. */
  readonly nextLine: number;
  readonly lines: readonly BasketLine[];
  /** On the basket as a whole, in the order in which they were entered and are taken. */
  readonly discounts: readonly EnteredDiscount[];
  readonly nextExtra: number;
  readonly extras: readonly Extra[];
  /** Codes of coupons handed in. */
  readonly coupons?: readonly string[];
  readonly channel: Channel;
  /** How lines added from now on are supplied. */
  readonly service: Service | null;
  readonly customer: CustomerTerms | null;
  /** Whom the invoice is made out to; null: a receipt. */
  readonly buyer: Buyer | null;
  /**
   * Money taken or asked for and not given back: while there is any, nothing else may change. Only what is
   * approved, stored or captured covers what is due.
   */
  readonly payments: readonly Payment[];
  /** That counted when the first payment was taken: while there is one they stand as they did. */
  readonly promotions?: readonly Promotion[];
};

export type OpenShift = {
  readonly shiftId: Id<'shift'>;
  /** Of the till that opened it; 0 where this till joined. */
  readonly number: number;
  readonly businessDate: string;
  readonly openedAtMs: number;
  readonly openedBy: StaffId | null;
  readonly currency: string;
  /** The till whose drawer it is. */
  readonly drawerId: string;
  /** Whether another till opened it, and closes it. */
  readonly joined: boolean;
  readonly floats: readonly CashCount[];
  /** Of this till's own facts. */
  readonly totals: ZTotals;
};

/** The last number used of a kind of document, in the fiscal year that began in `fiscalYear`. */
export type LastNumber = { readonly number: number; readonly fiscalYear: number | null };

/** What was asked of a supervisor at another till and is not used up. */
export type ApprovalRequest = {
  readonly requestId: Id<'approval'>;
  readonly right: Right;
  readonly amountMinor: number | null;
  readonly sharePpm: number | null;
  readonly staffId: StaffId | null;
};

/** A payment stored offline by the terminal, after its sale: it still has to end. */
export type StoredPayment = {
  readonly payment: Payment;
  readonly basketId: Id<'basket'>;
  readonly saleId: Id<'sale'>;
};

/**
 * All that `decide` knows of its till besides what it looks up. Everything but `session` and
 * `basket` follows from the till's own entries (`evolve`); those two are local and never replicated.
 */
export type TillState = {
  readonly shift: OpenShift | null;
  readonly shiftCount: number;
  /** The last business date known at this till; a new shift is never before it. */
  readonly lastBusinessDate: string | null;
  /** In this series. A kind that was never used is absent. */
  readonly documentNumbers: Readonly<Partial<Record<DocumentKind, LastNumber>>>;
  readonly training: boolean;
  readonly approvalRequests: readonly ApprovalRequest[];
  readonly storedPayments: readonly StoredPayment[];
  readonly session: Session | null;
  readonly basket: Basket | null;
};

export type Session = { readonly staffId: StaffId; readonly signedInAtMs: number };
