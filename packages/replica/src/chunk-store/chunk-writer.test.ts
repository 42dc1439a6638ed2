import { closeSync, copyFileSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../database/database.ts';
import type { CommitKind } from '../database/disk-hook.ts';
import { chunkRow, type ChunkTable, type ChunkWrite, isWhole } from './chunk-table.ts';
import { ChunkWriter } from './chunk-writer.ts';
import { MemoryChunkTable } from './memory-chunk-table.ts';
import { DOCUMENT_MIGRATIONS, SqliteChunkTable } from './sqlite-chunk-table.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-writer-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (name: string, ...values: number[]): ChunkWrite => ({
  type: 'put',
  row: chunkRow(['AAAAA', name], Uint8Array.from(values)),
});

/** A table whose syncs end when and how the test says, and which tells what was asked of it. */
class HeldTable extends MemoryChunkTable {
  readonly asked: string[] = [];
  readonly #syncs: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  #renewals = 0;
  #refusals = 0;

  override gather(writes: readonly ChunkWrite[]): void {
    this.asked.push(`gather ${writes.length}`);
    if (this.#refusals > 0) {
      this.#refusals -= 1;
      throw new Error('the disk is full');
    }
    super.gather(writes);
  }

  override sync(): Promise<void> {
    this.asked.push('sync');
    return new Promise((resolve, reject) => this.#syncs.push({ resolve, reject }));
  }

  override renew(writes: readonly ChunkWrite[]): void {
    this.asked.push(`renew ${writes.length}`);
    if (this.#renewals > 0) {
      this.#renewals -= 1;
      throw new Error('the disk is away');
    }
    super.renew(writes);
  }

  refuseGathers(count: number): void {
    this.#refusals = count;
  }

  refuseRenewals(count: number): void {
    this.#renewals = count;
  }

  end(error?: Error): void {
    const sync = this.#syncs.shift();
    if (error === undefined) sync?.resolve();
    else sync?.reject(error);
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const writerOver = (table: ChunkTable) => {
  const troubles: (string | null)[] = [];
  const runs: (() => void)[] = [];
  const durable: string[] = [];
  const writer = new ChunkWriter({
    table,
    gatherMs: 20,
    inBackground: true,
    later: (run) => void runs.push(run),
    onTrouble: (reason) => troubles.push(reason),
    onLost: (fault) => troubles.push(fault.code),
  });
  const write = (name: string, ...values: number[]): void => {
    void writer.write(put(name, ...values)).then(() => durable.push(name));
  };
  const runAll = (): void => {
    for (const run of runs.splice(0)) run();
  };
  return { writer, write, runAll, troubles, durable };
};

it('[CHNK-09] a write is seen at once and resolves with the sync behind it; what comes meanwhile goes with the next', async () => {
  const table = new HeldTable();
  const { write, runAll, durable } = writerOver(table);
  write('x', 1);
  runAll();
  expect(table.get(['AAAAA', 'x'])?.data).toEqual(Uint8Array.of(1));
  for (const name of ['y', 'z']) {
    write(name, 2);
    runAll();
  }
  await turn();
  expect([table.asked, durable]).toEqual([['gather 1', 'sync', 'gather 1', 'gather 1'], []]);
  table.end();
  await turn();
  expect([table.asked.slice(4), durable]).toEqual([['sync'], ['x']]);
  table.end();
  await turn();
  expect([table.asked.slice(5), durable]).toEqual([[], ['x', 'y', 'z']]);
});

it('[CHNK-04] [CHNK-09] after a sync that failed all it was for is written anew in its order, before anything else is', async () => {
  const table = new HeldTable();
  const { writer, write, runAll, durable, troubles } = writerOver(table);
  write('x', 1);
  runAll();
  write('x', 2);
  runAll();
  write('y', 3);
  table.end(new Error('EIO'));
  await turn();
  writer.commit();
  runAll();
  await turn();
  expect(table.asked).toEqual(['gather 1', 'sync', 'gather 1', 'renew 3']);
  expect([troubles, durable]).toEqual([
    ['EIO', null],
    ['x', 'x', 'y'],
  ]);
  expect(table.get(['AAAAA', 'x'])?.data).toEqual(Uint8Array.of(2));
});

it('[CHNK-09] what cannot be written anew ends with a Fault and never counts as durable', async () => {
  const table = new HeldTable();
  const { writer, write, runAll, durable, troubles } = writerOver(table);
  write('x', 1);
  runAll();
  table.refuseRenewals(1);
  table.end(new Error('EIO'));
  await turn();
  write('y', 2);
  writer.commit();
  runAll();
  writer.close();
  await turn();
  expect([table.asked, durable]).toEqual([['gather 1', 'sync', 'renew 1'], []]);
  expect(troubles).toEqual(['EIO', 'DOCUMENTS-NOT-DURABLE']);
});

it('[CHNK-04] [CHNK-09] a sync of what was gathered before tells of no recovery while nothing can be gathered', async () => {
  const table = new HeldTable();
  const { write, runAll, durable, troubles } = writerOver(table);
  write('x', 1);
  runAll();
  table.refuseGathers(1);
  write('y', 2);
  runAll();
  table.end();
  await turn();
  expect([troubles, durable]).toEqual([['the disk is full'], ['x']]);
  runAll();
  table.end();
  await turn();
  expect([troubles, durable]).toEqual([
    ['the disk is full', null],
    ['x', 'y'],
  ]);
});

it('[CHNK-08] [CHNK-09] what comes after damage never counts as durable', async () => {
  const { writer, write, durable } = writerOver(new HeldTable());
  writer.stop();
  write('x', 1);
  await turn();
  writer.close();
  write('y', 1);
  await turn();
  expect(durable).toEqual([]);
});

it('[CHNK-09] closing makes durable what a sync was still under way for', async () => {
  const table = new HeldTable();
  const { writer, write, runAll, durable } = writerOver(table);
  write('x', 1);
  runAll();
  write('y', 1);
  writer.close();
  await turn();
  expect([table.asked, durable]).toEqual([
    ['gather 1', 'sync', 'gather 1', 'renew 2'],
    ['x', 'y'],
  ]);
  table.end();
  await turn();
  expect(table.asked).toHaveLength(4);
});

it('[CHNK-09] over SQLite what resolved stands in the files as they lie there; only what is gathered does not wait for the disk', async () => {
  const kinds: CommitKind[] = [];
  const commit = (_file: string, kind: CommitKind, work: () => void): void => {
    work();
    kinds.push(kind);
  };
  const file = join(folder, 'documents.db');
  const table = new SqliteChunkTable(file, { disk: { commit }, inBackground: true });
  kinds.splice(0);
  const { writer } = writerOver(table);
  const written = writer.write(put('x', 1, 2, 3));
  writer.commit();
  await written;
  for (const end of ['', '-wal']) copyFileSync(`${file}${end}`, join(folder, `copy.db${end}`));
  table.apply([put('y', 4)]);
  table.renew([put('z', 5)]);
  // Of the renewal: the log that was read anew, the file that was opened again, what was written.
  expect(kinds).toEqual(['gathered', 'synced', 'synced', 'synced', 'synced']);
  writer.close();
  table.close();
  const copy = new SqliteChunkTable(join(folder, 'copy.db'));
  expect(copy.get(['AAAAA', 'x'])?.data).toEqual(Uint8Array.of(1, 2, 3));
  copy.close();
});

it('[CHNK-09] a table closes while a sync is under way, and syncs nothing afterwards', async () => {
  const table = new SqliteChunkTable(join(folder, 'documents.db'), { inBackground: true });
  table.gather([put('x', 1)]);
  const synced = table.sync();
  table.close();
  await synced;
  const again = new SqliteChunkTable(join(folder, 'documents.db'), { inBackground: true });
  expect(again.get(['AAAAA', 'x'])?.data).toEqual(Uint8Array.of(1));
  again.close();
  await expect(again.sync()).rejects.toThrow('let go of');
});

it('[CHNK-09] pages of the log that the disk lost do not get into the file with what is written anew', async () => {
  const file = join(folder, 'documents.db');
  const table = new SqliteChunkTable(file, { inBackground: true });
  const large = new Uint8Array(20_000).fill(7);
  const lost = { type: 'put', row: chunkRow(['AAAAA', 'lost'], large) } as const;
  table.gather([put('kept', 1, 2, 3)]);
  await table.sync();
  const { size } = statSync(`${file}-wal`);
  table.gather([lost]);
  const log = openSync(`${file}-wal`, 'r+');
  writeSync(log, new Uint8Array(statSync(`${file}-wal`).size - size).fill(0xaa), 0, null, size);
  closeSync(log);
  table.renew([lost]);
  expect(table.get(['AAAAA', 'lost'])?.data).toEqual(large);
  table.close();
  const again = openDatabase(file, DOCUMENT_MIGRATIONS);
  expect(again.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  again.close();
  const reopened = new SqliteChunkTable(file);
  expect(reopened.range(['AAAAA']).map(isWhole)).toEqual([true, true]);
  reopened.close();
});

it('[CHNK-09] a log that another program reads is not written anew', async () => {
  const file = join(folder, 'documents.db');
  const table = new SqliteChunkTable(file, { inBackground: true });
  table.gather([put('x', 1)]);
  const other = new DatabaseSync(file, { readOnly: true });
  other.prepare('SELECT key FROM chunk').get();
  expect(() => table.renew([put('x', 1)])).toThrow('Another program holds');
  table.close();
  other.close();
});
