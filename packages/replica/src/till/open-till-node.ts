import { startSeries } from '@tillmesh/model';
import { refName } from '../document/document-ref.ts';
import { Fault } from '../fault.ts';
import { directoryRef } from '../node/document-map.ts';
import { segmentStatement } from '../node/directory.ts';
import { type NodeCore, type NodeOptions, openNodeCore } from '../node/node-core.ts';
import type { TillNode } from '../node/node-port.ts';
import { shopNodeOf } from '../node/shop-node.ts';
import { type ProductSearch, productSearch } from '../search/product-search.ts';
import { ORGANISATION } from '../statement/registry-state.ts';
import type { DataKey } from '../key/data-key.ts';
import { toHex } from '../cbor/bytes.ts';
import { createCatalogDesk } from './catalog-desk.ts';
import { createCommandLoop } from './command-loop.ts';
import { createJournal, type Journal } from './journal.ts';
import { beginSeries, readOwnSeries } from './own-series.ts';
import { createPinDesk } from './pin-desk.ts';
import { preparation } from './prepare.ts';
import { createPublishing } from './publishing.ts';
import { createSlotPublisher } from './slot-publisher.ts';
import { createStaffDesk } from './staff-desk.ts';
import { createStateKeeper } from './state-keeper.ts';
import { createTillContext } from './till-context.ts';
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

const keyFor = (core: NodeCore, purpose: string): DataKey => {
  const key = core.registry.roster().currentKey(purpose);
  if (key !== null) return key;
  throw new Fault(
    'DATA-KEY-MISSING',
    'This till was not given the key of its branch or organisation.',
    'Nothing was changed. Enrol the till again, or copy a newer organisation.json into its folder.',
  );
};

const journalOf = (core: NodeCore, branchId: string, seriesId: string): Journal => {
  const { store, device, registry, outbox, random } = core;
  return createJournal({
    store,
    keys: device.keys,
    branchId,
    dataKey: () => keyFor(core, branchId),
    seriesId,
    registryHeads: () => registry.roster().state.entryHeads,
    outbox,
    random,
    segmentBegun: (segment, last) => {
      const seal = { series: seriesId, segment, sealSequence: last.sequence, sealHash: toHex(last.hash) };
      const bytes = segmentStatement(seal, last.clock, device.keys);
      registry.add([bytes], refName(directoryRef(branchId)));
      outbox.add(directoryRef(branchId), { bytes });
    },
  });
};

/** Where the till's own chain goes on; a new series puts a new journal in its place. */
const createChain = (core: NodeCore, branchId: string) => {
  let seriesId = readOwnSeries(core);
  let journal: Journal | null = null;
  return {
    seriesId: (): string | null => seriesId,
    journal: (): Journal => {
      if (seriesId === null) throw new Error('a till without a series');
      journal ??= journalOf(core, branchId, seriesId);
      return journal;
    },
    begin: (): void => {
      seriesId = beginSeries(core, branchId);
      journal = null;
    },
  };
};

/** Opens an enrolled till. Throws a Fault when its folder is not usable. */
export const openTillNode = (options: NodeOptions): TillNode => {
  let chain: ReturnType<typeof createChain> | null = null;
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
  chain: ReturnType<typeof createChain>,
  search: ProductSearch,
): { readonly node: TillNode; readonly leaveOldImage: () => void } => {
  const { store, registry, listeners, outbox, random, device } = core;
  const organisationKey = (): DataKey => keyFor(core, ORGANISATION);
  const seriesId = (): string => chain.seriesId() ?? '';
  const keeper = createStateKeeper(store.local);
  const { lookup, till, context } = createTillContext(core, branchId, seriesId);
  const pins = createPinDesk(store.local, (staffId) => registry.roster().pinOf(staffId, branchId));
  const catalog = createCatalogDesk({
    store,
    keys: device.keys,
    organisationKey,
    outbox,
    random,
    productsChanged: (ids) => {
      search.changed(ids);
      listeners.changed('catalog');
    },
  });
  const staff = createStaffDesk(core, branchId);
  const publishing = createPublishing(
    createSlotPublisher({
      store,
      keys: device.keys,
      branchId,
      seriesId,
      organisationKey,
      outbox,
      random,
      nowMs: core.nowMs,
    }),
    core.alarms,
  );
  const prepare = preparation({ pins, staff, catalog, context: () => context('unchecked') });
  let registryWritten = false;
  const loop = createCommandLoop({
    store,
    journal: chain.journal,
    keeper,
    pins,
    context,
    prepare: async (command, state) => {
      if (command.kind === 'staff.put') registryWritten = true;
      return prepare(command, state);
    },
    committed: () => {
      catalog.committed();
      if (registryWritten) core.registryChanged();
      registryWritten = false;
      listeners.changed('state', 'facts', 'status');
      publishing.due();
    },
    rolledBack: catalog.rolledBack,
  });
  publishing.due();
  const shop = shopNodeOf(core, chain.seriesId);
  return {
    node: {
      ...shop,
      ...tillReading(core, search, lookup, organisationKey),
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
    leaveOldImage: () => {
      core.alarms.raise(
        'OWN-ENTRIES-FROM-ELSEWHERE',
        'Entries of this till came that its journal did not have: it is an older image. A new series was begun.',
      );
      chain.begin();
      store.transaction(() => {
        keeper.replace(startSeries(keeper.state()));
        keeper.save();
      });
      keeper.committed();
    },
  };
};
