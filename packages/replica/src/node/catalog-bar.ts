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

/** Of a device that nobody took the right from: its admission does not count. No taking is called so. */
const ADMISSION_FELL = 'admission-fell';

/** Names what decides of a device's values: another name whenever others of them may count. Null: all count. */
export const barNameOf = ({ catalogBars }: Bars, deviceId: string): string | null => {
  const bar = catalogBars.get(deviceId);
  if (bar === undefined) return null;
  return bar.takings.length === 0 ? ADMISSION_FELL : bar.takings.join();
};
