import type { AlarmBoard } from './alarm-board.ts';
import { createBarredAlarm } from './barred-alarm.ts';
import { refOfName } from './document-map.ts';
import type { Touched } from './take-slice.ts';
import type { ListenerList } from './listener-list.ts';
import type { Outbox } from './outbox.ts';
import type { RegistryKeeper } from './registry-keeper.ts';

/** What a kind of device does after a slice of what peers sent was committed. */
export type SliceHooks = {
  readonly productsChanged: (ids: ReadonlySet<string>) => void;
  /** Entries of these series came. */
  readonly entriesTaken: (series: ReadonlySet<string>) => void;
  /** Entries that this device's journal lacked moved its own stock. */
  readonly ownStockMoved: () => void;
};

export type AfterSliceDeps = {
  readonly hooks: SliceHooks;
  readonly alarms: AlarmBoard;
  readonly outbox: Outbox;
  readonly listeners: ListenerList;
  readonly registryChanged: () => void;
  readonly registry: Pick<RegistryKeeper, 'roster'>;
  readonly nowMs: () => number;
};

/** Passes on what a slice touched, once it is committed. */
export const createAfterSlice = (deps: AfterSliceDeps) => {
  const { hooks, alarms, outbox, listeners, registryChanged, registry, nowMs } = deps;
  const tellBarred = createBarredAlarm(alarms.raise, registry.roster, nowMs);
  return (touched: Touched): void => {
    for (const { code, message, ...about } of touched.alarms) alarms.raise(code, message, about);
    tellBarred(touched.barred);
    if (touched.products.size > 0) hooks.productsChanged(touched.products);
    if (touched.series.size > 0) hooks.entriesTaken(touched.series);
    if (touched.ownStock) hooks.ownStockMoved();
    for (const { document, object } of touched.restore) outbox.add(refOfName(document), object);
    outbox.committed();
    listeners.changed(...touched.changes);
    if (touched.changes.has('registry')) registryChanged();
  };
};
