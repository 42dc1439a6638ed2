import type { TillStore } from '../store/till-store.ts';
import { createCatalogSweep } from './catalog-sweep.ts';
import type { Roster } from './roster.ts';
import type { Item, Touched } from './take-slice.ts';
import { createWeighing } from './weigh-series.ts';

const toWeigh = (series: Iterable<string>): readonly Item[] =>
  [...series].map((each) => ({ kind: 'weigh', series: each }));

const toSweep = (deviceIds: Iterable<string>): readonly Item[] =>
  [...deviceIds].map((deviceId) => ({ kind: 'sweep', deviceId }));

/**
 * What is worked out anew of what is held when the registry comes to say something else: series of devices that were
 * taken off or let in are weighed, catalogue values of devices that may edit it no more, or again, are settled.
 */
export const createHeldWork = () => {
  const weighing = createWeighing();
  const sweeping = createCatalogSweep();
  const sweptBy = (items: readonly Item[]): readonly string[] =>
    items.flatMap((item) => (item.kind === 'sweep' ? [item.deviceId] : []));
  return {
    weighing,
    sweeping,
    /** After the registry changed, and at a start. */
    dueNow: (known: { readonly store: TillStore; readonly roster: Roster }): readonly Item[] => [
      ...toWeigh(weighing.changed(known).filter(weighing.begin)),
      ...toSweep(sweeping.changed(known).filter(sweeping.begin)),
    ],
    /** What a slice left to do. */
    moreOf: ({ goesOn, unweighed, sweepsOn }: Touched): readonly Item[] => [
      ...toWeigh([...goesOn, ...[...unweighed].filter(weighing.begin)]),
      ...toSweep(sweepsOn),
    ],
    /** None of this happened; `gaveUp` is left until something else says that it is due, and the rest comes again. */
    failed: (items: readonly Item[], gaveUp: Item | undefined): void => {
      sweeping.lost(sweptBy(items));
      if (gaveUp?.kind === 'weigh') weighing.gaveUp(gaveUp.series);
      if (gaveUp?.kind === 'sweep') sweeping.gaveUp(gaveUp.deviceId);
    },
    /** It was committed and lost. */
    lost: (items: readonly Item[]): void => {
      weighing.lost(items.flatMap((item) => (item.kind === 'weigh' ? [item.series] : [])));
      sweeping.lost(sweptBy(items));
    },
    /** How many series and devices are not done with. */
    due: (): number => weighing.due() + sweeping.due(),
  };
};
export type HeldWork = ReturnType<typeof createHeldWork>;
