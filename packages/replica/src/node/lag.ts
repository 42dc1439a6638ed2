import type { NodeCore } from './node-core.ts';
import type { Lag, PeerLag } from './peer-state.ts';

const NONE: Lag = { entries: 0, sinceMs: null };

const earlier = (one: number | null, other: number | null): number | null => {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
};

const sum = (one: Lag, other: Lag): Lag => ({
  entries: one.entries + other.entries,
  sinceMs: earlier(one.sinceMs, other.sinceMs),
});

type Store = NodeCore['store'];

/** What stands in a series after a place, as far as it is held here. */
const after = ({ entries }: Store, series: string, sequence: number): Lag => {
  const last = entries.last(series);
  if (last === null || last.sequence <= sequence) return NONE;
  return { entries: last.sequence - sequence, sinceMs: entries.firstTimeAfter(series, sequence) };
};

/** The places of a series that are empty here, though something later is held. */
const gaps = (store: Store, series: string): Lag => {
  const from = store.entries.heldOf(series)?.sequence ?? 0;
  const behind = after(store, series, from);
  if (behind.entries === 0) return NONE;
  const held = store.entries.countBetween(series, from + 1, from + behind.entries);
  return { ...behind, entries: Math.max(behind.entries - held, 0) };
};

/** What each other device lacks of all that this one wrote, in every life, and what is known to lack here of it. */
export const lagsOf = ({ store, registry, copies, self }: NodeCore): readonly PeerLag[] => {
  const { devices, series } = registry.roster();
  const seriesOf = (deviceId: string): string[] =>
    [...series].filter(([, place]) => place.deviceId === deviceId).map(([id]) => id);
  const own = seriesOf(self.deviceId);
  return [...devices.keys()]
    .filter((deviceId) => deviceId !== self.deviceId)
    .map((deviceId) => ({
      deviceId,
      theyLack: own.map((id) => after(store, id, copies.heldBy(deviceId, id))).reduce(sum, NONE),
      weLack: seriesOf(deviceId)
        .map((id) => gaps(store, id))
        .reduce(sum, NONE),
      documentsBehind: copies.behind(deviceId),
      waiting: copies.waiting(deviceId),
    }));
};
