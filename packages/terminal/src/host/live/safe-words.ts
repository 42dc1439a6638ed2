import type { DeviceView, Lag, PeerLag, Self } from '@tillmesh/replica';
import type { SafeView } from '../../api/view.ts';
import { deviceName, listed } from './device-name.ts';

/** What is known of who holds what this till wrote. */
export type SafeFacts = {
  readonly self: Self;
  readonly devices: readonly DeviceView[];
  readonly lags: readonly PeerLag[];
  /** A moment as people say it. */
  readonly spoken: (utcMs: number) => string;
};

type Holder = {
  readonly device: DeviceView;
  readonly lacks: Lag;
  readonly behind: number | null;
  readonly waiting: PeerLag['waiting'];
};

const holdsAll = ({ lacks, behind }: Holder): boolean => lacks.entries === 0 && behind === 0;

const isMeant = ({ self }: SafeFacts, { deviceId, kind, branchId, off }: DeviceView): boolean =>
  deviceId !== self.deviceId && off === undefined && (kind !== 'till' || branchId === self.branchId);

/** What the device lacks that holds the most. */
const missing = (holder: Holder, spoken: SafeFacts['spoken']): string => {
  const { device, lacks, waiting } = holder;
  const name = deviceName(device);
  if (lacks.entries === 0 && waiting.documents > 0) {
    const documents = `${waiting.documents} ${waiting.documents === 1 ? 'document waits' : 'documents wait'}`;
    return `${documents} for the metered link to ${name}`;
  }
  if (lacks.entries === 0) return `what was changed here is not known to be at ${name} yet`;
  const records = `${lacks.entries} ${lacks.entries === 1 ? 'record' : 'records'}`;
  const since = lacks.sinceMs === null ? '' : `, the oldest from ${spoken(lacks.sinceMs)}`;
  return `${name} is not known to hold ${records}${since}`;
};

/**
 * Whether another device holds everything of this till: each record of every series, on its disk, and each document
 * that is here. Null: there is no other device that might.
 */
export const safeWords = (facts: SafeFacts): SafeView | null => {
  const lags = new Map(facts.lags.map((lag) => [lag.deviceId, lag]));
  const holders = facts.devices
    .filter((device) => isMeant(facts, device))
    .flatMap((device): readonly Holder[] => {
      const lag = lags.get(device.deviceId);
      if (lag === undefined) return [];
      const { theyLack: lacks, documentsBehind: behind, waiting } = lag;
      return [{ device, lacks, behind, waiting }];
    });
  const whole = holders.filter(holdsAll).map(({ device }) => device);
  const readers = whole.filter(({ kind }) => kind !== 'relay').map(deviceName);
  if (readers.length > 0) {
    const hold = readers.length === 1 ? 'holds' : 'hold';
    return { level: 'well', text: `Safe to switch off: ${listed(readers)} ${hold} everything` };
  }
  if (whole.length > 0) {
    const text =
      'Safe to switch off: the relay holds everything, and no other device yet; it cannot read what it holds';
    return { level: 'know', text };
  }
  const [best] = holders
    .filter(({ device }) => device.kind !== 'relay')
    .toSorted((one, other) => one.lacks.entries - other.lacks.entries);
  return best === undefined
    ? null
    : { level: 'know', text: `Leave this till on: ${missing(best, facts.spoken)}` };
};
