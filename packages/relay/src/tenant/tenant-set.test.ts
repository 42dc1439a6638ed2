import { mkdtemp, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { invite, openCarrierPool, openTenantBook, relayTls } from '@tillmesh/replica';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TenantSet } from './tenant-set.ts';

// A whole process starts here, on machines that may be busy with others.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tillmesh-tenant-set-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('[TENANT-07] a book that somebody else holds is told, and a token is not taken until it is free', async () => {
  const listen = { host: '127.0.0.1', port: 0 };
  invite(folder, { label: 'N', addresses: ['r:1'], nowMs: 1, lifeMs: 1 });
  const pool = openCarrierPool(
    { listen, tls: relayTls(folder), idleMs: 60_000, loadedMost: 9, proxy: null },
    { onFigures: () => undefined, onToken: () => null, onAlarm: () => undefined },
  );
  const faults: string[] = [];
  const set = new TenantSet({
    listen,
    peers: [],
    pool,
    onChange: () => undefined,
    onFault: (tenant, { code }) => faults.push(`${tenant}: ${code}`),
  });
  await set.follow(folder);
  const [token, unknown] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const book = openTenantBook(folder);
  book.addToken(token, 'tenant', 'device', Number.MAX_SAFE_INTEGER);
  book.close();
  const other = new DatabaseSync(join(folder, 'relay.db'));
  other.exec('BEGIN IMMEDIATE');
  expect([set.useToken(unknown), faults]).toEqual([null, []]);
  expect([set.useToken(token), faults]).toEqual([null, ['null: DATABASE-BUSY']]);
  other.exec('ROLLBACK');
  other.close();
  expect(set.useToken(token)).toEqual({ tenant: 'tenant', device: 'device' });
  expect(set.useToken(token)).toBeNull();
  await set.close();
  await pool.close();
});
