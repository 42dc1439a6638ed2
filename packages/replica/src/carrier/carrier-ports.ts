import { ChunkStore, type ChunkAlarm } from '../chunk-store/chunk-store.ts';
import { openChunkTable } from '../chunk-store/documents-file.ts';
import type { DiskHook } from '../database/disk-hook.ts';
import type { OpenDiscovery } from '../discovery/discovery-port.ts';
import { openDnsSd } from '../discovery/dns-sd.ts';
import { tlsTransport } from '../link/tls-transport.ts';
import type { Fault } from '../fault.ts';
import { DEFAULT_TIMING, type LinkTiming, type Timers } from '../link/timers.ts';
import type { Transport } from '../link/transport.ts';
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
  ) => ChunkStore;
  /**
   * What failed inside Automerge and leaves its memory in doubt. A process of its own ends here and is started
   * again; then it is refilled.
   */
  onPanic: (error: unknown) => void;
  /** Which document is worked on is noted here; without it nobody watches. */
  work?: WorkNote;
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
  openStore: (databaseFile, onAlarm, onLost) =>
    openStore({ databaseFile, timers: processTimers, onAlarm, onLost, disk }),
  onPanic: (error) => {
    setImmediate(() => {
      throw error instanceof Error ? error : new Error(String(error));
    });
  },
});

type StoreOptions = {
  readonly databaseFile: string;
  readonly timers: Timers;
  readonly onAlarm: (alarm: ChunkAlarm) => void;
  readonly onLost: (fault: Fault) => void;
  readonly disk: DiskHook | undefined;
};

const openStore = ({ databaseFile, timers, onAlarm, onLost, disk }: StoreOptions): ChunkStore => {
  const { table, setAside, saved } = openChunkTable(databaseFile, timers.nowMs(), disk);
  if (setAside !== null) {
    const message = `The documents file was damaged. It was set aside as ${setAside}; ${saved} parts were saved from it, and the rest is filled anew.`;
    onAlarm({ code: 'DOCUMENTS-SET-ASIDE', message, documentId: null });
  }
  return new ChunkStore({ table, later: timers.later, nowMs: timers.nowMs, onAlarm, onLost });
};
