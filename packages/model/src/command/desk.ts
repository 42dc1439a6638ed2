import type { Fact } from '../fact/fact.ts';
import type { RecordedFact, Stamp } from '../fact/recorded-fact.ts';
import type { Right } from '../people/right.ts';
import type { Role } from '../people/role.ts';
import { type Staff, type StaffId, worksAt } from '../people/staff.ts';
import type { OpenShift, TillState } from '../state/till-state.ts';
import { businessDateOf } from '../time/business-date.ts';
import type { Command } from './command.ts';
import type { Context } from './context.ts';
import type { Declined } from './decision.ts';
import { authorise, type Measure } from './people/authorise.ts';
import { type Refused, refuse } from './rejection.ts';

/** A command about to be decided: who asks, and what its facts are stamped with. */
export type Desk = {
  readonly state: TillState;
  readonly command: Command;
  readonly context: Context;
  readonly staff: Staff;
  readonly role: Role;
  readonly stamp: Stamp;
  /** Approvals that this command rests on: they go into the ledger before its own facts. */
  readonly approvals: readonly Fact[];
};
export type ShiftDesk = Desk & { readonly shift: OpenShift };
export type AtDesk<D extends Desk = Desk> = { readonly ok: true; readonly desk: D } | Declined;

/** What every fact of a command is stamped with: of the open shift, or of today outside one. */
export const stampOf = (
  state: TillState,
  command: Command,
  { now, till }: Context,
  staffId: StaffId | null,
): Stamp => ({
  utcMs: now.utcMs,
  offsetMinutes: now.offsetMinutes,
  businessDate:
    state.shift?.businessDate ?? businessDateOf(now, till.branch.cutoffMinutes, state.lastBusinessDate),
  shiftId: state.shift?.shiftId ?? null,
  staffId,
  approverId: null,
  commandId: command.id,
});

/** The person signed in, as the shop knows them at this moment: who left meanwhile is not signed in. */
const signedIn = (state: TillState, { lookup, till }: Context): Staff | null => {
  const staff = state.session === null ? null : lookup.staff(state.session.staffId);
  return staff !== null && worksAt(staff, till.branch.id) ? staff : null;
};

/** Who asks, whatever they may. A role that is not known has no rights. */
export const someoneAtDesk = (
  state: TillState,
  command: Command,
  context: Context,
): { readonly ok: true; readonly desk: Desk } | Refused => {
  const staff = signedIn(state, context);
  if (staff === null) return refuse('NOT-SIGNED-IN');
  const role = context.lookup.role(staff.role) ?? {
    id: staff.role,
    name: staff.role,
    rights: [],
    limits: {},
  };
  const stamp = stampOf(state, command, context, staff.id);
  return { ok: true, desk: { state, command, context, staff, role, stamp, approvals: [] } };
};

/** The same desk, when who asks may do this, or somebody who may approves it. */
export const allow = <D extends Desk>(desk: D, right: Right, measure: Measure = {}): AtDesk<D> => {
  const verdict = authorise(desk, right, measure);
  if (!verdict.ok) return verdict;
  if (verdict.approval === null) return { ok: true, desk };
  const { approverId, fact } = verdict.approval;
  return {
    ok: true,
    desk: { ...desk, stamp: { ...desk.stamp, approverId }, approvals: [...desk.approvals, fact] },
  };
};

/** Who asks, when they have the right. */
export const atDesk = (
  state: TillState,
  command: Command,
  context: Context,
  right: Right,
  measure: Measure = {},
): AtDesk => {
  const at = someoneAtDesk(state, command, context);
  return at.ok ? allow(at.desk, right, measure) : at;
};

/** The same, for what needs an open shift. */
export const inShift = (
  state: TillState,
  command: Command,
  context: Context,
  right: Right,
  measure: Measure = {},
): AtDesk<ShiftDesk> => {
  const at = someoneAtDesk(state, command, context);
  if (!at.ok) return at;
  if (state.shift === null) {
    const may = allow(at.desk, right, measure);
    return may.ok ? refuse('SHIFT-NOT-OPEN') : may;
  }
  return allow({ ...at.desk, shift: state.shift }, right, measure);
};

/** The approvals that the command rests on, then its own facts, all under one stamp. */
export const stamped = ({ stamp, approvals }: Desk, facts: readonly Fact[]): readonly RecordedFact[] =>
  [...approvals, ...facts].map((fact) => ({ fact, stamp }));

/** The decision's ids in order: `index` counts from 0. */
export const freshId = ({ freshIds }: Context, index: number): string => {
  const given = freshIds[index];
  if (given === undefined) throw new Error('a decision needs more fresh ids than it was given');
  return given;
};

/** A reason with something in it, trimmed; null when there is none. */
export const reasonOf = (text: string | undefined): string | null => {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
};
