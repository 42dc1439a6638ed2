import { EnrolmentDesk } from '../enrol/enrolment-desk.ts';
import { Fault } from '../fault.ts';
import { type CoreHooks, type NodeCore, type NodeOptions, openNodeCore } from '../node/node-core.ts';
import type { Self, TillNode } from '../node/node-port.ts';
import { heldStatements, takeOwnerStatements } from '../node/take-statements.ts';
import { openAgainIfDamaged } from '../node/after-damage.ts';
import { shopNodeOf } from '../node/shop-node.ts';
import { type ProductSearch, productSearch } from '../search/product-search.ts';
import { ORGANISATION } from '../statement/registry-state.ts';
import { createCatalogRightKeeper } from './catalog-right-keeper.ts';
import { createCommandLoop } from './command-loop.ts';
import { createEarlierLife, type EarlierLife, noteFirstSeries } from './earlier-life.ts';
import { leaveSeries } from './left-series.ts';
import { createOldImage, type OldImage } from './old-image.ts';
import { createOwnChain, keyFor, type OwnChain } from './own-chain.ts';
import { createPinDesk } from './pin-desk.ts';
import { preparedAhead, preparedInTurn } from './prepare.ts';
import { askAtStart, noteDocuments } from './ask-at-start.ts';
import type { StartInquiry } from './start-inquiry.ts';
import { createStateKeeper, type StateKeeper } from './state-keeper.ts';
import { branchOfTill, createTillContext, type FiscalDevice, UNCHECKED } from './till-context.ts';
import { hasLostTail, openTailWitness, type TailWitness } from './tail-witness.ts';
import { tillReading } from './till-reading.ts';
import { createWriters } from './till-writers.ts';

const branchOf = ({ kind, branchId }: Self): string => {
  if (kind === 'till' && branchId !== null) return branchId;
  throw new Fault(
    'DEVICE-NOT-A-TILL',
    'This folder belongs to a device that is no till of a branch.',
    'Nothing was changed. Start the program for that kind of device, or choose the folder of a till.',
  );
};

/** What hooks of the core reach, once it is there. */
type Parts = {
  readonly chain: OwnChain;
  readonly search: ProductSearch;
  readonly image: OldImage;
  readonly earlier: EarlierLife;
  readonly inquiry: StartInquiry;
  readonly publishDue: () => void;
};

/** What a till needs besides. */
export type TillOptions = NodeOptions & {
  /** Asked before every command; default: there is none, or it is always ready. */
  readonly fiscalDevice?: FiscalDevice;
};

const beginOrGoOn = ({ store }: NodeCore, chain: OwnChain): void => {
  const seriesId = chain.seriesId();
  if (seriesId === null) chain.begin(() => noteFirstSeries(store));
  // So that counting a shift later looks only at what was written since.
  else store.transaction(() => store.entries.advanceHeld(seriesId));
  chain.head();
};

/** Opens an enrolled till. Throws a Fault when its folder is not usable; then nothing is left running. */
export const openTillNode = (options: TillOptions): TillNode => openAgainIfDamaged(() => openOnce(options));

const TAIL_LOST =
  "The end of this till's journal is missing on its disk: till.db or its log was cut, removed or put back. A new series was begun. What stood there comes back from the documents on this disk and from the other devices, as far as they hold it; compare the last receipts on paper.";

/** Before anything is written: a journal that lost its tail is marked to be left. */
const witnessed = (core: NodeCore, seriesId: string | null, folder: string): TailWitness => {
  const witness = openTailWitness(folder, core.alarms.raise);
  core.onClose(witness.close);
  if (seriesId !== null && hasLostTail(core, seriesId, witness.read())) {
    core.alarms.raise('JOURNAL-TAIL-LOST', TAIL_LOST);
    core.store.transaction(() => leaveSeries(core.store, 'outdated'));
  }
  return witness;
};

/** What the core tells a till, whose parts and core are there a little later. */
const hooksOf = (options: TillOptions, parts: () => Parts | null, core: () => NodeCore): CoreHooks => {
  const leaving = (leave: () => void): void => {
    try {
      leave();
    } catch (error) {
      // The mark stands, and nothing is written before it was done.
      core().alarms.raise('SERIES-NOT-LEFT', `A new series could not be begun: ${String(error)}`);
    }
  };
  return {
    ownSeries: () => parts()?.chain.seriesId() ?? null,
    productsChanged: (ids) => parts()?.search.changed(ids),
    entriesTaking: (series) => parts()?.image.mark(series),
    entriesTaken: () => {
      leaving(() => parts()?.image.leaveAndFollow());
      parts()?.earlier.bringUpSoon();
      parts()?.inquiry.taken();
    },
    life: {
      compared: (ref) => parts()?.inquiry.compared(ref),
      asked: () => parts()?.inquiry.asked(),
      held: (by, series, entry) => parts()?.inquiry.claimed(by, series, entry),
      metClone: () => leaving(() => parts()?.image.metClone()),
    },
    carrierClosed: () => {
      const inquiry = parts()?.inquiry;
      if (inquiry !== undefined) noteDocuments(core(), inquiry, options.folder);
    },
    ownStockMoved: () => parts()?.publishDue(),
  };
};

