import { takeCatalogRight } from './catalog-right.ts';
import { addDevice, type Administration } from './organisation.ts';
import type { RegistryState } from './registry-state.ts';
import { takeOff, type TakeOff } from './take-off.ts';

/**
 * Moves the cuts of a device that is off. One whose admission does not count is cut at 0 whatever its cuts say, so it is
 * stated anew in the same act: after its revocation, that it never stands, and without the right to the catalogue, which
 * it had not. `stateWith`: the registry once these statements count too.
 */
export const moveCuts = (
  by: Administration,
  state: RegistryState,
  off: TakeOff,
  stateWith: (stated: readonly Uint8Array[]) => RegistryState,
): void => {
  const { deviceId, cuts } = off;
  takeOff(by, off);
  const device = state.devices.get(deviceId);
  const moved = stateWith(by.writer.statements).revoked.get(deviceId)?.cuts;
  if (device === undefined || cuts.length === 0 || moved === undefined || moved.size > 0) return;
  if (state.catalogBars.get(deviceId)?.takings.length === 0)
    takeCatalogRight(by, { deviceId, listed: [], isOff: true });
  const { kind, branchId, code, name } = device;
  addDevice(by, { keys: device, kind, branchId, code, ...(name === null ? {} : { name }) }, []);
};
