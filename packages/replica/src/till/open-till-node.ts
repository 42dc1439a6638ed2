import { startSeries } from '@tillmesh/model';
import { Fault } from '../fault.ts';
import { type NodeCore, type NodeOptions, openNodeCore } from '../node/node-core.ts';
import type { TillNode } from '../node/node-port.ts';
import { shopNodeOf } from '../node/shop-node.ts';
import { type ProductSearch, productSearch } from '../search/product-search.ts';
import { ORGANISATION } from '../statement/registry-state.ts';
import { createCommandLoop } from './command-loop.ts';
import { createChain, keyFor, type OwnChain } from './own-chain.ts';
import { createPinDesk } from './pin-desk.ts';
import { preparation } from './prepare.ts';
import { createStateKeeper, type StateKeeper } from './state-keeper.ts';
import { createTillContext } from './till-context.ts';
import { createWriters } from './till-writers.ts';
import { tillReading } from './till-reading.ts';

const branchOf = (core: NodeCore): string => {
  const { kind, branchId } = core.self;
  if (kind === 'till' && branchId !== null) return branchId;
  throw new Fault(
    'DEVICE-NOT-A-TILL',
    'This folder belongs to a device that is no till of a branch.',
    'Nothing was changed. Start the program for that kind of device, or choose the folder of a till.',
  );
};

/** Opens an enrolled till. Throws a Fault when its folder is not usable. */
export const openTillNode = (options: NodeOptions): TillNode => {
  let chain: OwnChain | null = null;
  let search: ProductSearch | null = null;
  let leaveOldImage: () => void = () => undefined;
  const core = openNodeCore(options, {
    ownSeries: () => chain?.seriesId() ?? null,
    productsChanged: (ids) => search?.changed(ids),
    ownEntriesFromElsewhere: () => leaveOldImage(),
  });
  const branchId = branchOf(core);
  keyFor(core, branchId);
  keyFor(core, ORGANISATION);
  const ownChain = createChain(core, branchId);
  chain = ownChain;
  search = productSearch(core.store);
  if (ownChain.seriesId() === null) ownChain.begin();
  const till = wireTill(core, branchId, ownChain, search);
  leaveOldImage = till.leaveOldImage;
  return till.node;
};

const wireTill = (
  core: NodeCore,
  branchId: string,
  chain: OwnChain,
  search: ProductSearch,
): { readonly node: TillNode; readonly leaveOldImage: () => void } => {
  const { store, registry, listeners } = core;
  const seriesId = (): string => chain.seriesId() ?? '';
  const keeper = createStateKeeper(store.local);
  const { lookup, till, context } = createTillContext(core, branchId, seriesId);
  const pins = createPinDesk(store.local, (staffId) => registry.roster().pinOf(staffId, branchId));
  const { catalog, staff, publishing } = createWriters(core, branchId, seriesId, search);
  const loop = createCommandLoop({
    store,
    journal: chain.journal,
    keeper,
    pins,
    context,
    prepare: preparation({ pins, staff, catalog, context: () => context('unchecked') }),
    committed: () => {
      catalog.committed();
      staff.committed();
      listeners.changed('state', 'facts', 'status');
      publishing.due();
    },
    rolledBack: () => {
      catalog.rolledBack();
      staff.rolledBack();
    },
  });
  publishing.due();
  return {
    node: {
      ...shopNodeOf(core, chain.seriesId),
      ...tillReading(core, search, lookup, () => keyFor(core, ORGANISATION)),
      till,
      state: keeper.state,
      execute: loop.execute,
      close: async () => {
        await loop.idle();
        await publishing.close();
        search.close();
        await core.close();
      },
    },
    leaveOldImage: () => leaveOldImage(core, chain, keeper),
  };
};

/** Entries of this till's own came that its journal does not have: it goes on in a new series, at once. */
const leaveOldImage = (core: NodeCore, chain: OwnChain, keeper: StateKeeper): void => {
  core.alarms.raise(
    'OWN-ENTRIES-FROM-ELSEWHERE',
    'Entries of this till came that its journal did not have: it is an older image. A new series was begun.',
  );
  chain.begin();
  core.store.transaction(() => {
    keeper.replace(startSeries(keeper.state()));
    keeper.save();
  });
  keeper.committed();
};
