import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { change, clone, from, getHeads, load, merge, save, saveSince, type Doc } from '@automerge/automerge';
import { Repo } from '@automerge/automerge-repo';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChunkStore, type ChunkAlarm } from './chunk-store.ts';
import type { ChunkTable, ChunkWrite } from './chunk-table.ts';
import { MemoryChunkTable } from './memory-chunk-table.ts';
import { isProven } from './snapshot-proof.ts';
import { openChunkTable } from './documents-file.ts';
import { SqliteChunkTable } from './sqlite-chunk-table.ts';

let folder = '';
let alarms: ChunkAlarm[] = [];
let stores: ChunkStore[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-chunks-'));
  alarms = [];
  stores = [];
});

afterEach(() => {
  for (const store of stores) store.close();
  rmSync(folder, { recursive: true });
});

const storeOver = (
  table: ChunkTable,
  later: (run: () => void, delayMs: number) => void = (run) => void setImmediate(run),
): ChunkStore => {
  const store = new ChunkStore({
    table,
    later,
    nowMs: () => 1000,
    onAlarm: (alarm) => alarms.push(alarm),
    onLost: () => undefined,
  });
  stores.push(store);
  return store;
};

/** A table over another that answers `apply` in its own way. */
const tableWith = (table: ChunkTable, apply: (writes: readonly ChunkWrite[]) => void): ChunkTable => ({
  get: (key) => table.get(key),
  range: (prefix) => table.range(prefix),
  has: (prefix) => table.has(prefix),
  bytes: (prefix) => table.bytes(prefix),
  quarantined: () => table.quarantined(),
  close: () => table.close(),
  gather: (writes) => table.gather(writes),
  sync: () => table.sync(),
  renew: (writes) => table.renew(writes),
  apply,
});

const file = (): string => join(folder, 'documents.db');
const codes = (): string[] => alarms.map(({ code }) => code);
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

it('[CHNK-02] what was saved survives the end of the process that saved it', async () => {
  const first = storeOver(new SqliteChunkTable(file()));
  await first.save(['AAAAA', 'snapshot', 'x'], bytes(1, 2, 3));
  first.close();
  const second = storeOver(new SqliteChunkTable(file()));
  expect(second.holds('AAAAA')).toBe(true);
  expect(second.holds('AAAA')).toBe(false);
  expect(await second.load(['AAAAA', 'snapshot', 'x'])).toEqual(bytes(1, 2, 3));
});

it('[CHNK-02] what is saved waits for company, unless it is hurried', async () => {
  const delays: number[] = [];
  const store = storeOver(new MemoryChunkTable(), (_run, delayMs) => void delays.push(delayMs));
  const saved = store.save(['AAAAA', 'snapshot', 'x'], bytes(1));
  store.hurry();
  await saved;
  expect(delays).toEqual([500]);
});

it('[CHNK-02] saves of one moment are one transaction', async () => {
  const table = new MemoryChunkTable();
  const transactions: number[] = [];
  const store = storeOver(
    tableWith(table, (writes) => {
      transactions.push(writes.length);
      table.apply(writes);
    }),
  );
  await Promise.all([1, 2, 3].map((n) => store.save(['AAAAA', 'incremental', `${n}`], bytes(n))));
  expect(transactions).toEqual([3]);
});

it.each([
  ['flipped bit', bytes(1, 2, 7), 'damaged'],
  ['zero length', bytes(), 'empty'],
])(
  '[CHNK-03] a chunk with a %s is quarantined, told, and never handed out',
  async (_case, planted, reason) => {
    const first = storeOver(new SqliteChunkTable(file()));
    await first.save(['AAAAA', 'snapshot', 'x'], bytes(1, 2, 3));
    await first.save(['AAAAA', 'incremental', 'y'], bytes(4));
    first.close();
    const raw = new DatabaseSync(file());
    raw.prepare('UPDATE chunk SET data = ? WHERE length(data) = 3').run(planted);
    raw.close();

    const table = new SqliteChunkTable(file());
    const second = storeOver(table);
    const chunks = await second.loadRange(['AAAAA']);
    expect(chunks.map(({ key }) => key[1])).toEqual(['incremental']);
    expect(await second.load(['AAAAA', 'snapshot', 'x'])).toBeUndefined();
    expect(codes()).toEqual(['CHUNK-QUARANTINED']);
    expect(table.quarantined()).toEqual([{ key: ['AAAAA', 'snapshot', 'x'], reason, data: planted }]);
  },
);

