import type { MeteredState } from '@tillmesh/replica';
import type { MeteredView } from '../../api/device-view.ts';
import type { SyncView } from '../../api/view.ts';
import { deviceName } from './device-name.ts';
import type { SyncFacts } from './sync-words.ts';

const twoDigits = (value: number): string => String(value).padStart(2, '0');
/** A minute of the day as people write it: `23:00`. */
const clockOf = (minute: number): string => `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;

export const meteredView = (state: MeteredState): MeteredView => ({
  budgetBytes: state.bytesPerDay,
  spentBytes: state.spentBytes,
  from: clockOf(state.fromMinute),
  to: clockOf(state.toMinute),
  extent: state.extent,
  isInWindow: state.isInWindow,
});

/** Of links whose budget is used up; everything else of them stands in the list of devices. */
export const meteredItems = ({
  metered,
  devices,
}: Pick<SyncFacts, 'metered' | 'devices'>): SyncView['items'] =>
  metered.flatMap((state) => {
    const device = devices.find(({ deviceId }) => deviceId === state.deviceId);
    if (device === undefined || state.extent !== 'sales') return [];
    const text = `The budget of today of the link to ${deviceName(device)} is used up: only sales and people go, the rest at ${clockOf(state.fromMinute)}. Selling is unaffected, and nothing is lost`;
    return [{ id: `metered:${state.deviceId}`, level: 'know' as const, text }];
  });
