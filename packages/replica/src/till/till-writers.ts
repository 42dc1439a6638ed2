import type { Context } from '@tillmesh/model';
import type { NodeCore } from '../node/node-core.ts';
import type { ProductSearch } from '../search/product-search.ts';
import { ORGANISATION } from '../statement/registry-state.ts';
import { type CatalogDesk, createCatalogDesk } from './catalog-desk.ts';
import { keyFor } from './own-chain.ts';
import { createPublishing } from './publishing.ts';
import { createRegistryDesk, type RegistryDesk } from './registry-desk.ts';
import { createSlotPublisher } from './slot-publisher.ts';

/** What signs anything but entries: catalogue values, what the registry states, stock slots. */
export const createWriters = (
  core: NodeCore,
  branchId: string,
  search: ProductSearch,
  context: () => Context,
): {
  readonly catalog: CatalogDesk;
  readonly registry: RegistryDesk;
  readonly publishing: ReturnType<typeof createPublishing>;
} => {
  const { store, outbox, random, nowMs, clock } = core;
  const signing = {
    store,
    keys: core.device.keys,
    organisationKey: () => keyFor(core, ORGANISATION),
    outbox,
    random,
    clock,
    nowMs,
  };
  const productsChanged = (ids: ReadonlySet<string>): void => {
    search.changed(ids);
    core.listeners.changed('catalog');
  };
  const publishing = createPublishing({
    publisher: createSlotPublisher(signing),
    alarms: core.alarms,
    isHeard: core.session.isHeard,
  });
  core.listeners.add((change) => {
    if (change === 'status') publishing.linksChanged();
  });
  return {
    catalog: createCatalogDesk({
      ...signing,
      context,
      productsChanged,
      monotonicMs: () => performance.now(),
    }),
    registry: createRegistryDesk(core, branchId),
    publishing,
  };
};
