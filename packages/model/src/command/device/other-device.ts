import type { DeviceStanding } from '../../shop/device-standing.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided, type ShopChange } from '../decision.ts';
import { atDesk, stamped } from '../desk.ts';
import { type Refused, refuse } from '../rejection.ts';

/** States something of another device, when who asks may and nothing is wrong with it. */
export const stateOfDevice = (
  till: TillState,
  command: CommandOf<'device.revoke' | 'device.admit' | 'catalog-right.put'>,
  context: Context,
  change: ShopChange,
  faultOf: (device: DeviceStanding) => Refused | null,
): Decided => {
  const at = atDesk(till, command, context, 'manage-shop');
  if (!at.ok) return at;
  const { deviceId } = command;
  const device = context.lookup.deviceStanding(deviceId);
  if (device === null) return refuse('DEVICE-UNKNOWN', 'command.deviceId');
  if (deviceId === context.till.deviceId) return refuse('DEVICE-OWN', 'command.deviceId');
  if (device.isAbove) return refuse('DEVICE-ABOVE', 'command.deviceId');
  return faultOf(device) ?? decided({ facts: stamped(at.desk, []), shop: change, answer: { kind: 'done' } });
};
