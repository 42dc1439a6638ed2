import type { DocumentKind } from '../sale/document.ts';
import type { SaleLine } from '../sale/line.ts';
import type { PaymentTaken, ZTotals } from '../fact/fact.ts';
import type { StaffId } from '../people/staff.ts';
import type { Id } from '../schema/scalar.ts';

/** A line still open in a basket: a sale line without what only settling can know. */
export type BasketLine = Omit<SaleLine, 'totalMinor' | 'ratePpm' | 'discount'> & {
  readonly scannedAtMs: number;
  readonly discount?: { readonly sharePpm?: number; readonly amountMinor?: number; readonly reason: string };
};

export type Basket = {
  readonly basketId: Id<'basket'>;
  readonly startedAtMs: number;
  /** The number the next line gets; numbers of voided lines are not used again. */
  readonly nextLine: number;
  readonly lines: readonly BasketLine[];
  /** Money taken and not given back: while there is any, lines may not change. */
  readonly payments: readonly PaymentTaken[];
};

export type OpenShift = {
  readonly shiftId: Id<'shift'>;
  readonly number: number;
  readonly businessDate: string;
  readonly openedAtMs: number;
  readonly openedBy: StaffId | null;
  readonly currency: string;
  readonly floatMinor: number;
  /** What should be in the drawer now (I8). */
  readonly expectedMinor: number;
  readonly totals: ZTotals;
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
  /** Last number used per kind in this series. */
  readonly documentNumbers: Readonly<Record<DocumentKind, number>>;
  readonly session: Session | null;
  readonly basket: Basket | null;
};

export type Session = { readonly staffId: StaffId; readonly signedInAtMs: number };
