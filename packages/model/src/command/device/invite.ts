import { INVITATIONS_OPEN_MAX, type Invitation } from '../../shop/invitation.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { atDesk, type Desk, stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { placeFault, placeOf } from './place.ts';

const HOUR_MS = 3_600_000;
const DEFAULT_HOURS = 24;

const kept = (desk: Desk, invitation: Invitation): Decided =>
  decided({
    facts: stamped(desk, []),
    shop: { kind: 'invitation', invitation },
    answer: { kind: 'done' },
  });

/** Lets one device join in a place, once, for some hours. A relay joins where an admin device is: it is the way. */
export const inviteDevice = (
  state: TillState,
  command: CommandOf<'device.invite'>,
  context: Context,
): Decided => {
  const at = atDesk(state, command, context, 'manage-shop');
  if (!at.ok) return at;
  if (command.device === 'relay') return refuse('INVITATION-KIND-UNFIT', 'command.device');
  const { place, known } = placeOf(command, context);
  const fault = placeFault(place, null, known);
  if (fault !== null) return fault;
  if (known.devices().some(({ code, isOff }) => code === place.code && !isOff))
    return refuse('DEVICE-CODE-TAKEN', 'command.code');
  const { utcMs } = context.now;
  const all = context.lookup.invitations();
  const open = all.filter(({ state: each, untilMs }) => each === 'open' && utcMs < untilMs);
  if (all.some(({ id }) => id === command.invitation) || open.some((each) => each.place.code === place.code))
    return refuse('INVITATION-THERE', 'command.code');
  if (open.length >= INVITATIONS_OPEN_MAX) return refuse('INVITATIONS-MANY');
  const { name, relay, hours = DEFAULT_HOURS } = command;
  return kept(at.desk, {
    id: command.invitation,
    place,
    ...(name === undefined ? {} : { name }),
    ...(relay === undefined ? {} : { relay }),
    madeMs: utcMs,
    untilMs: utcMs + hours * HOUR_MS,
    state: 'open',
    signKey: null,
  });
};

/** Takes an invitation back; one that was used stays as it is. */
export const uninviteDevice = (
  state: TillState,
  command: CommandOf<'device.uninvite'>,
  context: Context,
): Decided => {
  const at = atDesk(state, command, context, 'manage-shop');
  if (!at.ok) return at;
  const found = context.lookup.invitations().find(({ id }) => id === command.invitation);
  if (found === undefined) return refuse('INVITATION-UNKNOWN', 'command.invitation');
  return found.state === 'used'
    ? refuse('INVITATION-USED', 'command.invitation')
    : kept(at.desk, { ...found, state: 'cancelled' });
};
