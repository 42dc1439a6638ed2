import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandBody } from '@tillmesh/model';
import { createChain, openTillNode, type TillNode } from '@tillmesh/replica';
import { createCarrier } from '@tillmesh/replica/carrier';
import type { CommandReply } from '../../api/view.ts';
import { openScreen, type TestScreen } from '../live/screen.fixture.ts';
import { createClock, type TillClock } from './clock.ts';
import { createLog } from '@tillmesh/replica/process/log';
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
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly remove: () => Promise<void>;
};

export const freshId = (): string => randomBytes(16).toString('hex');

/** A till's folder whose replica runs in this process, so that a test leaves nothing running. */
const folderHere =
  (folder: string, clock: TillClock, opened: (node: TillNode) => void): TillFolder['open'] =>
  () => {
    const node = openTillNode({ folder, clock, listen: null, dial: [], carrier: createCarrier });
    opened(node);
    return node;
  };

/** A chain of one till, opened and answering; with `mark` null an empty folder for the first run. */
export const startTestTill = async (mark: Mark | null, injected = false): Promise<TestTill> => {
  const folder = mkdtempSync(join(tmpdir(), 'tillmesh-till-'));
  const said: string[] = [];
  const logged: string[] = [];
  let now = MORNING_MS;
  const clock: TillClock = injected
    ? createClock({ kind: 'injected', startMs: MORNING_MS }, () => MORNING_MS)
    : { nowMs: () => (now += 1_000), set: null };
  let node: TillNode | null = null;
  const open = folderHere(folder, clock, (opened) => {
    node = opened;
  });
  const plan = (
    name: string,
    staff: readonly { name: string; role: 'owner' | 'cashier'; pin: string }[],
  ) => ({
    name,
    mark: mark ?? 'real',
    branches: [{ name: 'Harbour Quay', country: 'GB', tills: ['H1'] }],
    staff,
    relay: false,
    reporter: false,
  });
  const options = { nowMs: MORNING_MS, folderOf: () => folder };
  const staff =
    mark === null ? [] : (await createChain(folder, plan('Harbour & Sons', [OWNER, CASHIER]), options)).staff;

  let till: TillProcess | null = null;
  let isNew = mark === null;
  const start = async (): Promise<void> => {
    till = await startTill(
      { data: folder, port: 0, listen: null, peers: [], clock: { kind: 'machine' } },
      {
        folder: {
          open: () => (isNew ? null : open()),
          found: async ({ organisation, ownerName, ownerPin }) => {
            const owner = { name: ownerName, role: 'owner', pin: ownerPin } as const;
            const { recoverySheet } = await createChain(folder, plan(organisation, [owner]), options);
            isNew = false;
            return { node: open() ?? failed(), recoverySheet };
          },
        },
        clock,
        machineNowMs: clock.nowMs,
        random: randomBytes,
        log: createLog((line) => logged.push(line), clock.nowMs),
        screenFolder: folder,
        version: '0.1.0',
        say: (line) => said.push(line),
        diskLost: () => failed(),
      },
    );
  };
  await start();

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
    node: () => node ?? failed(),
    stop,
    start,
    remove: async () => {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
};

const failed = (): never => {
  throw new Error('the test till is not as expected');
};
