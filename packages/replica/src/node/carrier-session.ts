import type {
  CarrierOutput,
  CarrierPort,
  DocumentRef,
  PeerAddress,
  PeerShare,
  Quarantine,
} from '../carrier/carrier-port.ts';
import type { DeviceKeys } from '../key/device-key.ts';
import { refName } from '../document/document-ref.ts';
import { createAddressBook } from './address-book.ts';
import type { About, AlarmBoard } from './alarm-board.ts';
import { createCatalogHold } from './catalog-hold.ts';
import type { CopyBoard } from './copy-board.ts';
import type { Territory } from './document-map.ts';
import type { TillStore } from '../store/till-store.ts';
import type { Ingest } from './ingest.ts';
import { cloneWords } from './device-words.ts';
import { createHoldingClerk, type HoldingClerk } from './holding-clerk.ts';
import { createMeteredBoard, type MeteredBoard } from './metered-board.ts';
import { createLinkMemory } from './link-memory.ts';
import type { LifeHooks } from './life-hooks.ts';
import type { Self } from './node-port.ts';
import { createOpenTable } from './open-table.ts';
import type { Refill } from './refill.ts';
import type { Roster } from './roster.ts';
import { createTrafficBoard, type TrafficBoard } from './traffic-board.ts';

/** Relays that know so many of our messages say nothing of a document before it is on their disk. */
const STORES_FIRST = 2;

export type CarrierSessionDeps = {
  readonly carrier: CarrierPort;
  readonly self: Self;
  readonly roster: () => Roster;
  readonly territory: () => Territory;
  readonly ingest: Ingest;
  readonly refill: Refill;
  readonly store: Pick<TillStore, 'entries' | 'local' | 'products' | 'transaction'>;
  readonly copies: CopyBoard;
  readonly device: { readonly keys: DeviceKeys };
  readonly later: (run: () => void, delayMs: number) => () => void;
  readonly life: LifeHooks;
  readonly alarm: AlarmBoard['raise'];
  readonly quarantined: (quarantines: readonly Quarantine[]) => void;
  readonly statusChanged: () => void;
  readonly nowMs: () => number;
};

const clerkOf = (deps: CarrierSessionDeps, isLinked: (deviceId: string) => boolean): HoldingClerk =>
  createHoldingClerk({
    ...deps,
    keys: deps.device.keys,
    heldOf: deps.store.entries.heldOf,
    authorOf: (series) => deps.roster().series.get(series)?.deviceId ?? null,
    isLinked,
  });

/** The day of a budget is that of this device's branch; of a device without one, UTC's. */
const meteredOf = (deps: CarrierSessionDeps): MeteredBoard =>
  createMeteredBoard({
    ...deps,
    zone: () => deps.roster().branches.get(deps.self.branchId ?? '')?.zone ?? 'UTC',
    isListed: (deviceId) => deviceId !== deps.self.deviceId && deps.roster().devices.has(deviceId),
    changed: deps.statusChanged,
  });

const marking =
  ({ copies }: CarrierSessionDeps, metered: MeteredBoard): MeteredBoard['set'] =>
  (deviceId, plan) => {
    const isDone = metered.set(deviceId, plan);
    if (isDone) copies.waitingChanged(deviceId);
    return isDone;
  };

/** A carrier that was just started knows nothing; what goes over which link it has to know before it links. */
const starting =
  (
    { ingest, roster }: CarrierSessionDeps,
    metered: MeteredBoard,
    table: ReturnType<typeof createOpenTable>,
  ) =>
  (): void => {
    metered.tellAgain();
    table.tellAgain();
    ingest.tellAgain(roster().series.keys());
  };

/** Tells a till up to which of its entries we hold all. */
const confirming =
  ({ carrier, self, roster, store }: CarrierSessionDeps, clerk: HoldingClerk) =>
  (series: string): void => {
    const place = roster().series.get(series);
    const held = store.entries.heldOf(series);
    if (place === undefined || held === null || place.deviceId === self.deviceId) return;
    carrier.send({ type: 'confirm', to: place.deviceId, series, ...held });
    clerk.held(series);
  };

const carrierEnded = (
  { copies }: CarrierSessionDeps,
  links: ReturnType<typeof createLinkMemory>,
  traffic: TrafficBoard,
): void => {
  links.ended();
  traffic.carrierEnded();
  copies.documentsChanged();
};

const comparing =
  ({ life }: CarrierSessionDeps, settled: (ref: DocumentRef) => void) =>
  (ref: DocumentRef): void => {
    settled(ref);
    life.compared(ref);
  };

type Said<T extends CarrierOutput['type']> = Extract<CarrierOutput, { type: T }>;

const aboutOf = ({ peer, ref }: Said<'alarm'>): About => ({
  deviceId: peer ?? null,
  document: ref === undefined ? null : refName(ref),
});

