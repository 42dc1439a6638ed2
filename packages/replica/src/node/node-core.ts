import { join } from 'node:path';
import type { CarrierConfig, CarrierPort, ListenAddress, PeerAddress } from '../carrier/carrier-port.ts';
import { createDeviceClock, type DeviceClock } from '../clock/device-clock.ts';
import type { DiskHook } from '../database/disk-hook.ts';
import { Fault } from '../fault.ts';
import { type DeviceFolder, readDeviceFolder } from '../key/device-folder.ts';
import { type RandomBytes, systemRandom } from '../key/random.ts';
import { readOrganisationFile } from '../setup/organisation-file.ts';
import { type AtRest, deviceAtRest } from '../store/at-rest.ts';
import { openTillFile, type OpenedTillFile } from '../store/till-file.ts';
import type { TillStore } from '../store/till-store.ts';
import { ROW_DAMAGED, salvageWords } from './after-damage.ts';
import { createAfterSlice, type SliceHooks } from './after-slice.ts';
import { type CarrierSession, createCarrierSession } from './carrier-session.ts';
import { createCopyBoard } from './copy-board.ts';
import { createDiskSpace, type DiskSpace } from './disk-space.ts';
import { createFactReader, type FactReader } from './fact-reader.ts';
import { foldHeldFacts } from './fold-held-facts.ts';
import { holdFolder } from './folder-lock.ts';
import { createIngest, type Ingest } from './ingest.ts';
import { createListenerList, type ListenerList } from './listener-list.ts';
import type { Self } from './node-port.ts';
import { processLater } from './process-later.ts';
import { createRottenDesk } from './rotten.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createKeyKeeper } from './key-keeper.ts';
import { type LifeHooks, NO_LIFE } from './life-hooks.ts';
import { keptQuarantines } from './quarantine-board.ts';
import { createRefill } from './refill.ts';
import { createStatementWatch } from './statement-watch.ts';
import { createStatusBoards, type StatusBoards } from './status-board.ts';
import { createRegistryKeeper, type RegistryKeeper } from './registry-keeper.ts';

/** What a device's program needs from outside. */
export type NodeOptions = {
  /** The device folder: `device.json`, `device.key`, `organisation.json`, `till.db`, `documents.db`. */
  readonly folder: string;
  readonly passphrase?: string;
  /** UTC milliseconds. Injected in a replay. */
  readonly clock: { readonly nowMs: () => number };
  readonly random?: RandomBytes;
  /** Where peers may dial this device; null for a device nobody dials. */
  readonly listen: ListenAddress | null;
  /** Whether devices of the organisation on the same network are looked for; default: no. */
  readonly discover?: boolean;
  readonly dial: readonly PeerAddress[];
  /** The version of the program that opens it, told to peers; left out: they are told none. */
  readonly program?: string;
  readonly carrier: (config: CarrierConfig) => CarrierPort;
  /** Only a simulation gives one; that of `documents.db` is its carrier's. */
  readonly disk?: DiskHook;
  /**
   * `till.db` was found damaged while the device ran, or its disk failed, whatever met it: it takes nothing more, and
   * only the next open salvages it or shows what is there. To end the program and start it again is the caller's.
   */
  readonly onDamage?: (fault: Fault) => void;
  /** How often a few records are looked at for rot; default: never. */
  readonly lookForRotMs?: number;
  /** Room kept on the disk for when it is full; default: none. */
  readonly reserveBytes?: number;
  /** Runs once after `delayMs`, and returns what cancels it; default: the process's timers. */
  readonly later?: (run: () => void, delayMs: number) => () => void;
  /** Only a test of what sealing does gives another one. */
  readonly atRest?: (storageKey: Uint8Array) => AtRest;
};

/** What tills and reporters have in common. */
export type NodeCore = StatusBoards & {
  readonly self: Self;
  readonly device: DeviceFolder;
  readonly random: RandomBytes;
  readonly nowMs: () => number;
  /** Under which this device signs. */
  readonly clock: DeviceClock;
  readonly store: TillStore;
  readonly registry: RegistryKeeper;
  readonly reader: FactReader;
  readonly carrier: CarrierPort;
  readonly session: CarrierSession;
  readonly ingest: Ingest;
  readonly outbox: Outbox;
  readonly copies: ReturnType<typeof createCopyBoard>;
  readonly space: DiskSpace;
  readonly listeners: ListenerList;
  /** After statements of this device's own were committed, or came. */
  readonly registryChanged: () => void;
  /** Adds to what ends with it. */
  readonly onClose: (close: () => void) => void;
  readonly close: () => Promise<void>;
  /** At once, after an open that failed: another may follow in the same turn. */
  readonly abandon: () => void;
};

