import { invitationFault, type Invitation } from '../../shop/invitation.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { atDesk, stamped } from '../desk.ts';
import { type Refused, refuse } from '../rejection.ts';
import { placeFault, placeOf } from './place.ts';

type Enrol = CommandOf<'device.enrol'>;
type Admitted = { readonly ok: true; readonly invitation: Invitation } | Refused;

/** The invitation that a device comes with: somebody who may made it, so nobody need be signed in now. */
const invitedBy = (
  id: string,
  { device, code, name, signKey, branchId }: Enrol,
  { now, lookup }: Context,
): Admitted => {
  const found = lookup.invitations().find((each) => each.id === id);
  if (found === undefined) return refuse('INVITATION-UNKNOWN', 'command.invitation');
  const fault = invitationFault(found, now.utcMs, signKey);
  if (fault !== null) return refuse(fault, 'command.invitation');
  const { place } = found;
  const isSame =
    place.device === device &&
    place.code === code &&
    place.branchId === (branchId ?? null) &&
    found.name === name;
  return isSame
    ? { ok: true, invitation: { ...found, state: 'used', signKey } }
    : refuse('INVITATION-UNKNOWN', 'command.invitation');
};

/**
 * Lists a device by its keys: asked by who may manage the shop, or by an invitation. The same device again in the
 * same place is no second one: it may have lost the connection before it heard.
 */
export const enrolDevice = (state: TillState, command: Enrol, context: Context): Decided => {
  const { invitation: id, name, signKey, agreeKey, tlsKeyHash } = command;
  const invited = id === undefined ? null : invitedBy(id, command, context);
  if (invited?.ok === false) return invited;
  const at = invited === null ? atDesk(state, command, context, 'manage-shop') : null;
  if (at?.ok === false) return at;
  const { place, known } = placeOf(command, context);
  const fault = placeFault(place, signKey, known);
  if (fault !== null) return fault;
  return decided({
    facts: at === null ? [] : stamped(at.desk, []),
    shop: {
      kind: 'device',
      place,
      keys: { signKey, agreeKey, tlsKeyHash },
      ...(name === undefined ? {} : { name }),
      ...(invited === null ? {} : { invitation: invited.invitation }),
    },
    answer: { kind: 'done' },
  });
};