const refillFrom = async (
  { refill, alarm }: CarrierSessionDeps,
  { ref, objects }: Said<'objects'>,
): Promise<void> => {
  try {
    await refill.content(ref, objects);
  } catch (error) {
    alarm('REFILL-FAILED', `A document could not be refilled: ${String(error)}`);
  }
};

const takeObjects = (deps: CarrierSessionDeps, output: Said<'objects'>): void => {
  if (output.complete) void refillFrom(deps, output);
  else deps.ingest.take(output.ref, output.objects, output.from, output.isAhead);
};

const takeHeld = (
  { copies, life, statusChanged }: CarrierSessionDeps,
  isLinked: (deviceId: string) => boolean,
  output: Said<'held'>,
): void => {
  const { by, series, sequence, hash, isPassedOn = false } = output;
  // Who is linked says it itself, and later than what was passed on.
  if (isPassedOn && isLinked(by)) return;
  if (copies.held(by, series, sequence, hash)) statusChanged();
  if (!isPassedOn) life.held(by, series, output);
};

const takeTraffic = (
  { copies, statusChanged, roster }: CarrierSessionDeps,
  board: TrafficBoard,
  metered: MeteredBoard,
  isSettled: boolean,
  { peers, dials, shares }: Said<'traffic'>,
): void => {
  board.told(peers, dials);
  metered.traffic(board.all().peers);
  // What a relay says of its documents it has stored before: that is how it confirms what it cannot read.
  const stores = ({ deviceId }: PeerShare): boolean =>
    roster().devices.get(deviceId)?.kind === 'relay' &&
    peers.some((peer) => peer.deviceId === deviceId && (peer.program?.protocol ?? 0) >= STORES_FIRST);
  const news = shares.map((share) => copies.shared({ ...share, isSettled }, stores(share)));
  if (news.includes(true)) statusChanged();
};

const tellCloned = ({ alarm, roster, self, life }: CarrierSessionDeps, deviceId: string): void => {
  alarm('DEVICE-CLONED', cloneWords(roster(), self, deviceId), { deviceId });
  if (deviceId === self.deviceId) life.metClone();
};

/**
 * The main process's side of its carrier: tells it which documents and peers there are, again after
 * each of its restarts, and passes on what it says.
 */
export const createCarrierSession = (deps: CarrierSessionDeps) => {
  const { carrier, self, roster } = deps;
  const book = createAddressBook(deps);
  const table = createOpenTable(carrier, self, () => roster().state, deps.territory, book.all);
  const [links, traffic] = [createLinkMemory(), createTrafficBoard(deps.nowMs)];
  const [metered, clerk] = [meteredOf(deps), clerkOf(deps, links.heard)];
  const hold = createCatalogHold(deps.store, () => deps.ingest.waiting() === 0, deps.statusChanged);
  const started = starting(deps, metered, table);

  const heard = (output: CarrierOutput): void => {
    switch (output.type) {
      case 'met':
        return book.met(output.deviceId, output.address);
      case 'opened':
        return deps.refill.opened(output.ref, output.count, output.digest);
      case 'objects':
        return takeObjects(deps, output);
      case 'ready':
      case 'listening':
      case 'links':
      case 'discovery':
        links.told(output);
        if (output.type === 'ready') started();
        return deps.statusChanged();
      case 'traffic':
        hold(output.shares);
        return takeTraffic(deps, traffic, metered, table.isSettled(), output);
      case 'held':
        return takeHeld(deps, links.heard, output);
      case 'asked':
        return deps.life.asked();
      case 'cloned':
        return tellCloned(deps, output.deviceId);
      case 'flushed':
      case 'visit':
        // Somebody else listens for those.
        return undefined;
      case 'alarm':
        if (output.code === 'CARRIER-DIED') carrierEnded(deps, links, traffic);
        return deps.alarm(output.code, output.message, aboutOf(output));
      case 'quarantines':
        return deps.quarantined(output.quarantines);
    }
  };
  const stopListening = carrier.onOutput(heard);

  return {
    /** Whether the carrier was told to open the document, in its present life. */
    isOpen: (ref: DocumentRef): boolean => links.isRunning() && table.isOpen(ref),
    compared: comparing(deps, table.settled),
    registryChanged: (): void => {
      if (links.isRunning()) table.tell();
    },
    confirm: confirming(deps, clerk),
    heard: links.heard,
    isHeard: links.isHeard,
    setPeers: (addresses: readonly PeerAddress[]): void => {
      table.setDial(addresses);
      if (links.isRunning()) table.tellPeers();
    },
    setLinks: table.setLinks,
    /** Where a device was met, the newest first. */
    addressesOf: book.of,
    /** Whether other devices were met in earlier lives, so that they are asked at a start. */
    remembersAddresses: (): boolean => book.all().length > 0,
    status: links.status,
    traffic: traffic.all,
    metered: metered.all,
    meterLink: marking(deps, metered),
    close: (): void => {
      metered.close();
      clerk.close();
      stopListening();
    },
  };
};
export type CarrierSession = ReturnType<typeof createCarrierSession>;
