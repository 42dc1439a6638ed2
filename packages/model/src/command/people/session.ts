import { worksAt } from '../../people/staff.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided, type Declined } from '../decision.ts';
import { stampOf } from '../desk.ts';
import { refuse, type RejectionCode } from '../rejection.ts';

/** A refusal that leaves behind that somebody tried. */
const failed = (
  state: TillState,
  command: CommandOf<'session.sign-in'>,
  context: Context,
  code: RejectionCode,
  outcome: 'wrong' | 'locked',
): Declined => {
  const stamp = stampOf(state, command, context, state.session?.staffId ?? null);
  const { staffId } = command;
  return { ...refuse(code), facts: [{ fact: { kind: 'sign-in.failed', staffId, outcome }, stamp }] };
};

/** Signing in takes the place of whoever was signed in; the basket stays as it is. */
export const signIn = (
  state: TillState,
  command: CommandOf<'session.sign-in'>,
  context: Context,
): Decided => {
  const { lookup, till, pin, now } = context;
  const staff = lookup.staff(command.staffId);
  if (staff === null) return refuse('STAFF-UNKNOWN', 'command.staffId');
  const worksHere = worksAt(staff, till.branch.id);
  switch (pin) {
    case 'locked':
      return failed(state, command, context, worksHere ? 'PIN-LOCKED' : 'STAFF-UNKNOWN', pin);
    case 'wrong':
      return failed(state, command, context, worksHere ? 'PIN-WRONG' : 'STAFF-UNKNOWN', pin);
    case 'unchecked':
      if (worksHere) throw new Error('a sign-in reached the decision before its PIN was checked');
      return refuse('STAFF-UNKNOWN', 'command.staffId');
    case 'right':
      if (!worksHere) return refuse('STAFF-UNKNOWN', 'command.staffId');
      return decided({
        facts: [],
        session: { staffId: staff.id, signedInAtMs: now.utcMs },
        answer: { kind: 'done' },
      });
  }
};

/** Also for somebody who was deactivated meanwhile, and when nobody is signed in. */
export const signOut = (): Decided => decided({ facts: [], session: null, answer: { kind: 'done' } });
