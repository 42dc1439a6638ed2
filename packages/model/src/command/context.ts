import type { Product, ProductId } from '../catalog/product.ts';
import type { Staff, StaffId } from '../people/staff.ts';
import type { ReceiptRecord } from '../sale/receipt-record.ts';
import type { Till } from '../state/shop.ts';

/** What the shop knows, read by `decide`; the edge answers from its read models without waiting. */
export type Lookup = {
  readonly product: (productId: ProductId) => Product | null;
  /** By any of its codes or its sku, compared exactly. */
  readonly productByCode: (code: string) => Product | null;
  /** The receipt of a sale with what was refunded of it so far, as far as this till knows. */
  readonly receipt: (saleId: string) => ReceiptRecord | null;
  readonly staff: (staffId: StaffId) => Staff | null;
};

/** Everything from outside that a decision may depend on; the edge fills it. */
export type Context = {
  readonly now: { readonly utcMs: number; readonly offsetMinutes: number };
  /** At least four ids nobody used before; a decision takes them in order. */
  readonly freshIds: readonly string[];
  readonly till: Till;
  readonly lookup: Lookup;
  /** How the edge judged the PIN of a sign-in; `unchecked` for every other command. */
  readonly pin: 'right' | 'wrong' | 'locked' | 'unchecked';
};
