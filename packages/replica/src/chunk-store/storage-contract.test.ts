import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Repo, type StorageAdapterInterface } from '@automerge/automerge-repo';
import { NodeFSStorageAdapter } from '@automerge/automerge-repo-storage-nodefs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChunkStore, type ChunkAlarm } from './chunk-store.ts';
import type { ChunkTable } from './chunk-table.ts';
import { MemoryChunkTable } from './memory-chunk-table.ts';
import { SqliteChunkTable } from './sqlite-chunk-table.ts';

let folder = '';
let alarms: ChunkAlarm[] = [];
let stores: ChunkStore[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-storage-'));
  alarms = [];
  stores = [];
});

afterEach(() => {
  for (const store of stores) store.close();
  rmSync(folder, { recursive: true });
});

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

const storeOver = (table: ChunkTable): ChunkStore => {
  const store = new ChunkStore({
    table,
    nowMs: () => 1000,
    later: (run) => void setImmediate(run),
    onAlarm: (alarm) => alarms.push(alarm),
  });
  stores.push(store);
  return store;
};

const ADAPTERS: [string, () => StorageAdapterInterface][] = [
  ['in memory', () => storeOver(new MemoryChunkTable())],
  ['over SQLite', () => storeOver(new SqliteChunkTable(join(folder, 'documents.db')))],
  ['stock nodefs', () => new NodeFSStorageAdapter(folder)],
];

describe.each(ADAPTERS)('storage contract: %s', (_name, make) => {
  const sorted = (chunks: Awaited<ReturnType<StorageAdapterInterface['loadRange']>>): unknown[] =>
    chunks
      .map(({ key, data }) => [key.join('/'), Uint8Array.from(data ?? [])] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));

  it('[CHNK-01] what was saved is loaded, the last of two saves', async () => {
    const adapter = make();
    expect(await adapter.load(['AAAAA', 'sync-state', 'xxxxx'])).toBeUndefined();
    await adapter.save(['storage-adapter-id'], bytes(1, 2));
    await adapter.save(['AAAAA', 'sync-state', 'xxxxx'], bytes(3));
    await adapter.save(['AAAAA', 'sync-state', 'xxxxx'], bytes(4));
    expect(Uint8Array.from((await adapter.load(['storage-adapter-id'])) ?? [])).toEqual(bytes(1, 2));
    expect(Uint8Array.from((await adapter.load(['AAAAA', 'sync-state', 'xxxxx'])) ?? [])).toEqual(bytes(4));
  });

  it('[CHNK-01] a large chunk comes back whole', async () => {
    const adapter = make();
    const large = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31) & 255);
    await adapter.save(['AAAAA', 'snapshot', 'x'], large);
    expect(Buffer.compare((await adapter.load(['AAAAA', 'snapshot', 'x'])) ?? bytes(), large)).toBe(0);
  });

  it('[CHNK-01] a range is every chunk whose key begins with its parts, and no other', async () => {
    const adapter = make();
    await adapter.save(['AAAAA', 'sync-state', 'x'], bytes(1));
    await adapter.save(['AAAAA', 'snapshot', 'y'], bytes(2));
    await adapter.save(['AAAAA', 'sync-state', 'z'], bytes(3));
    await adapter.save(['BBBBB', 'sync-state', 'z'], bytes(4));
    expect(sorted(await adapter.loadRange(['AAAAA']))).toEqual([
      ['AAAAA/snapshot/y', bytes(2)],
      ['AAAAA/sync-state/x', bytes(1)],
      ['AAAAA/sync-state/z', bytes(3)],
    ]);
    expect(sorted(await adapter.loadRange(['AAAAA', 'sync-state']))).toHaveLength(2);
    expect(await adapter.loadRange(['CCCCC'])).toEqual([]);
  });

  it('[CHNK-01] what was removed is gone, alone or as a range', async () => {
    const adapter = make();
    await adapter.save(['AAAAA', 'sync-state', 'x'], bytes(1));
    await adapter.save(['AAAAA', 'incremental', 'y'], bytes(2));
    await adapter.save(['BBBBB', 'incremental', 'y'], bytes(3));
    await adapter.remove(['AAAAA', 'sync-state', 'x']);
    expect(await adapter.load(['AAAAA', 'sync-state', 'x'])).toBeUndefined();
    await adapter.removeRange(['AAAAA']);
    expect(await adapter.loadRange(['AAAAA'])).toEqual([]);
    expect(await adapter.loadRange(['BBBBB'])).toHaveLength(1);
  });

  it('[CHNK-01] a Repo finds its document again in a second life', async () => {
    const adapter = make();
    const first = new Repo({ storage: adapter });
    const handle = first.create<{ items: Uint8Array[] }>({ items: [] });
    for (let index = 0; index < 40; index++) {
      handle.change((draft) => draft.items.push(bytes(index)));
      await first.flush([handle.documentId]);
    }
    const second = new Repo({ storage: adapter });
    const found = await second.find<{ items: Uint8Array[] }>(handle.documentId);
    expect(found.doc().items.map((item) => item[0])).toEqual(Array.from({ length: 40 }, (_, index) => index));
    expect(alarms).toEqual([]);
  });
});
