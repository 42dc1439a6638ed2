import { chunkRow, type ChunkTable, type ChunkWrite } from './chunk-table.ts';
import { ChunkWriter } from './chunk-writer.ts';

export const put = (name: string, ...values: number[]): ChunkWrite => ({
  type: 'put',
  row: chunkRow(['AAAAA', name], Uint8Array.from(values)),
});

/** What has resolved by then has told. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A writer that writes when the test says so, and what it told. */
export const writerOver = (table: ChunkTable) => {
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
