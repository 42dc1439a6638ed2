import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandBody, FiscalPort } from '@tillmesh/model';
import {
  type CarrierConfig,
  type CarrierPort,
  type Chain,
  createChain,
  Joining,
  makeBackup,
  openTillNode,
  type PeerAddress,
  type RunBackup,
  type TillNode,
} from '@tillmesh/replica';
import { createCarrier } from '@tillmesh/replica/carrier';
import type { DiskHook } from '@tillmesh/replica/port';
import type { CommandReply } from '../../api/view.ts';
import { createDeviceHealth } from '../fiscal/device-health.ts';
import { NULL_DEVICE } from '../fiscal/null-device.ts';
import { openScreen, type TestScreen } from '../live/screen.fixture.ts';
import { createClock, type TillClock } from './clock.ts';
import { createLater } from './later.fixture.ts';
import { createLog } from '@tillmesh/replica/process/log';
import type { DeskPorts } from './open-desk.ts';
import { startTill, type TillFolder, type TillProcess } from './till-process.ts';

/** A morning at the shop; tests take the time from here and never from the machine. */
export const MORNING_MS = Date.UTC(2026, 4, 4, 8, 0);

export const OWNER = { name: 'Amelia', role: 'owner', pin: '482913' } as const;
export const CASHIER = { name: 'Sam', role: 'cashier', pin: '1357' } as const;

export type Mark = 'real' | 'demo' | 'replay';
export type Answered<T> = { readonly status: number; readonly body: T };

export type TestTill = {
  readonly folder: string;
  readonly address: () => string;
  readonly said: readonly string[];
  readonly logged: readonly string[];
  /** Asks as a script, or with `token`. */
  readonly ask: <T>(method: string, path: string, body?: unknown, token?: string) => Promise<Answered<T>>;
  readonly run: (...bodies: readonly CommandBody[]) => Promise<readonly CommandReply[]>;
  readonly staffId: (name: string) => string;
  readonly openScreen: () => Promise<TestScreen>;
  readonly node: () => TillNode;
  /** Has what was put off until later happen now. */
  readonly passTime: () => void;
  /** The same, and from now on nothing is put off. */
  readonly hurryTime: () => void;
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly remove: () => Promise<void>;
};

export const freshId = (): string => randomBytes(16).toString('hex');

/** What a test asks of its till besides. */
export type TestTillOptions = {
  /** A clock that a script sets. */
  readonly injected?: boolean;
  readonly fiscal?: FiscalPort;
  readonly carrier?: (config: CarrierConfig) => CarrierPort;
  readonly disk?: DiskHook;
  readonly reserveBytes?: number;
  /** Where backups go; default: nowhere. */
  readonly backupTo?: string;
  readonly runBackup?: RunBackup;
  readonly machineNowMs?: () => number;
};

const planOf = (
  name: string,
  mark: Mark,
  tills: readonly string[],
  staff: readonly { name: string; role: string; pin: string }[],
) => ({
  name,
  mark,
  branches: [{ name: 'Harbour Quay', country: 'GB', tills }],
  staff,
  relay: false,
  reporter: false,
});

type Place = {
  readonly folder: string;
  readonly options: TestTillOptions;
  /** False: an empty folder for the first run. */
  readonly made: boolean;
  readonly staff: Chain['staff'];
  /** Whether other tills can link this one. */
  readonly listens: boolean;
};

/** A backup that leaves no process running. */
const inThisProcess: RunBackup = (request) => ({ result: makeBackup(request), kill: () => undefined });

const clockOf = (injected: boolean): TillClock => {
  let now = MORNING_MS;
  return injected
    ? createClock({ kind: 'injected', startMs: MORNING_MS }, () => MORNING_MS)
    : { nowMs: () => (now += 1_000), set: null };
};

