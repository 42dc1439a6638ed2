import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import type { Decided } from '../decision.ts';
import { refuse } from '../rejection.ts';
import { stateOfDevice } from './other-device.ts';

/** Takes the right to edit products and prices from a device, or gives it back to one that is not off. */
export const putCatalogRight = (
  till: TillState,
  command: CommandOf<'catalog-right.put'>,
  context: Context,
): Decided => {
  const { deviceId, mayEdit } = command;
  return stateOfDevice(till, command, context, { kind: 'catalog-right', deviceId, mayEdit }, (device) => {
    if (mayEdit && device.state !== 'listed') return refuse('DEVICE-STILL-OFF', 'command.deviceId');
    return device.mayEditCatalog === mayEdit ? refuse('CATALOG-RIGHT-SO-ALREADY', 'command.mayEdit') : null;
  });
};
