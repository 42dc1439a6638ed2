import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEFAULT_QUOTA } from '../relay/tenant-book.ts';
import { TenantRoom } from './tenant-room.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-room-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('[POOL-07] an organisation is full beyond its bytes or documents, and lets so many devices link', () => {
  const file = join(folder, 'documents.db');
  const room = new TenantRoom(file, { ...DEFAULT_QUOTA, bytesStored: 100, documents: 10, links: 2 });
  expect([room.look(), room.isFull(10), room.isFull(11)]).toEqual([0, false, true]);
  writeFileSync(file, new Uint8Array(60));
  writeFileSync(`${file}-wal`, new Uint8Array(60));
  expect(room.isFull(0)).toBe(false);
  expect([room.look(), room.isFull(0)]).toEqual([120, true]);
  room.setQuota({ ...DEFAULT_QUOTA, links: 3 });
  expect([room.isFull(0), room.mayLink(2), room.mayLink(3)]).toEqual([false, true, false]);
  expect(new TenantRoom(file, null).isFull(1_000_000)).toBe(false);
});
