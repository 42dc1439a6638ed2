import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { atDesk, freshId, stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';

const PIN = /^[0-9]{4,12}$/;

/** A new person needs a PIN; nobody takes their own role or work away, so an owner always remains. */
export const putStaff = (state: TillState, command: CommandOf<'staff.put'>, context: Context): Decided => {
  const at = atDesk(state, command, context, 'manage-staff');
  if (!at.ok) return at;
  const { name, role, active, pin = null } = command;
  const known = command.staffId === undefined ? null : context.lookup.staff(command.staffId);
  if (command.staffId !== undefined && known === null) return refuse('STAFF-UNKNOWN', 'command.staffId');
  if (context.lookup.role(role) === null) return refuse('ROLE-UNKNOWN', 'command.role');
  if (known?.id === at.desk.staff.id && (role !== known.role || !active)) {
    return refuse('RIGHT-MISSING', role === known.role ? 'command.active' : 'command.role');
  }
  if (pin === null ? known === null : !PIN.test(pin)) return refuse('PIN-TOO-SIMPLE', 'command.pin');
  const staffId = known?.id ?? freshId(context, 0);
  return decided({
    facts: stamped(at.desk, []),
    staff: { staffId, name, role, active, pin },
    answer: { kind: 'staff', staffId },
  });
};
