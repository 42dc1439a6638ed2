import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { atDesk, stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';

/** This till's word for a new owner key. That of enough admin devices together makes it one. */
export const nameOwnerKey = (
  state: TillState,
  command: CommandOf<'owner-key.name'>,
  context: Context,
): Decided => {
  const at = atDesk(state, command, context, 'manage-shop');
  if (!at.ok) return at;
  const { ownerKey, recoveryKey, proof } = command;
  const key = { ownerKey, recoveryKey, ...(proof === undefined ? {} : { proof }) };
  const known = context.lookup.ownerKey(key);
  if (known.state === 'unfit') return refuse('OWNER-KEY-UNFIT', 'command.ownerKey');
  if (known.state === 'off') return refuse('OWNER-KEY-TAKEN-OFF', 'command.ownerKey');
  if (known.state === 'unproven') return refuse('OWNER-KEY-UNPROVEN', 'command.ownerKey');
  if (known.isNamedHere) return refuse('OWNER-KEY-NAMED-ALREADY', 'command.ownerKey');
  return decided({
    facts: stamped(at.desk, []),
    shop: { kind: 'owner-key', key },
    answer: { kind: 'done' },
  });
};
