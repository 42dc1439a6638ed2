import { businessDateOf } from '@tillmesh/model';
import type { Change, CommandResult, Fault, TillNode } from '@tillmesh/replica';
import type { Topic } from '../../api/view.ts';
import type { Desk } from '../api/desk.ts';
import { importProducts } from '../import/product-import.ts';
import { createLastDocument } from '../live/last-document.ts';
import { createLiveFeed } from '../live/live-feed.ts';
import { TOUCHED_BY, viewMakers } from '../live/view-maker.ts';
import { offsetIn, type TillClock } from './clock.ts';
import { guardDisk } from './disk-guard.ts';
import { spokenTime } from './local-time.ts';
import type { Log } from '@tillmesh/replica/process/log';

export type DeskPorts = {
  readonly clock: TillClock;
  /** The machine's own clock, by which links are timed, also in a replay. */
  readonly machineNowMs: () => number;
  readonly random: (length: number) => Uint8Array;
  readonly log: Log;
  /** The disk failed under a sale: the process has to end (architecture: a failed fsync ends selling). */
  readonly diskLost: (fault: Fault) => void;
};

/** Long enough for a flood from peers to become a few messages, short enough to look instant. */
const SOON_MS = 50;

const schedule = (task: () => void, when: 'now' | 'soon'): void => {
  if (when === 'now') setImmediate(task);
  else setTimeout(task, SOON_MS).unref();
};

/**
 * The node tells of stock that peers moved; that this till's own commands moved some shows in their
 * answers. `done` may be a stock movement, and is rare enough for a needless look.
 */
const movedStock = (result: CommandResult): boolean =>
  result.ok &&
  (result.answer.kind === 'paid'
    ? result.answer.saleId !== null
    : ['refunded', 'done'].includes(result.answer.kind));

/** Puts around an open node what the host keeps for its screens and scripts. */
export const openDesk = (node: TillNode, ports: DeskPorts): Desk => {
  const { clock, machineNowMs, random, log } = ports;
  const { zone } = node.till().branch;
  const lastDocument = createLastDocument(node);
  let catalogRevision = 0;
  let offSinceMs: number | null = null;

  const feed = createLiveFeed({
    makers: viewMakers({
      node,
      lastDocument,
      catalogRevision: () => catalogRevision,
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
    if (change === 'catalog' || change === 'stock') stockMoved();
    const { topics, when } = TOUCHED_BY[change];
    feed.touch(topics, when);
  });

  const guarded = guardDisk(node.execute, ports.diskLost);
  const execute: TillNode['execute'] = async (commands) => {
    const results = await guarded(commands);
    lastDocument.remember(results);
    feed.touch(['lastDocument'], 'now');
    if (results.some(movedStock)) stockMoved();
    return results;
  };
  const today = (): string => {
    const { cutoffMinutes } = node.till().branch;
    const now = { utcMs: clock.nowMs(), offsetMinutes: offsetIn(zone, clock) };
    return businessDateOf(now, cutoffMinutes, node.state().lastBusinessDate);
  };
  const freshId = (): string => Buffer.from(random(16)).toString('hex');

  return {
    node,
    feed,
    execute,
    importProducts: (request) => importProducts({ node, execute, freshId, today }, request),
    switchLinks: (on) => {
      if (on) offSinceMs = null;
      else offSinceMs ??= machineNowMs();
      node.setLinks(on);
      feed.touch(['sync'], 'now');
    },
    setClock: clock.set,
    nowMs: clock.nowMs,
  };
};
