import { expect, it } from 'vitest';
import type { Fault } from '../fault.ts';
import { type ChunkAlarm, ChunkStore } from './chunk-store.ts';
import type { ChunkWrite } from './chunk-table.ts';
import { turn, writerOver } from './chunk-writer.fixture.ts';
import { MemoryChunkTable } from './memory-chunk-table.ts';

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

it('[CHNK-09] where what a sync lost cannot be written anew either, that is told, and nothing is read or saved any more', async () => {
  const table = new MemoryChunkTable();
  table.sync = () => Promise.reject(new Error('EIO'));
  table.renew = () => {
    throw new Error('the disk is away');
  };
  const lost: Fault[] = [];
  const codes: ChunkAlarm['code'][] = [];
  const store = new ChunkStore({
    table,
    inBackground: true,
    nowMs: () => 0,
    later: (run) => void setImmediate(run),
    onAlarm: ({ code }) => void codes.push(code),
    onLost: (fault) => lost.push(fault),
  });
  void store.save(['AAAAA', 'snapshot', 'x'], Uint8Array.of(1));
  store.hurry();
  await new Promise((resolve) => setImmediate(resolve));
  expect(codes).toEqual(['DOCUMENTS-NOT-SAVED', 'DOCUMENTS-NOT-DURABLE']);
  expect(lost.map(({ code }) => code)).toEqual(['DOCUMENTS-NOT-DURABLE']);
  expect(store.holds('AAAAA')).toBe(false);
  store.close();
});
