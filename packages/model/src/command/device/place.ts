import { isDeviceCode, type NewPlace } from '../../shop/device.ts';
import type { BranchId } from '../../state/shop.ts';
import type { Context, Lookup } from '../context.ts';
import { type Refused, refuse } from '../rejection.ts';

type Known = Pick<Lookup, 'devices' | 'branch'>;

/**
 * What is wrong with a new device's place; null when it may stand there. `signKey` null: not known yet, so that a
 * code somebody has may still be its own.
 */
export const placeFault = (
  { device, code, branchId }: NewPlace,
  signKey: string | null,
  { devices, branch }: Known,
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

type Asked = Pick<NewPlace, 'device' | 'code'> & { readonly branchId?: BranchId | undefined };

/** The place that a command names, a till's branch being this one's where it names none; and what is known of places. */
export const placeOf = (
  { device, code, branchId: named }: Asked,
  { till, lookup }: Context,
): { readonly place: NewPlace; readonly known: Known } => {
  const own = till.branch;
  const branchId = named ?? (device === 'till' ? own.id : null);
  const branch: Lookup['branch'] = (id) => (id === own.id ? own : lookup.branch(id));
  return { place: { device, code, branchId }, known: { devices: lookup.devices, branch } };
};
