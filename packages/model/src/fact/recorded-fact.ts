import type { Fact } from './fact.ts';
import type { StaffId } from '../people/staff.ts';
import type { Id } from '../schema/scalar.ts';

/** Where and when a fact was made, as its entry carries it. Nothing derives these again. */
export type Stamp = {
  readonly utcMs: number;
  /** Minutes that local time is ahead of UTC. */
  readonly offsetMinutes: number;
  readonly businessDate: string;
  readonly shiftId: Id<'shift'> | null;
  readonly staffId: StaffId | null;
  readonly approverId: StaffId | null;
  readonly commandId: Id<'command'>;
};

/** A fact as it goes into an entry. */
export type RecordedFact = { readonly fact: Fact; readonly stamp: Stamp };

/** A fact as it comes out of a valid entry: who wrote it and at which place. */
export type LedgerFact = RecordedFact & {
  readonly entry: string;
  readonly deviceId: string;
  readonly branchId: string;
  readonly seriesId: string;
  readonly sequence: number;
};
