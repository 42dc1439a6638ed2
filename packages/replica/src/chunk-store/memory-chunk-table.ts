import type { ChunkRow, ChunkTable, ChunkWrite } from './chunk-table.ts';

/** Chunks that live as long as the process: for tests, and for devices that keep nothing. */
export class MemoryChunkTable implements ChunkTable {
  readonly #rows = new Map<string, ChunkRow>();
  readonly #quarantined: { key: readonly string[]; reason: string; data: Uint8Array }[] = [];

  get(key: readonly string[]): ChunkRow | undefined {
    return this.#rows.get(JSON.stringify(key));
  }

  range(prefix: readonly string[]): ChunkRow[] {
    return [...this.#rows.values()].filter(({ key }) => prefix.every((part, index) => key[index] === part));
  }

  has(prefix: readonly string[]): boolean {
    return this.range(prefix).length > 0;
  }

  bytes(prefix: readonly string[]): number {
    return this.range(prefix).reduce((sum, { data }) => sum + data.length, 0);
  }

  apply(writes: readonly ChunkWrite[]): void {
    for (const write of writes) this.#write(write);
  }

  gather(writes: readonly ChunkWrite[]): void {
    this.apply(writes);
  }

  sync(): Promise<void> {
    return Promise.resolve();
  }

  renew(writes: readonly ChunkWrite[]): void {
    this.apply(writes);
  }

  #write(write: ChunkWrite): void {
    if (write.type === 'put') this.#rows.set(JSON.stringify(write.row.key), write.row);
    else if (write.type === 'delete') this.#rows.delete(JSON.stringify(write.key));
    else if (write.type === 'delete-range') {
      for (const { key } of this.range(write.prefix)) this.#rows.delete(JSON.stringify(key));
    } else {
      const { row, reason } = write;
      this.#rows.delete(JSON.stringify(row.key));
      this.#quarantined.push({ key: row.key, reason, data: row.data });
    }
  }

  quarantined(): { key: readonly string[]; reason: string; data: Uint8Array }[] {
    return [...this.#quarantined];
  }

  close(): void {
    this.#rows.clear();
  }
}
