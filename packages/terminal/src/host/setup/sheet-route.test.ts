import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '@tillmesh/replica/process/log';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ApiServer, startServer } from '../api/server.ts';
import { nobodyJoins } from '../join/join.fixture.ts';
import { createSetUp } from './set-up-shop.ts';

const REQUEST = {
  organisation: 'Harbour & Sons',
  branch: 'Harbour Quay',
  tillCode: 'H1',
  country: 'GB',
  zone: 'Europe/London',
  ownerName: 'Amelia',
  ownerPin: '482913',
};
const logged: string[] = [];
let folder: string;
let server: ApiServer;

beforeEach(async () => {
  logged.length = 0;
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-sheet-'));
  let done = false;
  const log = createLog(
    (line) => logged.push(line),
    () => 0,
  );
  const setup = createSetUp({
    today: () => '2026-05-04',
    isDone: () => done,
    found: () => {
      done = true;
      return Promise.resolve('ABCDE FGHJK');
    },
  });
  server = await startServer(
    {
      premises: { desk: () => null },
      tokens: { page: 'page-token', machine: 'machine-token' },
      log,
      version: '0.1.0',
      screenFolder: folder,
      setup,
      join: nobodyJoins(folder, log),
    },
    0,
  );
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const ask = async (token: string | null, path: string, body?: unknown) => {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  return { status: response.status, body: answer };
};
const sheetOf = (token: string) => ask(token, '/api/setup/sheet');

it('[SETUP-04] a page that lost the answer, or was loaded again, gets the sheet until it keeps it', async () => {
  const made = await ask('page-token', '/api/setup', REQUEST);
  expect(made.body).toEqual({ ok: true, recoverySheet: 'ABCDE FGHJK' });
  const again = await ask('page-token', '/api/setup', REQUEST);
  expect(again).toMatchObject({ status: 409, body: { code: 'ALREADY-SET-UP' } });
  for (let load = 0; load < 2; load += 1) {
    expect((await sheetOf('page-token')).body).toEqual({
      organisation: 'Harbour & Sons',
      branch: 'Harbour Quay',
      tillCode: 'H1',
      recoverySheet: 'ABCDE FGHJK',
    });
  }
  expect((await sheetOf('machine-token')).body).toBe(null);
  await ask('machine-token', '/api/setup/kept', {});
  expect((await sheetOf('page-token')).body).not.toBe(null);
  await ask('page-token', '/api/setup/kept', {});
  expect((await sheetOf('page-token')).body).toBe(null);
  expect(logged.join('')).not.toContain('ABCDE');
});

it('[SETUP-04] without a token of this start nobody gets it', async () => {
  await ask('page-token', '/api/setup', REQUEST);
  expect((await ask(null, '/api/setup/sheet')).status).toBe(401);
  expect((await ask('other-token', '/api/setup/sheet')).status).toBe(401);
});