it('[CHNK-03] a document that does not load is set aside whole and its bytes are kept', async () => {
  const table = new SqliteChunkTable(file());
  const store = storeOver(table);
  await store.save(['AAAAA', 'snapshot', 'x'], bytes(1));
  await store.save(['AAAAA', 'incremental', 'y'], bytes(2));
  await store.save(['BBBBB', 'snapshot', 'x'], bytes(3));
  await store.quarantine('AAAAA', 'does not load');
  expect([store.holds('AAAAA'), store.holds('BBBBB')]).toEqual([false, true]);
  expect(table.quarantined().map(({ data }) => data[0])).toEqual([1, 2]);
  expect(alarms).toMatchObject([{ code: 'DOCUMENT-QUARANTINED', documentId: 'AAAAA' }]);
});

it('[CHNK-04] a save that fails is tried again until it is durable, and never rejects', async () => {
  const table = new MemoryChunkTable();
  let failures = 3;
  const delays: number[] = [];
  const failing = tableWith(table, (writes) => {
    failures -= 1;
    if (failures >= 0) throw new Error('disk is full');
    table.apply(writes);
  });
  const store = storeOver(failing, (run, delayMs) => {
    delays.push(delayMs);
    setImmediate(run);
  });
  await store.save(['AAAAA', 'snapshot', 'x'], bytes(1));
  expect(delays).toEqual([500, 100, 200, 400]);
  expect(codes()).toEqual(['DOCUMENTS-NOT-SAVED', 'DOCUMENTS-SAVED-AGAIN']);
  expect(alarms[0]?.message).toContain('disk is full');
  expect(table.get(['AAAAA', 'snapshot', 'x'])?.data).toEqual(bytes(1));
});

describe('what a snapshot replaces', () => {
  const base = from<{ items: number[] }>({ items: [1] });
  const grown = change(clone(base), (draft) => draft.items.push(2));
  /** The name automerge-repo gives it: taken from a Repo, not from our own rule. */
  const snapshotOf = async (document: typeof base): Promise<{ name: string; data: Uint8Array }> => {
    const table = new MemoryChunkTable();
    const repo = new Repo({ storage: storeOver(table) });
    const handle = repo.import<{ items: number[] }>(save(document));
    await repo.flush([handle.documentId]);
    const row = table.range([handle.documentId, 'snapshot'])[0]!;
    return { name: row.key[2]!, data: row.data };
  };

  it('[CHNK-05] goes only when the snapshot is durable and loads to the same heads', async () => {
    const table = new MemoryChunkTable();
    const store = storeOver(table);
    await store.save(['AAAAA', 'incremental', 'y'], saveSince(grown, getHeads(base)));
    const { name, data } = await snapshotOf(grown);
    await store.save(['AAAAA', 'snapshot', name], data);
    await store.remove(['AAAAA', 'incremental', 'y']);
    store.hurry();
    expect(table.range(['AAAAA']).map(({ key }) => key[1])).toEqual(['snapshot']);
    expect(codes()).toEqual([]);
  });

  it('[CHNK-05] stays when the snapshot does not load, or to other heads', async () => {
    const good = await snapshotOf(grown);
    const other = await snapshotOf(clone(base));
    const cut = good.data.subarray(0, good.data.length - 3);
    for (const data of [cut, other.data]) {
      alarms = [];
      const table = new MemoryChunkTable();
      const store = storeOver(table);
      await store.save(['AAAAA', 'incremental', 'y'], saveSince(grown, getHeads(base)));
      await store.save(['AAAAA', 'snapshot', good.name], data);
      await store.remove(['AAAAA', 'incremental', 'y']);
      store.hurry();
      expect(table.has(['AAAAA', 'incremental', 'y'])).toBe(true);
      expect(codes()).toEqual(['SNAPSHOT-UNLOADABLE']);
    }
  });

  it('[CHNK-05] stays when the document lost a chunk in this life', async () => {
    const table = new MemoryChunkTable();
    table.apply([
      { type: 'put', row: { key: ['AAAAA', 'incremental', 'x'], sha256: bytes(0), data: bytes(1) } },
    ]);
    const store = storeOver(table);
    await store.save(['AAAAA', 'incremental', 'y'], saveSince(grown, getHeads(base)));
    await store.loadRange(['AAAAA']);
    const { name, data } = await snapshotOf(grown);
    await store.save(['AAAAA', 'snapshot', name], data);
    await store.remove(['AAAAA', 'incremental', 'y']);
    store.hurry();
    expect(table.has(['AAAAA', 'incremental', 'y'])).toBe(true);
  });

  it('[CHNK-05] a document with several heads is proven too', async () => {
    const left = change(clone(base), (draft) => draft.items.push(3));
    const right = change(clone(base), (draft) => draft.items.push(4));
    const both = merge(left, right);
    expect(getHeads(load(save(both)))).toHaveLength(2);
    const { name, data } = await snapshotOf(both);
    expect(isProven(name, data)).toBe(true);
  });
});

