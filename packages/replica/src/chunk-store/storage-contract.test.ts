import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Repo, type StorageAdapterInterface } from '@automerge/automerge-repo';
import { NodeFSStorageAdapter } from '@automerge/automerge-repo-storage-nodefs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChunkStore, type ChunkAlarm } from './chunk-store.ts';
import { chunkRow, type ChunkTable } from './chunk-table.ts';
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

const storeOver = (table: ChunkTable, inBackground = false): ChunkStore => {
  const store = new ChunkStore({
    table,
    inBackground,
    nowMs: () => 1000,
    later: (run) => void setImmediate(run),
    onAlarm: (alarm) => alarms.push(alarm),
    onLost: () => undefined,
  });
  stores.push(store);
  return store;
};

const ADAPTERS: [string, () => StorageAdapterInterface][] = [
  ['in memory', () => storeOver(new MemoryChunkTable())],
  ['over SQLite', () => storeOver(new SqliteChunkTable(join(folder, 'documents.db')))],
  ['in memory, in the background', () => storeOver(new MemoryChunkTable(), true)],
  [
    'over SQLite, in the background',
    () => storeOver(new SqliteChunkTable(join(folder, 'documents.db'), { inBackground: true }), true),
  ],
  ['stock nodefs', () => new NodeFSStorageAdapter(folder)],
];

const sorted = (chunks: Awaited<ReturnType<StorageAdapterInterface['loadRange']>>): unknown[] =>
  chunks
    .map(({ key, data }) => [key.join('/'), Uint8Array.from(data ?? [])] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));

describe.each(ADAPTERS)('storage contract: %s', (_name, make) => {
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

  it('[CHNK-01] to remove what is not there changes nothing, and what was removed can be saved again', async () => {
    const adapter = make();
    await adapter.save(['AAAAA', 'sync-state', 'x'], bytes(1));
    await adapter.remove(['AAAAA', 'sync-state', 'x']);
    await adapter.save(['AAAAA', 'sync-state', 'x'], bytes(2));
    expect(Uint8Array.from((await adapter.load(['AAAAA', 'sync-state', 'x'])) ?? [])).toEqual(bytes(2));
    await adapter.removeRange(['BBBBB']);
    expect(await adapter.loadRange(['AAAAA'])).toHaveLength(1);
  });

  it('[CHNK-01] what is saved at once without waiting stands in the order in which it was saved', async () => {
    const adapter = make();
    const key = ['AAAAA', 'sync-state', 'x'];
    const saved = Array.from({ length: 20 }, (_, n) => adapter.save([...key.slice(0, 2), `k${n}`], bytes(n)));
    await Promise.all(saved);
    for (let n = 0; n < 20; n += 1) await adapter.save(key, bytes(n));
    expect(Uint8Array.from((await adapter.load(key)) ?? [])).toEqual(bytes(19));
    expect(await adapter.loadRange(['AAAAA'])).toHaveLength(21);
  });

  it('[CHNK-01] many chunks of many documents are each found', async () => {
    const adapter = make();
    const documents = Array.from({ length: 60 }, (_, n) => `D${String(n).padStart(4, '0')}`);
    await Promise.all(
      documents.flatMap((id, n) =>
        ['a', 'b', 'c'].map((name) => adapter.save([id, 'incremental', name], bytes(n, 1))),
      ),
    );
    for (const [n, id] of documents.entries()) {
      const chunks = await adapter.loadRange([id]);
      expect(chunks.map(({ data }) => data?.[0])).toEqual([n, n, n]);
    }
  });

  it('[CHNK-01] a large chunk is put in the place of another, smaller or larger', async () => {
    const adapter = make();
    const key = ['AAAAA', 'sync-state', 'x'];
    for (const length of [10, 200_000, 5, 3_000_000, 1]) {
      await adapter.save(key, new Uint8Array(length).fill(length & 255));
      expect((await adapter.load(key))?.length).toBe(length);
    }
    expect(await adapter.loadRange(['AAAAA'])).toHaveLength(1);
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

/** The stock adapter takes such keys for one range while it has them in memory; no two keys of the Repo are such. */
describe.each(ADAPTERS.slice(0, 2))('our storage: %s', (_name, make) => {
  it('[CHNK-01] a key that another one begins with is another key, as one that has a part of it', async () => {
    const adapter = make();
    await adapter.save(['AAAAA', 'sync-state', 'x'], bytes(1));
    await adapter.save(['AAAAAA', 'sync-state', 'x'], bytes(2));
    await adapter.save(['AAAAA', 'sync-state', 'xy'], bytes(3));
    await adapter.save(['AAAAA', 'sync-state-2', 'x'], bytes(4));
    expect(sorted(await adapter.loadRange(['AAAAA', 'sync-state']))).toEqual([
      ['AAAAA/sync-state/x', bytes(1)],
      ['AAAAA/sync-state/xy', bytes(3)],
    ]);
    await adapter.remove(['AAAAA', 'sync-state', 'x']);
    await adapter.removeRange(['AAAAA', 'sync-state-2']);
    expect(sorted(await adapter.loadRange(['AAAAA']))).toEqual([['AAAAA/sync-state/xy', bytes(3)]]);
    expect(await adapter.loadRange(['AAAAAA'])).toHaveLength(1);
  });
});

it.each([
  ['in memory', () => new MemoryChunkTable()],
  ['over SQLite', () => new SqliteChunkTable(join(folder, 'documents.db'))],
])('[LAZY-08] a table says how many bytes stand under a key, %s', (_name, make) => {
  const table = make();
  for (const [key, size] of [
    [['a', '1'], 3],
    [['a', '2'], 5],
    [['b', '1'], 7],
  ] as const)
    table.apply([{ type: 'put', row: chunkRow(key, new Uint8Array(size)) }]);
  expect([table.bytes(['a']), table.bytes(['b']), table.bytes(['c'])]).toEqual([8, 7, 0]);
  table.close();
});
