import type { Fact } from '../fact/fact.ts';
import type { RecordedFact, Stamp } from '../fact/recorded-fact.ts';
import { type Right, RIGHTS_OF_ROLE } from '../people/right.ts';
import { type Staff, worksAt } from '../people/staff.ts';
import type { OpenShift, TillState } from '../state/till-state.ts';
import { businessDateOf } from '../time/business-date.ts';
import type { Command } from './command.ts';
import type { Context } from './context.ts';
import { type Refused, refuse } from './rejection.ts';

/** A command about to be decided: who asks, and what its facts are stamped with. */
export type Desk = {
  readonly state: TillState;
  readonly context: Context;
  readonly staff: Staff;
  readonly stamp: Stamp;
};
export type ShiftDesk = Desk & { readonly shift: OpenShift };

/** The person signed in, as the shop knows them at this moment: who left meanwhile is not signed in. */
const signedIn = (state: TillState, { lookup, till }: Context): Staff | null => {
  const staff = state.session === null ? null : lookup.staff(state.session.staffId);
  return staff !== null && worksAt(staff, till.branch.id) ? staff : null;
};

/** Who asks, when they have the right. Facts are of the open shift, or of today outside one. */
export const atDesk = (
  state: TillState,
  command: Command,
  context: Context,
  right: Right,
): { readonly ok: true; readonly desk: Desk } | Refused => {
  const staff = signedIn(state, context);
  if (staff === null) return refuse('NOT-SIGNED-IN');
  if (!RIGHTS_OF_ROLE[staff.role].has(right)) return refuse('RIGHT-MISSING', right);
  const { now, till } = context;
  const stamp: Stamp = {
    utcMs: now.utcMs,
    offsetMinutes: now.offsetMinutes,
    businessDate:
      state.shift?.businessDate ?? businessDateOf(now, till.branch.cutoffMinutes, state.lastBusinessDate),
    shiftId: state.shift?.shiftId ?? null,
    staffId: staff.id,
    approverId: null,
    commandId: command.id,
  };
  return { ok: true, desk: { state, context, staff, stamp } };
};

/** The same, for what needs an open shift. */
export const inShift = (
  state: TillState,
  command: Command,
  context: Context,
  right: Right,
): { readonly ok: true; readonly desk: ShiftDesk } | Refused => {
  const at = atDesk(state, command, context, right);
  if (!at.ok) return at;
  if (state.shift === null) return refuse('SHIFT-NOT-OPEN');
  return { ok: true, desk: { ...at.desk, shift: state.shift } };
};

export const stamped = ({ stamp }: Desk, facts: readonly Fact[]): readonly RecordedFact[] =>
  facts.map((fact) => ({ fact, stamp }));

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
