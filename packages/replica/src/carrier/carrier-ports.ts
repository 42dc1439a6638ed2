import { ChunkStore, type ChunkAlarm } from '../chunk-store/chunk-store.ts';
import { openChunkTable } from '../chunk-store/documents-file.ts';
import type { DiskHook } from '../database/disk-hook.ts';
import type { OpenDiscovery } from '../discovery/discovery-port.ts';
import { openDnsSd } from '../discovery/dns-sd.ts';
import { tlsTransport } from '../link/tls-transport.ts';
import type { Fault } from '../fault.ts';
import { DEFAULT_TIMING, type LinkTiming, type Timers } from '../link/timers.ts';
import type { Transport } from '../link/transport.ts';
import type { LoadedTable } from './loaded-table.ts';
import type { QuarantineOrders } from './strike-book.ts';
import type { WorkNote } from './work-note.ts';

/** What the carrier takes from the world. */
export type CarrierPorts = {
  timers: Timers;
  timing: LinkTiming;
  transport: Transport;
  /** How devices on one network find each other; used by those that are told to. */
  openDiscovery: OpenDiscovery;
  /** From 0 up to 1. */
  random: () => number;
  /** `onLost`: the documents file cannot be read any more. */
  openStore: (
    databaseFile: string,
    onAlarm: (alarm: ChunkAlarm) => void,
    onLost: (fault: Fault) => void,
    isRelay: boolean,
  ) => ChunkStore;
  /**
   * What failed inside Automerge and leaves its memory in doubt. A process of its own ends here and is started
   * again; then it is refilled.
   */
  onPanic: (error: unknown) => void;
  /** Which document is worked on is noted here; without it nobody watches. */
  work?: WorkNote;
  /** Documents are loaded when they are needed and unloaded when they are not; left out: all are loaded. */
  loaded?: LoadedTable;
  /** Of a relay: from the arrival of a change to its being stored, in milliseconds. */
  onStored?: (ms: number) => void;
  /** Of a relay: whether its organisation has used up its room, so that nothing more of it is stored. */
  isFull?: () => boolean;
  /** Given at a start of the replica process: what is not opened, muted, and set aside. */
  orders?: QuarantineOrders;
};

const processTimers: Timers = {
  nowMs: () => Date.now(),
  later: (run, delayMs) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  soon: (run) => void setImmediate(run),
};

/** The world as this process has it. A panic ends the process, as an uncaught exception does. `disk`: of a simulation. */
export const processPorts = (disk?: DiskHook): CarrierPorts => ({
  timers: processTimers,
  timing: DEFAULT_TIMING,
  transport: tlsTransport,
  openDiscovery: openDnsSd,
  random: () => Math.random(),
  openStore: (databaseFile, onAlarm, onLost, isRelay) =>
    openStore({ databaseFile, timers: processTimers, onAlarm, onLost, disk, isRelay }),
  onPanic: (error) => {
    setImmediate(() => {
      throw error instanceof Error ? error : new Error(String(error));
    });
  },
});

/** What reaches a relay within this time becomes one transaction; until then nobody else is told of it. */
const RELAY_GATHER_MS = 20;

type StoreOptions = {
  readonly databaseFile: string;
  readonly timers: Timers;
  readonly onAlarm: (alarm: ChunkAlarm) => void;
  readonly onLost: (fault: Fault) => void;
  readonly disk: DiskHook | undefined;
  readonly isRelay: boolean;
};

const openStore = ({ databaseFile, timers, onAlarm, onLost, disk, isRelay }: StoreOptions): ChunkStore => {
  // A simulated disk knows of commits that wait for it only.
  const inBackground = isRelay && disk === undefined;
  const { table, setAside, saved } = openChunkTable(databaseFile, timers.nowMs(), { disk, inBackground });
  if (setAside !== null) {
    const message = `The documents file was damaged. It was set aside as ${setAside}; ${saved} parts were saved from it, and the rest is filled anew.`;
    onAlarm({ code: 'DOCUMENTS-SET-ASIDE', message, documentId: null });
  }
  const { later, nowMs } = timers;
  return new ChunkStore({
    table,
    later,
    nowMs,
    onAlarm,
    onLost,
    inBackground,
    ...(isRelay ? { gatherMs: RELAY_GATHER_MS } : {}),
  });
};