const openOnce = (options: TillOptions): TillNode => {
  let parts: Parts | null = null;
  const hooks = hooksOf(
    options,
    () => parts,
    () => core,
  );
  const core = openNodeCore(options, hooks, (self) => void branchOf(self));
  try {
    const branchId = branchOf(core.self);
    keyFor(core, branchId);
    keyFor(core, ORGANISATION);
    const chain = createOwnChain(core, branchId);
    const { pricesIncludeTax } = branchOfTill(core, branchId);
    const keeper = createStateKeeper(core.store.local, { deviceId: core.self.deviceId, pricesIncludeTax });
    const image = createOldImage(core, chain, keeper);
    const witness = witnessed(core, chain.seriesId(), options.folder);
    image.leaveAndFollow();
    beginOrGoOn(core, chain);
    const earlier = createEarlierLife(core, chain, keeper);
    earlier.bringUp();
    const inquiry = askAtStart(core, chain, options);
    const search = productSearch(core.store, ({ code }) =>
      core.alarms.raise(
        code,
        'The row of a product cannot be opened: it is neither found by words nor sold.',
      ),
    );
    const { fiscalDevice = () => 'ready' } = options;
    const till = wireTill(core, {
      branchId,
      chain,
      keeper,
      image,
      earlier,
      witness,
      inquiry,
      search,
      fiscalDevice,
      options,
    });
    parts = { chain, search, image, earlier, inquiry, publishDue: till.publishDue };
    return till.node;
  } catch (error) {
    core.abandon();
    throw error;
  }
};

/** A full disk gives its reserve back, so that what is open can be finished; then it is for people to make room. */
const refusedByDisk = ({ space, listeners }: NodeCore, error: unknown): never => {
  if (error instanceof Fault && error.code === 'DISK-FULL') {
    space.refused();
    listeners.changed('status');
  }
  throw error;
};

/** Of devices that are off: from the start on, whenever the registry says something else, and when the catalogue came. */
const keepCatalogRights = (core: NodeCore, options: TillOptions): void => {
  const keeper = createCatalogRightKeeper(core, options);
  core.onClose(keeper.close);
  core.listeners.add((change) => {
    if (change === 'registry' || change === 'status') keeper.look();
  });
  keeper.look();
};

type Wiring = {
  readonly branchId: string;
  readonly chain: OwnChain;
  readonly keeper: StateKeeper;
  readonly image: OldImage;
  readonly earlier: EarlierLife;
  readonly witness: TailWitness;
  readonly inquiry: StartInquiry;
  readonly search: ProductSearch;
  readonly fiscalDevice: FiscalDevice;
  readonly options: TillOptions;
};

const wireTill = (
  core: NodeCore,
  { branchId, chain, keeper, image, earlier, witness, inquiry, search, fiscalDevice, options }: Wiring,
): { readonly node: TillNode; readonly publishDue: () => void } => {
  const { store, registry, listeners } = core;
  const { lookup, till, context } = createTillContext(
    core,
    branchId,
    () => chain.seriesId() ?? '',
    fiscalDevice,
  );
  const pins = createPinDesk(store.local, (staffId) => registry.roster().pinOf(staffId, branchId));
  const {
    catalog,
    registry: desk,
    publishing,
  } = createWriters(core, branchId, search, () => context(UNCHECKED));
  const loop = createCommandLoop({
    store,
    chain,
    keeper,
    pins,
    context,
    ahead: (command, state) => preparedAhead({ catalog, registry: desk }, command, state),
    inTurn: (command, state, ahead) =>
      preparedInTurn({ pins, registry: desk, catalog }, command, state, ahead),
    before: () => {
      // Among what peers sent may be what says that the series has to be left.
      store.endGathered();
      image.leaveAndFollow();
      earlier.bringUpWaiting();
    },
    asking: () => (inquiry.isOver() ? null : inquiry.over),
    committed: () => {
      core.space.wrote();
      witness.note(chain.seriesId() ?? '', chain.head());
      catalog.committed();
      desk.committed();
      listeners.changed('state', 'facts', 'status');
      publishing.due();
    },
    rolledBack: () => {
      catalog.rolledBack();
      desk.rolledBack();
    },
  });
  publishing.due();
  keepCatalogRights(core, options);
  const node: TillNode = {
    ...shopNodeOf(core, chain.seriesId),
    ...tillReading(core, search, lookup, () => keyFor(core, ORGANISATION), chain.seriesId),
    till,
    state: keeper.state,
    takeOwnerStatements: (statements) => takeOwnerStatements(core, statements),
    statements: () => heldStatements(core),
    enrolment: (ports) => {
      const enrolment = new EnrolmentDesk(core, lookup, branchId, ports);
      core.onClose(() => enrolment.close());
      return enrolment;
    },
    execute: (commands) => loop.execute(commands).catch((error: unknown) => refusedByDisk(core, error)),
    close: async () => {
      inquiry.close();
      await loop.idle();
      await publishing.close();
      search.close();
      await core.close();
    },
  };
  return { node, publishDue: publishing.due };
};
