import { toHex } from '../cbor/bytes.ts';
import type { NodeCore } from './node-core.ts';
import { lagsOf } from './lag.ts';
import { OBJECT_STATE } from '../store/object-table.ts';
import type { NodeStatus, PositionedFact, ShopNode } from './node-port.ts';
import { shopViewOf } from './roster.ts';

const statusOf = (core: NodeCore, ownSeries: string | null): NodeStatus => {
  const { store, registry } = core;
  const roster = registry.roster();
  return {
    ...core.session.status(),
    copies: core.copies.all(),
    ownSequence: ownSeries === null ? 0 : (store.entries.last(ownSeries)?.sequence ?? 0),
    series: [...roster.series].map(([seriesId, { deviceId, branchId }]) => {
      const last = store.entries.last(seriesId);
      return { seriesId, deviceId, branchId, sequence: last?.sequence ?? 0, lastUtcMs: last?.utcMs ?? null };
    }),
    counts: {
      invalid: store.objects.countState(OBJECT_STATE.invalid) + roster.counts.invalid,
      notUnderstood: store.objects.countState(OBJECT_STATE.notUnderstood) + roster.counts.notUnderstood,
      unverified: store.objects.countState(OBJECT_STATE.unchecked) + core.ingest.waiting(),
      voided: roster.counts.voided,
      forks: store.entries.forks(),
      unweighed: core.ingest.unweighed(),
    },
    withheld: store.withheld.sums().flatMap(({ series: seriesId, ...sum }) => {
      const place = roster.series.get(seriesId);
      return place === undefined
        ? []
        : [{ ...sum, seriesId, deviceId: place.deviceId, branchId: place.branchId }];
    }),
    disk: { freeBytes: core.space.freeBytes(), state: core.space.state() },
    forks: store.entries.forkedSeries().map(({ series, fromSequence, places }) => ({
      seriesId: series,
      deviceId: roster.series.get(series)?.deviceId ?? null,
      fromSequence,
      places,
    })),
    alarms: core.alarms.all(),
    exceptions: core.exceptions.all(),
    quarantines: core.quarantines.all(),
  };
};

const stockLevels = (core: NodeCore): ReturnType<ShopNode['stockLevels']> => {
  const slots = core.store.slots.levels();
  const entries = new Map(
    core.store.levels.allStock().map(({ branch, product, milli }) => [`${branch}/${product}`, milli]),
  );
  return [...new Set([...slots.keys(), ...entries.keys()])].sort().map((key) => {
    const [branchId = '', productId = ''] = key.split('/');
    return { branchId, productId, entriesMilli: entries.get(key) ?? 0, slotsMilli: slots.get(key) ?? 0 };
  });
};

const factsAfter = (core: NodeCore, position: number, limit: number): readonly PositionedFact[] =>
  core.store.entries.factsAfter(position, limit).map(({ position: at, hash }) => {
    const fact = core.reader(hash);
    // Counted once means valid and readable then; its key and series are never taken away in this version.
    if (fact === null) throw new Error(`the fact at position ${at} cannot be read again`);
    return { position: at, fact };
  });

/** A core as the outside sees it. */
export const shopNodeOf = (core: NodeCore, ownSeries: () => string | null): ShopNode => ({
  self: core.self,
  shop: () => shopViewOf(core.registry.roster()),
  status: () => statusOf(core, ownSeries()),
  traffic: core.session.traffic,
  lags: () => lagsOf(core),
  metered: core.session.metered,
  meterLink: core.session.meterLink,
  facts: (position, limit) => factsAfter(core, position, limit),
  withdrawn: (position, limit) =>
    core.store.withdrawn
      .after(position, limit)
      .map(({ position: at, hash }) => ({ position: at, entry: toHex(hash) })),
  stockLevels: () => stockLevels(core),
  productCount: () => core.store.products.count(),
  onChange: core.listeners.add,
  setLinks: core.session.setLinks,
  setPeers: core.session.setPeers,
  seeExceptions: core.exceptions.see,
  liftQuarantine: core.quarantines.lift,
  close: core.close,
});
