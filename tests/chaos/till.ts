import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SyncView } from '../../packages/terminal/src/api/view.ts';
import { type LocalApi, openLocalApi } from '../../scripts/chain/local-api.ts';
import { type LaunchedProcess, launchProcess } from '../../scripts/process/own-process.ts';
import { childrenOf } from '../../scripts/process/process-use.ts';
import { syncViewOf } from './live-view.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const READY = /ready at (http:[^\s,]+)/;
/** Beside dying processes and whatever else the machine does. */
const READY_MS = 180_000;

export type TillPlan = {
  readonly code: string;
  readonly deviceId: string;
  readonly branch: string;
  readonly folder: string;
  readonly logFolder: string;
  readonly apiPort: number;
  /** `host:port` at which other devices reach it; empty: it is told nothing, and finds others by itself. */
  readonly listen: string;
  readonly peers: readonly string[];
  /** A program that becomes Node, as `ip netns exec NAME` does. */
  readonly within?: readonly string[];
};

/** A till as a process that may be ended, frozen or hurt at any moment, its first included. */
export type ChaosTill = Omit<TillPlan, 'within' | 'logFolder'> & {
  /** Begins a start and does not wait for it. */
  readonly launch: () => Promise<LaunchedProcess>;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** SIGKILL, whether it is ready or not. */
  readonly kill: () => Promise<void>;
  readonly running: () => boolean;
  /** Exit code of the newest start, null when a signal ended it. */
  readonly exited: () => Promise<number | null>;
  readonly pid: () => number;
  /** The replica process; null while there is none. */
  readonly carrierPid: () => number | null;
  /** Asks the newest start that got ready. */
  readonly api: () => LocalApi;
  readonly syncView: () => Promise<SyncView>;
};

const argumentsOf = ({ folder, apiPort, listen, peers }: TillPlan): readonly string[] => [
  join(ROOT, 'packages/terminal/src/host/main.ts'),
  '--data',
  folder,
  '--port',
  String(apiPort),
  ...(listen === '' ? [] : ['--listen', listen]),
  ...peers.flatMap((peer) => ['--peer', peer]),
];

export const createChaosTill = (plan: TillPlan): ChaosTill => {
  const { within, logFolder, ...place } = plan;
  let launched: LaunchedProcess | null = null;
  let api: LocalApi | null = null;
  const current = (): LaunchedProcess => {
    if (launched === null) throw new Error(`${plan.code} was never started`);
    return launched;
  };
  const launch = async (): Promise<LaunchedProcess> => {
    api = null;
    launched = await launchProcess({
      name: plan.code,
      args: argumentsOf(plan),
      ready: READY,
      readyTimeoutMs: READY_MS,
      logFile: join(logFolder, `${plan.code}.log`),
      ...(within === undefined ? {} : { within }),
    });
    return launched;
  };
  return {
    ...place,
    launch,
    start: async () => {
      await (
        await launch()
      ).ready;
    },
    stop: async () => {
      if (launched?.running() === true) await launched.stop();
    },
    kill: async () => {
      if (launched?.running() === true) await launched.kill();
    },
    running: () => launched?.running() === true,
    exited: () => current().exited,
    pid: () => current().pid,
    carrierPid: () => childrenOf(current().pid)[0] ?? null,
    api: () => {
      api ??= openLocalApi(plan.folder);
      return api;
    },
    syncView: () => syncViewOf(plan.folder),
  };
};
