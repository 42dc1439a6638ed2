import { heldOfDevice } from '../node/held-tips.ts';
import type { RegistryState } from '../statement/registry-state.ts';
import type { HeldRegistry } from './held-registry.ts';

/** So many records are held here of a device, and so many of them count by the cuts of its revocation. */
export type CountingRecords = { readonly held: number; readonly counting: number };

/** Of a fork its longest branch. */
export const countingRecords = (
  { store }: Pick<HeldRegistry, 'store'>,
  state: Pick<RegistryState, 'revoked' | 'series'>,
  deviceId: string,
): CountingRecords => {
  const cuts = state.revoked.get(deviceId)?.cuts;
  let [held, counting] = [0, 0];
  for (const [series, last] of heldOfDevice(store, state, deviceId)) {
    held += last;
    counting += Math.min(last, Math.max(0, ...(cuts?.get(series) ?? []).map(({ sequence }) => sequence)));
  }
  return { held, counting };
};
