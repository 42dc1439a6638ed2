import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import type { Decided } from '../decision.ts';
import { reasonOf } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { stateOfDevice } from './other-device.ts';

/** A suspended device can be taken off for good by somebody who is not part of the dispute. */
export const takeOffDevice = (
  till: TillState,
  command: CommandOf<'device.revoke'>,
  context: Context,
): Decided => {
  const { deviceId, reason, setAside = false } = command;
  return stateOfDevice(till, command, context, { kind: 'device-off', deviceId, reason }, (device) => {
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
  return stateOfDevice(till, command, context, { kind: 'device-cut', deviceId, upTo }, (device) => {
    if (device.state !== 'revoked') return refuse('DEVICE-NOT-OFF', 'command.deviceId');
    if ((seriesId === null) !== (sequence === null)) {
      return refuse('COMMAND-MALFORMED', seriesId === null ? 'command.seriesId' : 'command.sequence');
    }
    const isHeld = upTo === null || upTo.sequence <= (device.series.get(upTo.seriesId) ?? 0);
    return isHeld ? null : refuse('RECORD-NOT-HELD', 'command.sequence');
  });
};