/** What the kind of device adds: who it is in the ledger, and what it does with what came. */
export type CoreHooks = SliceHooks & {
  readonly ownSeries: () => string | null;
  /** Entries of these series came; inside the transaction that takes them. */
  readonly entriesTaking: (series: ReadonlySet<string>) => void;
  /** What a device that writes a series must know of its other lives. */
  readonly life?: LifeHooks;
  /** The carrier has saved all and ended; till.db is still open. */
  readonly carrierClosed?: () => void;
};

const selfIn = (registry: RegistryKeeper, deviceId: string): Self => {
  const found = registry.roster().devices.get(deviceId);
  if (found === undefined) {
    throw new Fault(
      'DEVICE-NOT-LISTED',
      'The organisation does not list this device.',
      'Nothing was changed. Enrol the device, or copy a newer organisation.json into its folder.',
    );
  }
  return { deviceId, kind: found.kind, branchId: found.branchId, code: found.code };
};

/** Whether this kind of device is what the caller opens; throws the Fault that says so, before anything is started. */
export type CheckSelf = (self: Self) => void;

export const openNodeCore = (options: NodeOptions, hooks: CoreHooks, checkSelf: CheckSelf): NodeCore => {
  const { folder, passphrase } = options;
  const secret =
    passphrase === undefined ? ({ kind: 'file' } as const) : ({ kind: 'passphrase', passphrase } as const);
  const device = readDeviceFolder(folder, secret);
  const organisation = readOrganisationFile(folder);
  const letGo = holdFolder(folder);
  const damage = createDamageBoard(options.onDamage);
  let rowDamage: (fault: Fault) => void = () => undefined;
  let opened: OpenedTillFile | null = null;
  let carrier: CarrierPort | null = null;
  try {
    opened = openTillFile({
      file: join(folder, 'till.db'),
      atRest: (options.atRest ?? deviceAtRest)(device.storageKey),
      deviceId: device.keys.deviceId,
      nowMs: options.clock.nowMs,
      ...(options.disk === undefined ? {} : { disk: options.disk }),
      onDamage: damage.met,
      onDiskFailed: damage.met,
      onRowDamage: (fault) => rowDamage(fault),
    });
    const { store, salvaged } = opened;
    const registry = createRegistryKeeper(store, organisation.organisationId, device.keys);
    store.transaction(() => registry.add(organisation.statements));
    registry.refresh();
    const self = selfIn(registry, device.keys.deviceId);
    checkSelf(self);
    const reader = createFactReader(store, registry.roster, device.keys.deviceId);
    const unread = foldHeldFacts(store, reader);
    carrier = options.carrier({
      organisation: organisation.organisationId,
      self: { ...self, tlsKeyHash: device.keys.public.tlsKeyHash },
      tls: { key: device.keys.tlsPrivateKeyPem, cert: device.keys.tlsCertificatePem },
      signPrivate: device.keys.signPrivate,
      databaseFile: join(folder, 'documents.db'),
      listen: options.listen,
      ...(options.program === undefined ? {} : { program: options.program }),
      isDiscovering: options.discover === true,
      quarantines: keptQuarantines(store),
    });
    const core = wireCore(options, hooks, { self, device, store, registry, reader, carrier }, letGo);
    if (unread > 0)
      core.alarms.raise('FACTS-UNREAD', `${unread} entries cannot be read: shifts and refunds lack them.`);
    if (salvaged !== null) core.alarms.raise('TILL-SALVAGED', salvageWords(salvaged));
    rowDamage = ({ message }) => core.alarms.raise('ROW-DAMAGED', `${message} ${ROW_DAMAGED}`);
    damage.tell((fault) => core.alarms.raise(fault.code, `${fault.message} ${fault.nextStep}`));
    return core;
  } catch (error) {
    void carrier?.close();
    opened?.store.close();
    letGo();
    throw error;
  }
};

