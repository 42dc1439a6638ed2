import { RIGHTS } from '../../people/right.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { atDesk, stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';

/**
 * States a role, in place of what it was. Whoever holds it keeps the right to manage people, so somebody who
 * has it always remains. Rights stand in one order, each once: the same role has the same bytes.
 */
export const putRole = (state: TillState, command: CommandOf<'role.put'>, context: Context): Decided => {
  const at = atDesk(state, command, context, 'manage-staff');
  if (!at.ok) return at;
  const { id, name, limits } = command.role;
  const rights = RIGHTS.filter((right) => command.role.rights.includes(right));
  if (id === at.desk.staff.role && !rights.includes('manage-staff')) {
    return refuse('RIGHT-MISSING', 'command.role.rights');
  }
  return decided({
    facts: stamped(at.desk, []),
    shop: { kind: 'role', role: { id, name, rights, limits } },
    answer: { kind: 'done' },
  });
};
