import { isDeviceCode, type NewPlace } from '../../shop/device.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context, Lookup } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { atDesk, stamped } from '../desk.ts';
import { type Refused, refuse } from '../rejection.ts';

/**
 * What is wrong with a new device's place; null when it may stand there. `signKey` null: not known yet, so that a
 * code somebody has may still be its own.
 */
export const placeFault = (
  { device, code, branchId }: NewPlace,
  signKey: string | null,
  { devices, branch }: Pick<Lookup, 'devices' | 'branch'>,
): Refused | null => {
  if (!isDeviceCode(device, code)) return refuse('DEVICE-CODE-UNFIT', 'command.code');
  if ((device === 'till') !== (branchId !== null)) return refuse('DEVICE-PLACE-UNFIT', 'command.branchId');
  if (branchId !== null && branch(branchId) === null) return refuse('BRANCH-NOT-FOUND', 'command.branchId');
  if (signKey === null) return null;
  const listed = devices();
  const isTaken = listed.some((each) => each.code === code && each.signKey !== signKey && !each.isOff);
  if (isTaken) {
    return refuse('DEVICE-CODE-TAKEN', 'command.code');
  }
  const known = listed.find((each) => each.signKey === signKey);
  if (known?.isOff === true) return refuse('DEVICE-TAKEN-OFF', 'command.signKey');
  return known !== undefined && (known.kind !== device || known.branchId !== branchId)
    ? refuse('DEVICE-LISTED-ELSEWHERE', 'command.signKey')
    : null;
};

/**
 * Lists a device by its keys. The same device again in the same place is no second one: it may have lost the
 * connection before it heard.
 */
export const enrolDevice = (
  state: TillState,
  command: CommandOf<'device.enrol'>,
  context: Context,
): Decided => {
  const at = atDesk(state, command, context, 'manage-shop');
  if (!at.ok) return at;
  const { device, code, name, signKey, agreeKey, tlsKeyHash } = command;
  const own = context.till.branch;
  const { branchId = device === 'till' ? own.id : null } = command;
  const { devices } = context.lookup;
  const branch: Lookup['branch'] = (id) => (id === own.id ? own : context.lookup.branch(id));
  const place = { device, code, branchId };
  const fault = placeFault(place, signKey, { devices, branch });
  if (fault !== null) return fault;
  const named = name === undefined ? {} : { name };
  return decided({
    facts: stamped(at.desk, []),
    shop: { kind: 'device', place, keys: { signKey, agreeKey, tlsKeyHash }, ...named },
    answer: { kind: 'done' },
  });
};