/** A till's folder whose replica runs in this process, so that a test leaves nothing running. */
const createProcess = ({ folder, options, made, listens }: Place, later: DeskPorts['later']) => {
  const said: string[] = [];
  const logged: string[] = [];
  const clock = clockOf(options.injected === true);
  const health = createDeviceHealth();
  let node: TillNode | null = null;
  let isNew = !made;
  let dial: readonly PeerAddress[] = [];
  const open = (): TillNode => {
    node = openTillNode({
      folder,
      clock,
      listen: listens ? { host: '127.0.0.1', port: 0 } : null,
      dial,
      carrier: options.carrier ?? createCarrier,
      fiscalDevice: health.state,
      ...(options.disk === undefined ? {} : { disk: options.disk }),
      ...(options.reserveBytes === undefined ? {} : { reserveBytes: options.reserveBytes }),
    });
    return node;
  };
  const place: TillFolder = {
    open: () => (isNew ? null : open()),
    joining: () => new Joining({ folder, kind: 'till', timers: { later }, changed: () => undefined }),
    joined: (device) => {
      isNew = false;
      dial = device.peers;
      return open();
    },
    found: async ({ organisation, ownerName, ownerPin }) => {
      const owner = { name: ownerName, role: 'owner', pin: ownerPin };
      const plan = planOf(organisation, 'real', ['H1'], [owner]);
      const { recoverySheet } = await createChain(folder, plan, {
        nowMs: MORNING_MS,
        folderOf: () => folder,
      });
      isNew = false;
      return { node: open(), recoverySheet };
    },
  };
  const backup = { to: options.backupTo ?? null, everyHours: 24 };
  const start = (): Promise<TillProcess> =>
    startTill(
      {
        data: folder,
        port: 0,
        listen: null,
        discover: false,
        peers: [],
        enrolPort: 0,
        backup,
        clock: { kind: 'machine' },
      },
      {
        folder: place,
        fiscal: { port: options.fiscal ?? NULL_DEVICE, health },
        backup: { ...backup, data: folder, run: options.runBackup ?? inThisProcess },
        enrol: {
          listen: listens ? { host: '127.0.0.1', port: 0 } : null,
          port: 0,
          peers: [],
          interfaces: () => ({}),
          announce: () => () => undefined,
        },
        watchWindows: () => ({ found: () => [], close: () => undefined }),
        clock,
        machineNowMs: options.machineNowMs ?? clock.nowMs,
        random: randomBytes,
        later,
        log: createLog((line) => logged.push(line), clock.nowMs),
        screenFolder: folder,
        version: '0.1.0',
        say: (line) => said.push(line),
        diskLost: () => failed(),
      },
    );
  return { said, logged, start, node: () => node ?? failed() };
};

const openTestTill = async (place: Place): Promise<TestTill> => {
  const { folder, staff } = place;
  const { later, ...passing } = createLater();
  const { said, logged, node, ...run } = createProcess(place, later);
  let till: TillProcess | null = await run.start();

  const address = (): string => till?.address ?? failed();
  const machineToken = (): string => readFileSync(join(folder, 'api-token'), 'utf8').trim();
  const ask = async <T>(
    method: string,
    path: string,
    body?: unknown,
    token?: string,
  ): Promise<Answered<T>> => {
    const response = await fetch(new URL(path, address()), {
      method,
      headers: {
        authorization: `Bearer ${token ?? machineToken()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    return { status: response.status, body: (isJson ? JSON.parse(text) : text) as T };
  };
  const stop = async (): Promise<void> => {
    await till?.close();
    till = null;
  };
  return {
    folder,
    address,
    said,
    logged,
    ask,
    run: async (...bodies) => {
      const commands = bodies.map((body) => ({ ...body, id: freshId() }));
      return (await ask<readonly CommandReply[]>('POST', '/api/commands', commands)).body;
    },
    staffId: (name) => staff.find((person) => person.name === name)?.id ?? failed(),
    openScreen: () => openScreen(address(), machineToken()),
    node,
    ...passing,
    stop,
    start: async () => {
      till = await run.start();
    },
    remove: async () => {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
};

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'tillmesh-till-'));

/** A chain of one till, opened and answering; with `mark` null an empty folder for the first run. */
export const startTestTill = async (
  mark: Mark | null,
  options: TestTillOptions = {},
  /** Whether other tills can link it. */
  listens = false,
): Promise<TestTill> => {
  const folder = newFolder();
  if (mark === null) return openTestTill({ folder, options, made: false, staff: [], listens });
  const plan = planOf('Harbour & Sons', mark, ['H1'], [OWNER, CASHIER]);
  const { staff } = await createChain(folder, plan, { nowMs: MORNING_MS, folderOf: () => folder });
  return openTestTill({ folder, options, made: true, staff, listens });
};

const portOf = (node: TillNode): Promise<number> =>
  new Promise((resolve) => {
    const stop = node.onChange(() => look());
    const look = (): void => {
      const { port } = node.status();
      if (port === null) return;
      stop();
      resolve(port);
    };
    look();
  });

/** Two tills of one branch, H1 and H2, linked to one another. */
export const startTestTills = async (): Promise<readonly [TestTill, TestTill]> => {
  const folders = new Map(['H1', 'H2'].map((code) => [code, newFolder()]));
  const folderOf = (code: string): string => folders.get(code) ?? failed();
  const plan = planOf('Harbour & Sons', 'demo', ['H1', 'H2'], [OWNER, CASHIER]);
  const { staff } = await createChain('', plan, { nowMs: MORNING_MS, folderOf });
  const open = (code: string): Promise<TestTill> =>
    openTestTill({ folder: folderOf(code), options: {}, made: true, staff, listens: true });
  const [first, second] = [await open('H1'), await open('H2')];
  second.node().setPeers([{ host: '127.0.0.1', port: await portOf(first.node()) }]);
  return [first, second];
};

const failed = (): never => {
  throw new Error('the test till is not as expected');
};
