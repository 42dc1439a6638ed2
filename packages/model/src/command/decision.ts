import type { LabelFormat } from '../code/label-format.ts';
import type { Promotion } from '../promotion/promotion.ts';
import type { CatalogChange } from '../catalog/product.ts';
import type { ZTotals } from '../fact/shift-fact.ts';
import type { RecordedFact } from '../fact/recorded-fact.ts';
import type { Role } from '../people/role.ts';
import type { StaffId } from '../people/staff.ts';
import type { Tender } from '../payment/tender.ts';
import type { PriceList } from '../price/price-list.ts';
import type { NewPlace } from '../shop/device.ts';
import type { Invitation } from '../shop/invitation.ts';
import type { OwnerKey } from '../shop/owner-key.ts';
import type { BranchSettings } from '../shop/branch-settings.ts';
import type { LegalEntity } from '../shop/legal-entity.ts';
import type { BranchId, TaxClass } from '../state/shop.ts';
import type { Basket, Session } from '../state/till-state.ts';
import type { Refused } from './rejection.ts';

/** What the person is told of a command that was done; small, kept with the command id. */
export type Answer =
  | { readonly kind: 'done' }
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'extra'; readonly extra: number }
  | {
      readonly kind: 'paid';
      /** The payment taken; null where nothing was due. */
      readonly paymentId: string | null;
      readonly changeMinor: number;
      readonly dueMinor: number;
      readonly saleId: string | null;
      readonly label: string | null;
    }
  | {
      readonly kind: 'refunded';
      readonly refundId: string;
      readonly label: string;
      readonly totalMinor: number;
      /** Of an exchange: what is still due for the basket, and the sale where nothing is. */
      readonly dueMinor?: number;
      readonly saleId?: string | null;
    }
  | {
      readonly kind: 'shift';
      readonly shiftId: string;
      readonly businessDate: string;
      readonly number: number;
    }
  | {
      readonly kind: 'z';
      readonly shiftId: string;
      readonly label: string;
      /** Of the base currency. */
      readonly varianceMinor: number;
      /** Tills that sold in the shift and could not be reached: what they still hold comes in a supplement. */
      readonly notHeard: readonly string[];
    }
  | {
      readonly kind: 'x';
      readonly totals: ZTotals;
      readonly notHeard: readonly string[];
    }
  /** A numbered document: a void, an invoice, a quote, a supplement and so on. */
  | { readonly kind: 'document'; readonly documentId: string; readonly label: string }
  | { readonly kind: 'approval'; readonly requestId: string }
  | { readonly kind: 'catalog'; readonly written: number; readonly unchanged: number }
  | { readonly kind: 'staff'; readonly staffId: string };

/** A person to be stated in the registry; `pin` in clear goes no further than the edge, which hashes it. */
export type StaffChange = {
  readonly staffId: StaffId;
  readonly name: string;
  readonly role: string;
  readonly active: boolean;
  readonly pin: string | null;
};

/** Public keys of a device, hexadecimal: Ed25519, X25519, SHA-256 of the TLS key. */
type DeviceKeys = { readonly signKey: string; readonly agreeKey: string; readonly tlsKeyHash: string };

/** Something of the shop, or of one of its branches, to be stated in the registry. */
export type ShopChange =
  | { readonly kind: 'role'; readonly role: Role }
  | { readonly kind: 'tender'; readonly tender: Tender }
  | { readonly kind: 'price-list'; readonly priceList: PriceList }
  | { readonly kind: 'label-format'; readonly labelFormat: LabelFormat }
  | { readonly kind: 'promotion'; readonly promotion: Promotion }
  | { readonly kind: 'tax-class'; readonly branchId: BranchId; readonly taxClass: TaxClass }
  | { readonly kind: 'legal-entity'; readonly branchId: BranchId; readonly legalEntity: LegalEntity }
  | { readonly kind: 'branch-settings'; readonly branchId: BranchId; readonly settings: BranchSettings }
  | { readonly kind: 'device-off'; readonly deviceId: string; readonly reason: string }
  /** Null: all that is held of it counts. */
  | {
      readonly kind: 'device-cut';
      readonly deviceId: string;
      readonly upTo: { readonly seriesId: string; readonly sequence: number } | null;
    }
  | { readonly kind: 'catalog-right'; readonly deviceId: string; readonly mayEdit: boolean }
  /** `invitation`: that it came with, as it is to be kept now. */
  | {
      readonly kind: 'device';
      readonly place: NewPlace;
      readonly keys: DeviceKeys;
      readonly name?: string;
      readonly invitation?: Invitation;
    }
  /** Kept by this till alone, and stated nowhere. */
  | { readonly kind: 'invitation'; readonly invitation: Invitation }
  | { readonly kind: 'owner-key'; readonly key: OwnerKey };

/**
 * What a command does. Facts go into the ledger; catalogue, staff and shop changes become signed values and
 * statements; `basket` and `session` replace the local ones (undefined leaves them).
 */
export type Decision = {
  readonly facts: readonly RecordedFact[];
  readonly basket?: Basket | null;
  readonly session?: Session | null;
  readonly catalog?: readonly CatalogChange[];
  readonly staff?: StaffChange;
  readonly shop?: ShopChange;
  readonly answer: Answer;
};

/** A refusal changes nothing; but that somebody tried may itself be a fact, such as a wrong PIN. */
export type Declined = Refused & { readonly facts?: readonly RecordedFact[] };
export type Decided = { readonly ok: true; readonly decision: Decision } | Declined;
export const decided = (decision: Decision): Decided => ({ ok: true, decision });
