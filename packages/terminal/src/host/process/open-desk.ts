import { businessDateOf, type FiscalPort } from '@tillmesh/model';
import type { Change, CommandResult, Fault, RunBackup, TillNode } from '@tillmesh/replica';
import type { BackupView } from '../../api/backup-view.ts';
import type { DevicesView } from '../../api/device-view.ts';
import type { FiscalView, Topic } from '../../api/view.ts';
import type { Desk } from '../api/desk.ts';
import type { DeviceHealth } from '../fiscal/device-health.ts';
import { type BackupPlan, createBackupDesk } from '../backup/backup-desk.ts';
import { createEnrolDesk, type EnrolPlace } from '../enrol/enrol-desk.ts';
import { createFiscalDesk } from '../fiscal/fiscal-desk.ts';
import { importProducts } from '../import/product-import.ts';
import { createOwnerSheetDesk } from '../owner/owner-sheet-desk.ts';
import { type BranchBoard, createBranchBoard } from '../live/branch-board.ts';
import { createLastDocument, type LastDocument } from '../live/last-document.ts';
import { createLiveFeed, type Tempo } from '../live/live-feed.ts';
import { devicesView } from '../live/device-rows.ts';
import { TOUCHED_BY, viewMakers } from '../live/view-maker.ts';
import { offsetIn, type TillClock } from './clock.ts';
import { guardDisk } from './disk-guard.ts';
import { localDate, spokenTime } from './local-time.ts';
import type { Log } from '@tillmesh/replica/process/log';

export type DeskPorts = {
  /** The fiscal device of this till, and what is kept of how it does. */
  readonly fiscal: { readonly port: FiscalPort; readonly health: DeviceHealth };
  /** Where backups go, from what folder, and how one is run. */
  readonly backup: BackupPlan & { readonly data: string; readonly run: RunBackup };
  /** Where this till takes links and new devices. */
  readonly enrol: EnrolPlace;
  readonly clock: TillClock;
  /** The machine's own clock, by which links are timed, also in a replay. */
  readonly machineNowMs: () => number;
  readonly random: (length: number) => Uint8Array;
  readonly log: Log;
  /** The disk failed under a sale: the process has to end (architecture: a failed fsync ends selling). */
  readonly diskLost: (fault: Fault) => void;
  /** Runs a task so many milliseconds later, unless it is called off or the process ends before. */
  readonly later: (task: () => void, delayMs: number) => () => void;
};

/**
 * Between two showings. Soon: long enough for a flood from peers to become a few messages, short enough to look
 * instant. Later: with twelve tills and as many screens, making it more often took a third of the processor.
 */
const REST_MS: Readonly<Record<Tempo, number>> = { now: 0, soon: 50, later: 1_000 };

/** What others sold into the same drawer is read again so much later: in a flood it is mostly one sum for hundreds. */
const BOARD_REST_MS = 200;

/** What comes after a quiet time is shown at once; then there is a moment between any two showings. */
const createSchedule = () => {
  const shownMs: Record<Tempo, number> = {
    now: 0,
    soon: Number.NEGATIVE_INFINITY,
    later: Number.NEGATIVE_INFINITY,
  };
  return (task: () => void, when: Tempo): void => {
    const dueMs = shownMs[when] + REST_MS[when];
    const waitMs = when === 'now' ? 0 : dueMs - performance.now();
    if (when !== 'now') shownMs[when] = Math.max(performance.now(), dueMs);
    if (waitMs <= 0) setImmediate(task);
    else setTimeout(task, waitMs).unref();
  };
};

/**
 * The node tells of stock that peers moved; that this till's own commands moved some shows in their
 * answers. `done` may be a stock movement and `document` a void; both are rare enough for a needless look.
 */
const movedStock = (result: CommandResult): boolean =>
  result.ok &&
  (result.answer.kind === 'paid'
    ? result.answer.saleId !== null
    : ['refunded', 'document', 'done'].includes(result.answer.kind));

type FeedParts = {
  readonly lastDocument: LastDocument;
  readonly board: BranchBoard;
  readonly fiscal: () => FiscalView;
  readonly backup: () => BackupView;
};

