import {
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Fault } from '../fault.ts';
import { openDatabase } from '../database/database.ts';
import type { CommitKind } from '../database/disk-hook.ts';
import { chunkRow, isWhole } from './chunk-table.ts';
import { put, turn, writerOver } from './chunk-writer.fixture.ts';
import { DOCUMENT_MIGRATIONS, SqliteChunkTable } from './sqlite-chunk-table.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

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

/** A table over real files, one sync of which fails after the disk has lost what it was for. */
class LosingTable extends SqliteChunkTable {
  readonly #file: string;
  #size = 0;
  #isFailing = false;

  constructor(file: string) {
    super(file, { inBackground: true });
    this.#file = `${file}-wal`;
  }

  failNext(): void {
    this.#size = statSync(this.#file).size;
    this.#isFailing = true;
  }

  override async sync(): Promise<void> {
    if (!this.#isFailing) return super.sync();
    this.#isFailing = false;
    truncateSync(this.#file, this.#size);
    throw new Error('EIO');
  }
}

it('[CHNK-04] [CHNK-09] over SQLite what a sync lost is there again, and what was synced before is not lost with it', async () => {
  const file = join(folder, 'documents.db');
  const table = new LosingTable(file);
  const { writer, write, runAll, troubles, durable } = writerOver(table);
  const [first, second] = [writer.write(put('x', 1)), writer.write(put('y', 2))];
  writer.commit();
  await Promise.all([first, second]);
  table.failNext();
  write('y', 3);
  write('z', 4);
  runAll();
  await turn();
  await turn();
  expect([troubles, durable]).toEqual([
    ['EIO', null],
    ['y', 'z'],
  ]);
  const last = writer.write(put('last', 5));
  writer.commit();
  await last;
  for (const end of ['', '-wal']) copyFileSync(`${file}${end}`, join(folder, `copy.db${end}`));
  writer.close();
  table.close();
  const copy = new SqliteChunkTable(join(folder, 'copy.db'));
  const found = ['x', 'y', 'z', 'last'].map((name) => copy.get(['AAAAA', name])?.data[0]);
  expect(found).toEqual([1, 3, 4, 5]);
  copy.close();
});

it('[CHNK-09] a log that cannot be opened for its syncs is a Fault, and leaves nothing open', () => {
  const file = join(folder, 'documents.db');
  const disk = {
    commit: (_file: string, _kind: CommitKind, work: () => void) => work(),
    opened: () => rmSync(folder, { recursive: true }),
  };
  expect(() => new SqliteChunkTable(file, { disk, inBackground: true })).toThrow(Fault);
  mkdirSync(folder);
  new SqliteChunkTable(file, { inBackground: true }).close();
});
