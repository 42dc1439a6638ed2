import type { DeviceStanding } from '../../shop/device-standing.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided, type ShopChange } from '../decision.ts';
import { atDesk, reasonOf, stamped } from '../desk.ts';
import { type Refused, refuse } from '../rejection.ts';

/** States something of another device, when who asks may and nothing is wrong with it. */
const state = (
  till: TillState,
  command: CommandOf<'device.revoke' | 'device.admit'>,
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

/** A suspended device can be taken off for good by somebody who is not part of the dispute. */
export const takeOffDevice = (
  till: TillState,
  command: CommandOf<'device.revoke'>,
  context: Context,
): Decided => {
  const { deviceId, reason, setAside = false } = command;
  return state(till, command, context, { kind: 'device-off', deviceId, reason }, (device) => {
    if (device.state === 'revoked') return refuse('DEVICE-OFF-ALREADY', 'command.deviceId');
    if (device.isElsewhere && !setAside) return refuse('DEVICE-ELSEWHERE', 'command.deviceId');
    return reasonOf(reason) === null ? refuse('REASON-MISSING', 'command.reason') : null;
  });
};

/** Moves the cut of a device that is off, so that honest late sales count. */
export const admitRecords = (
  till: TillState,
  command: CommandOf<'device.admit'>,
  context: Context,
): Decided => {
  const { deviceId, seriesId = null, sequence = null } = command;
  const upTo = seriesId === null || sequence === null ? null : { seriesId, sequence };
  return state(till, command, context, { kind: 'device-cut', deviceId, upTo }, (device) => {
    if (device.state !== 'revoked') return refuse('DEVICE-NOT-OFF', 'command.deviceId');
    if ((seriesId === null) !== (sequence === null)) {
      return refuse('COMMAND-MALFORMED', seriesId === null ? 'command.seriesId' : 'command.sequence');
    }
    const isHeld = upTo === null || upTo.sequence <= (device.series.get(upTo.seriesId) ?? 0);
    return isHeld ? null : refuse('RECORD-NOT-HELD', 'command.sequence');
  });
};