/** What screens are shown, and what of it a change of the node touches. */
const openFeed = (node: TillNode, ports: DeskPorts, { lastDocument, board, fiscal, backup }: FeedParts) => {
  const { clock, machineNowMs, log } = ports;
  const { zone } = node.till().branch;
  const schedule = createSchedule();
  let catalogRevision = 0;
  let pricesRevision = 0;
  let offSinceMs: number | null = null;
  let { training } = node.state();

  const feed = createLiveFeed({
    makers: viewMakers({
      node,
      lastDocument,
      catalogRevision: () => catalogRevision,
      pricesRevision: () => pricesRevision,
      othersRevision: board.othersRevision,
      nowMs: clock.nowMs,
      fiscal,
      backup,
      machineNowMs,
      offSinceMs: () => offSinceMs,
      spoken: (utcMs) => spokenTime(zone, utcMs, machineNowMs()),
    }),
    schedule,
    failed: (topic: Topic, error: unknown) => log.error('view-failed', error, { topic }),
  });
  const stockMoved = (): void => {
    catalogRevision += 1;
    feed.touch(['catalog'], 'soon');
  };
  node.onChange((change: Change) => {
    if (change === 'facts') board.look();
    if (change === 'catalog' || change === 'stock') stockMoved();
    if (change === 'catalog' || change === 'registry') pricesRevision += 1;
    if (change === 'state' && training !== node.state().training) {
      ({ training } = node.state());
      feed.touch(['till'], 'now');
    }
    for (const { topics, when } of TOUCHED_BY[change]) feed.touch(topics, when);
  });
  return {
    feed,
    stockMoved,
    devices: (): DevicesView => {
      const nowMs = machineNowMs();
      const today = localDate(zone, nowMs);
      return devicesView({
        node,
        offSinceMs,
        machineNowMs: nowMs,
        nowMs: clock.nowMs(),
        isToday: (utcMs) => localDate(zone, utcMs) === today,
      });
    },
    switchLinks: (on: boolean): void => {
      if (on) offSinceMs = null;
      else offSinceMs ??= machineNowMs();
      node.setLinks(on);
      feed.touch(['sync'], 'now');
    },
  };
};

const openBoard = (node: TillNode, { later }: DeskPorts, changed: () => void): BranchBoard =>
  createBranchBoard({ node, soon: (task) => void later(task, BOARD_REST_MS), changed });

/** Puts around an open node what the host keeps for its screens and scripts. */
export const openDesk = (node: TillNode, ports: DeskPorts): Desk => {
  const { clock, random, log } = ports;
  const timers = { nowMs: ports.machineNowMs, later: ports.later };
  const { zone } = node.till().branch;
  const lastDocument = createLastDocument(node);
  const board = openBoard(node, ports, () => feed.touch(['shift'], 'later'));
  const guarded = guardDisk(node.execute, ports.diskLost);
  const freshId = (): string => Buffer.from(random(16)).toString('hex');
  const { feed, stockMoved, switchLinks, devices } = openFeed(node, ports, {
    lastDocument,
    board,
    fiscal: () => fiscal.view(),
    backup: () => backup.view(),
  });
  const backup = createBackupDesk({
    ...ports.backup,
    nowMs: ports.machineNowMs,
    later: ports.later,
    changed: () => feed.touch(['sync'], 'soon'),
    failed: ({ code }) => log.info('backup-failed', { code }),
  });
  const fiscal = createFiscalDesk({
    node,
    ...ports.fiscal,
    execute: guarded,
    freshId,
    later: ports.later,
    changed: () => feed.touch(['till'], 'soon'),
    failed: (error) => log.error('fiscal-failed', error),
  });
  const execute: TillNode['execute'] = async (commands) => {
    const results = await guarded(commands);
    lastDocument.remember(results);
    feed.touch(['lastDocument'], 'now');
    if (results.some(movedStock)) stockMoved();
    fiscal.committed();
    backup.committed(results);
    return results;
  };
  const enrol = createEnrolDesk({
    ...ports.enrol,
    node,
    execute,
    freshId,
    spoken: (utcMs) => spokenTime(zone, utcMs, clock.nowMs()),
    timers,
  });
  const today = (): string => {
    const { cutoffMinutes } = node.till().branch;
    const now = { utcMs: clock.nowMs(), offsetMinutes: offsetIn(zone, clock) };
    return businessDateOf(now, cutoffMinutes, node.state().lastBusinessDate);
  };

  return {
    node,
    feed,
    fiscal,
    backup,
    board,
    devices,
    enrol,
    ownerSheet: createOwnerSheetDesk({ node, execute, freshId, timers }),
    execute,
    importProducts: (request) => importProducts({ node, execute, freshId, today }, request),
    switchLinks,
    setClock: clock.set,
    nowMs: clock.nowMs,
  };
};
