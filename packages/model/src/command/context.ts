import type { Product, ProductId } from '../catalog/product.ts';
import type { LabelFormat } from '../code/label-format.ts';
import type { ShiftPart, ZTotals } from '../fact/shift-fact.ts';
import type { Right } from '../people/right.ts';
import type { Role } from '../people/role.ts';
import type { Staff, StaffId } from '../people/staff.ts';
import type { Tender } from '../payment/tender.ts';
import type { PriceList } from '../price/price-list.ts';
import type { DocumentKind } from '../sale/document.ts';
import type { ReceiptRecord } from '../sale/receipt-record.ts';
import type { OwnerKey, OwnerKeyStanding } from '../shop/owner-key.ts';
import type { DeviceStanding } from '../shop/device-standing.ts';
import type { ListedDevice } from '../shop/device.ts';
import type { Invitation } from '../shop/invitation.ts';
import type { Branch, BranchId, Till } from '../state/shop.ts';

/** A shift as any till of the branch states it. */
export type SharedShift = {
  readonly shiftId: string;
  readonly drawerId: string;
  readonly businessDate: string;
  readonly currency: string;
  /** The till that opened it. */
  readonly deviceId: string;
  readonly number: number;
  /** The label of its Z, once it is closed, and the till that closed it. */
  readonly z: { readonly label: string; readonly deviceId: string } | null;
  /** How many supplements that Z has. */
  readonly supplements: number;
};

/** What of one series belongs to a shift and stands in no Z or supplement yet. */
export type Uncounted = { readonly part: ShiftPart; readonly totals: ZTotals };

/** What somebody asked to be allowed, or was. */
export type ApprovalMeasure = {
  readonly right: Right;
  readonly amountMinor: number | null;
  readonly sharePpm: number | null;
};

/** What the shop knows, read by `decide`; the edge answers from its read models without waiting. */
export type Lookup = {
  readonly product: (productId: ProductId) => Product | null;
  /** By any of its codes or its sku, compared exactly. */
  readonly productByCode: (code: string) => Product | null;
  /** The receipt of a sale with what was refunded of it so far, as far as this till knows. */
  readonly receipt: (saleId: string) => ReceiptRecord | null;
  readonly staff: (staffId: StaffId) => Staff | null;
  readonly role: (roleId: string) => Role | null;
  readonly tender: (tenderId: string) => Tender | null;
  readonly priceLists: () => readonly PriceList[];
  readonly labelFormats: () => readonly LabelFormat[];
  /** Any branch of the organisation. */
  readonly branch: (branchId: BranchId) => Branch | null;
  readonly deviceStanding: (deviceId: string) => DeviceStanding | null;
  /** By the hexadecimal digits of its two public keys. */
  readonly ownerKey: (key: OwnerKey) => OwnerKeyStanding;
  /** Every device that the organisation lists. */
  readonly devices: () => readonly ListedDevice[];
  /** That were made at this till, as far as it keeps them, the newest last. */
  readonly invitations: () => readonly Invitation[];
  /** A shift of this branch, whoever opened it. */
  readonly shift: (shiftId: string) => SharedShift | null;
  /** Per series that sold in it, this till's own first; what has a gap before it is left out until it is filled. */
  readonly uncounted: (shiftId: string) => readonly Uncounted[];
  /** What another till of the branch asks for. */
  readonly approvalRequest: (
    requestId: string,
  ) => (ApprovalMeasure & { readonly staffId: StaffId | null }) | null;
  /** The answer to a request, once it came; a refusal counts before any consent. */
  readonly approval: (
    requestId: string,
  ) => (ApprovalMeasure & { readonly granted: boolean; readonly approverId: StaffId }) | null;
  /** Any numbered document held here. */
  readonly document: (documentId: string) => { readonly kind: DocumentKind; readonly label: string } | null;
};

/** How the edge judged a PIN; `unchecked` where there was none. */
export type PinJudgement = 'right' | 'wrong' | 'locked' | 'unchecked';

/** Everything from outside that a decision may depend on; the edge fills it. */
export type Context = {
  readonly now: { readonly utcMs: number; readonly offsetMinutes: number };
  /** At least twelve ids nobody used before; a decision takes them in order, approvals from the end. */
  readonly freshIds: readonly string[];
  readonly till: Till;
  readonly lookup: Lookup;
  /** Of a sign-in. */
  readonly pin: PinJudgement;
  /** Of the approval that a command carries. */
  readonly approvalPin: PinJudgement;
  /** Whether the fiscal device can be reached; a branch without one has it ready always. */
  readonly fiscalDevice: 'ready' | 'failed';
};