describe('compacting before a document is opened', () => {
  const grow = (document: Doc<{ items: Uint8Array[] }>, size: number): Doc<{ items: Uint8Array[] }> =>
    change(document, (draft) => void draft.items.push(Uint8Array.from(randomBytes(size))));

  const stored = async (sizes: number[]): Promise<{ table: MemoryChunkTable; heads: string[] }> => {
    const table = new MemoryChunkTable();
    const store = storeOver(table);
    let document = grow(from<{ items: Uint8Array[] }>({ items: [] }), 10);
    await store.save(['AAAAA', 'snapshot', 'first'], save(document));
    for (const [index, size] of sizes.entries()) {
      const heads = getHeads(document);
      document = grow(document, size);
      await store.save(['AAAAA', 'incremental', `${index}`], saveSince(document, heads));
    }
    return { table, heads: getHeads(document) };
  };

  it('[CHNK-07] much beside the snapshot becomes one snapshot with the same heads', async () => {
    const { table, heads } = await stored([9_000, 9_000, 9_000]);
    const store = storeOver(table);
    store.compact('AAAAA');
    const chunks = await store.loadRange(['AAAAA']);
    expect(chunks).toHaveLength(1);
    expect(getHeads(load(chunks[0]!.data ?? bytes()))).toEqual(heads);
    expect(isProven(chunks[0]!.key[2] ?? '', chunks[0]!.data ?? bytes())).toBe(true);
  });

  it('[CHNK-07] little is left as it is, and so is what does not load', async () => {
    const little = await stored([100, 100]);
    storeOver(little.table).compact('AAAAA');
    expect(little.table.range(['AAAAA'])).toHaveLength(3);
    const broken = await stored([9_000, 9_000]);
    const store = storeOver(broken.table);
    await store.save(['AAAAA', 'incremental', 'x'], bytes(1, 2, 3));
    store.compact('AAAAA');
    expect(broken.table.range(['AAAAA'])).toHaveLength(4);
    expect(codes()).toEqual([]);
  });
});

it('[CHNK-06] a file damaged beyond opening is set aside under another name and a new one begun', () => {
  const whole = openChunkTable(file(), 5);
  whole.table.apply([{ type: 'put', row: { key: ['A'], sha256: bytes(1), data: bytes(2) } }]);
  whole.table.close();
  expect(whole.setAside).toBeNull();
  writeFileSync(file(), Buffer.alloc(statSync(file()).size, 7));
  const begun = openChunkTable(file(), 5);
  expect(begun.setAside).toBe(`${file()}.damaged-5`);
  expect(begun.table.has(['A'])).toBe(false);
  begun.table.close();
  expect(readdirSync(folder)).toContain('documents.db.damaged-5');
});

it('[CHNK-06] a file of a newer version is left as it is', () => {
  const { table } = openChunkTable(file(), 5);
  table.close();
  const raw = new DatabaseSync(file());
  raw.exec('PRAGMA user_version=99');
  raw.close();
  expect(() => openChunkTable(file(), 5)).toThrow('schema version 99');
  expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([]);
});
