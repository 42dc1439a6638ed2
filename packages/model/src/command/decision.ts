import type { CatalogChange } from '../catalog/product.ts';
import type { RecordedFact } from '../fact/recorded-fact.ts';
import type { Role } from '../people/right.ts';
import type { StaffId } from '../people/staff.ts';
import type { Basket, Session } from '../state/till-state.ts';
import type { Refused } from './rejection.ts';

/** What the person is told of a command that was done; small, kept with the command id. */
export type Answer =
  | { readonly kind: 'done' }
  | { readonly kind: 'line'; readonly line: number }
  | {
      readonly kind: 'paid';
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
    }
  | {
      readonly kind: 'shift';
      readonly shiftId: string;
      readonly businessDate: string;
      readonly number: number;
    }
  | { readonly kind: 'z'; readonly shiftId: string; readonly label: string; readonly varianceMinor: number }
  | { readonly kind: 'catalog'; readonly written: number; readonly unchanged: number }
  | { readonly kind: 'staff'; readonly staffId: string };

/** A person to be stated in the registry; `pin` in clear goes no further than the edge, which hashes it. */
export type StaffChange = {
  readonly staffId: StaffId;
  readonly name: string;
  readonly role: Role;
  readonly active: boolean;
  readonly pin: string | null;
};

/**
 * What a command does. Facts go into the ledger; catalogue and staff changes become signed values and
 * statements; `basket` and `session` replace the local ones (undefined leaves them).
 */
export type Decision = {
  readonly facts: readonly RecordedFact[];
  readonly basket?: Basket | null;
  readonly session?: Session | null;
  readonly catalog?: readonly CatalogChange[];
  readonly staff?: StaffChange;
  readonly answer: Answer;
};

export type Decided = { readonly ok: true; readonly decision: Decision } | Refused;
export const decided = (decision: Decision): Decided => ({ ok: true, decision });
