import type { RegistryState } from '../statement/registry-state.ts';
import { isListed } from '../statement/value-list.ts';
import type { ValueHeader } from '../value/value.ts';

type Bars = Pick<RegistryState, 'catalogBars'>;

/** Whether a catalogue value of this device counts: it may edit the catalogue, or the value is listed as one that stays. */
export const mayCountValue = (
  { catalogBars }: Bars,
  { deviceId }: Pick<ValueHeader, 'deviceId'>,
  hash: Uint8Array,
): boolean => {
  const bar = catalogBars.get(deviceId);
  return bar === undefined || isListed(bar.listed, hash);
};

/** Names what decides of a device's values: another name whenever others of them may count. Null: all count. */
export const barNameOf = ({ catalogBars }: Bars, deviceId: string): string | null =>
  catalogBars.get(deviceId)?.takings.join() ?? null;
