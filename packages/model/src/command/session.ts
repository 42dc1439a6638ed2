import { worksAt } from '../people/staff.ts';
import type { CommandOf } from './command.ts';
import type { Context } from './context.ts';
import { type Decided, decided } from './decision.ts';
import { refuse } from './rejection.ts';

/** Signing in takes the place of whoever was signed in; the basket stays as it is. */
export const signIn = (
  command: CommandOf<'session.sign-in'>,
  { lookup, till, pin, now }: Context,
): Decided => {
  const staff = lookup.staff(command.staffId);
  if (staff === null || !worksAt(staff, till.branch.id)) return refuse('STAFF-UNKNOWN', 'command.staffId');
  switch (pin) {
    case 'locked':
      return refuse('PIN-LOCKED');
    case 'wrong':
      return refuse('PIN-WRONG');
    case 'unchecked':
      throw new Error('a sign-in reached the decision before its PIN was checked');
    case 'right':
      return decided({
        facts: [],
        session: { staffId: staff.id, signedInAtMs: now.utcMs },
        answer: { kind: 'done' },
      });
  }
};

/** Also for somebody who was deactivated meanwhile, and when nobody is signed in. */
export const signOut = (): Decided => decided({ facts: [], session: null, answer: { kind: 'done' } });
