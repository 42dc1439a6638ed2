import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PAGE_BYTES } from '../database/page-file.ts';
import type { Fault } from '../fault.ts';
import { sha256 } from '../key/hash.ts';
import { ChunkStore, type ChunkAlarm } from './chunk-store.ts';
import type { ChunkRow } from './chunk-table.ts';
import { openChunkTable } from './documents-file.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-documents-'));
  file = join(folder, 'documents.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const chunk = (n: number): ChunkRow => {
  const data = new Uint8Array(n % 7 === 0 ? 9_000 : 700).fill(n);
  return { key: [`D${n}`, 'snapshot', 'x'], sha256: sha256(data), data };
};
const CHUNKS = Array.from({ length: 60 }, (_, n) => chunk(n + 1));
/** A file with all of them in it, and nothing in its log. */
const fill = (): void => {
  const { table } = openChunkTable(file, 1);
  for (const row of CHUNKS) table.apply([{ type: 'put', row }]);
  table.close();
};
const spoil = (page: number): void => {
  const bytes = readFileSync(file);
  bytes.fill(0xee, (page - 1) * PAGE_BYTES, page * PAGE_BYTES);
  writeFileSync(file, bytes);
};
const rootOf = (name: string): number => {
  const database = new DatabaseSync(file);
  const row = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(name);
  database.close();
  return Number(row?.['rootpage']);
};

it('[CHNK-06] what can still be read of a damaged file is saved, and the file kept as it was', () => {
  fill();
  spoil(1);
  const damaged = readFileSync(file);
  const { table, setAside, saved } = openChunkTable(file, 5);
  expect([setAside, saved]).toEqual([`${file}.damaged-5`, CHUNKS.length]);
  for (const { key, data } of CHUNKS) expect(table.get(key)?.data).toEqual(data);
  expect(readFileSync(`${file}.damaged-5`)).toEqual(damaged);
  table.close();
});

it('[CHNK-06] a salvage that was broken off is done again, or goes on, and loses nothing', () => {
  fill();
  const sound = readFileSync(file);
  spoil(1);
  const damaged = readFileSync(file);
  // In the midst of filling the new one.
  writeFileSync(`${file}.rebuild`, 'DATABASE-DAMAGED');
  writeFileSync(`${file}.part`, sound.subarray(0, PAGE_BYTES + 100));
  const first = openChunkTable(file, 5);
  expect([first.setAside, first.saved]).toEqual([`${file}.damaged-5`, CHUNKS.length]);
  first.table.close();
  // The new one is whole, and not in its place yet.
  writeFileSync(`${file}.rebuild`, 'DATABASE-DAMAGED');
  writeFileSync(`${file}.salvaged`, sound);
  writeFileSync(file, damaged);
  const second = openChunkTable(file, 6);
  for (const { key, data } of CHUNKS) expect(second.table.get(key)?.data).toEqual(data);
  expect(readFileSync(`${file}.damaged-6`)).toEqual(damaged);
  second.table.close();
  expect(readdirSync(folder).filter((name) => /part|salvaged|rebuild/.test(name))).toEqual([]);
});

it('[CHNK-08] damage met later is told once and reads as nothing; nothing throws, and the next open mends the file', async () => {
  fill();
  spoil(rootOf('chunk'));
  const { table, setAside } = openChunkTable(file, 5);
  expect(setAside).toBeNull();
  const alarms: ChunkAlarm[] = [];
  const lost: Fault[] = [];
  const store = new ChunkStore({
    table,
    nowMs: () => 1,
    later: () => undefined,
    onAlarm: (alarm) => alarms.push(alarm),
    onLost: (fault) => lost.push(fault),
  });
  expect(await store.load(['D1', 'snapshot', 'x'])).toBeUndefined();
  expect(store.holds('D1')).toBe(false);
  expect(await store.loadRange(['D1'])).toEqual([]);
  store.compact('D1');
  await store.quarantine('D1', 'for a test');
  await store.remove(['D1', 'snapshot', 'x']);
  void store.save(['D1', 'snapshot', 'x'], Uint8Array.of(1));
  store.hurry();
  expect(alarms.map(({ code }) => code).filter((code) => code === 'DOCUMENTS-LOST')).toHaveLength(1);
  expect(lost.map(({ code }) => code)).toEqual(['DATABASE-DAMAGED']);
  store.close();
  const again = openChunkTable(file, 6);
  expect(again.setAside).toBe(`${file}.damaged-6`);
  // The inner page of the tree is gone, and no chunk with it.
  expect(again.saved).toBe(CHUNKS.length);
  again.table.close();
  expect(openChunkTable(file, 7).setAside).toBeNull();
});

it('[CHNK-06] a log that is gone, cut or rubbish, and an index that is, cost what only the log held', () => {
  const { table } = openChunkTable(file, 1);
  table.apply(CHUNKS.slice(0, 20).map((row) => ({ type: 'put', row })));
  const raw = new DatabaseSync(file);
  raw.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  raw.close();
  table.apply(CHUNKS.slice(20, 40).map((row) => ({ type: 'put', row })));
  table.apply(CHUNKS.slice(40).map((row) => ({ type: 'put', row })));
  const kept = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
  table.close();
  const log = `${file}-wal`;
  const states: readonly (readonly [number, () => void])[] = [
    [20, () => rmSync(log)],
    [40, () => truncateSync(log, (kept.get('documents.db-wal')?.length ?? 0) - 10)],
    [20, () => writeFileSync(log, 'rubbish'.repeat(10_000))],
    [60, () => writeFileSync(`${file}-shm`, 'rubbish'.repeat(10_000))],
    [60, () => rmSync(`${file}-shm`)],
  ];
  for (const [held, damage] of states) {
    for (const [name, bytes] of kept) writeFileSync(join(folder, name), bytes);
    damage();
    const opened = openChunkTable(file, 9);
    const found = CHUNKS.filter(({ key }) => opened.table.get(key) !== undefined);
    expect([opened.setAside, found.length]).toEqual([null, held]);
    opened.table.close();
  }
});
