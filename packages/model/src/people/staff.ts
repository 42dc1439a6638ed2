import type { Id } from '../schema/scalar.ts';

export type StaffId = Id<'staff'>;

/** A person who may sign in at the tills of the named branches (all branches when empty). */
export type Staff = {
  readonly id: StaffId;
  readonly name: string;
  /** Id of a role. */
  readonly role: string;
  readonly branchIds: readonly string[];
  readonly active: boolean;
};

/** Whether a person may work at a branch today. */
export const worksAt = (staff: Staff, branchId: string): boolean =>
  staff.active && (staff.branchIds.length === 0 || staff.branchIds.includes(branchId));