/** Damage may be met before there is anybody to tell of it. */
const createDamageBoard = (onDamage: NodeOptions['onDamage']) => {
  let told: ((fault: Fault) => void) | null = null;
  return {
    met: (fault: Fault): void => {
      told?.(fault);
      if (told !== null) onDamage?.(fault);
    },
    tell: (tell: (fault: Fault) => void): void => {
      told = tell;
    },
  };
};

/** When nothing is carried any more: what the kind of device has to say, and then everything is shut. */
const lastSteps = (hooks: CoreHooks, parts: readonly { readonly close: () => void }[]) => (): void => {
  try {
    hooks.carrierClosed?.();
  } finally {
    for (const part of parts) part.close();
  }
};

/** How a core ends: first what works, then the carrier, which saves, and last what both need. */
const endings = (
  carrier: CarrierPort,
  parts: readonly { readonly close: () => void }[],
  last: () => void,
): Pick<NodeCore, 'onClose' | 'close' | 'abandon'> => {
  const added: (() => void)[] = [];
  const stop = (): void => {
    for (const part of parts) part.close();
    for (const close of added) close();
  };
  return {
    onClose: (close) => void added.push(close),
    close: async () => {
      stop();
      await carrier.close();
      last();
    },
    abandon: () => {
      stop();
      void carrier.close();
      last();
    },
  };
};

type CoreParts = Pick<NodeCore, 'self' | 'device' | 'store' | 'registry' | 'reader' | 'carrier'>;

const wireCore = (options: NodeOptions, hooks: CoreHooks, parts: CoreParts, letGo: () => void): NodeCore => {
  const { self, store, registry, carrier } = parts;
  const [{ nowMs }, clock] = [options.clock, createDeviceClock()];
  const listeners = createListenerList();
  const changed = (): void => listeners.changed('status');
  const boards = createStatusBoards(store, carrier, nowMs, changed);
  const { alarms, exceptions, quarantines } = boards;
  const isOwn = (series: string): boolean => registry.roster().series.get(series)?.deviceId === self.deviceId;
  const copies = createCopyBoard({ store, presentSeries: hooks.ownSeries, isOwn, changed });
  const outbox = createOutbox(carrier, (ref) => session.isOpen(ref), copies.documentsChanged);
  const watchStatements = createStatementWatch(registry.roster().state, alarms.raise, exceptions.isKept);
  const registryChanged = (): void => {
    registry.refresh();
    watchStatements(registry.roster().state);
    session.registryChanged();
    ingest.retry();
    keys.look();
    listeners.changed('registry');
  };
  const ingest = createIngest({
    ...parts,
    roster: registry.roster,
    deviceId: self.deviceId,
    hear: (heard) => clock.hear(heard, nowMs()),
    taking: ({ series }) => hooks.entriesTaking(series),
    taken: (touched) => afterSlice(touched),
    durable: (series) => series.forEach(session.confirm),
    monotonicMs: () => performance.now(),
    alarm: alarms.raise,
    later: options.later ?? processLater,
  });
  const refill = createRefill(store, carrier, ingest, (ref) => session.compared(ref));
  const rotten = createRottenDesk({ store, carrier, alarm: alarms.raise }, options.lookForRotMs);
  const session = createCarrierSession({
    ...parts,
    ...registry,
    ingest,
    refill,
    copies,
    later: options.later ?? processLater,
    life: hooks.life ?? NO_LIFE,
    alarm: alarms.raise,
    quarantined: quarantines.told,
    statusChanged: changed,
    nowMs,
  });
  const passing = { hooks, outbox, listeners, registryChanged };
  const afterSlice = createAfterSlice({ ...boards, ...parts, ...passing, nowMs });
  const keys = createKeyKeeper({ ...parts, outbox, alarms, registryChanged }, options);
  const last = lastSteps(hooks, [exceptions, store, { close: letGo }]);
  session.setPeers(options.dial);
  // What an end of the process left unjudged, or an older version of this program did not understand.
  ingest.retry();
  ingest.retryNotUnderstood();
  keys.look();

  return {
    ...parts,
    random: options.random ?? systemRandom,
    nowMs,
    clock,
    session,
    ingest,
    outbox,
    copies,
    ...boards,
    space: createDiskSpace(options.folder, options.reserveBytes ?? 0, nowMs),
    listeners,
    registryChanged,
    ...endings(carrier, [session, refill, ingest, rotten, keys, outbox, listeners], last),
  };
};
