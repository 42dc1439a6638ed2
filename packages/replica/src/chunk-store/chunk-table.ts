import { hash } from 'node:crypto';

/** One stored chunk. `sha256` is what was written beside it, whatever the bytes have become since. */
export type ChunkRow = { key: readonly string[]; sha256: Uint8Array; data: Uint8Array };

/** A chunk as it is written. */
export const chunkRow = (key: readonly string[], data: Uint8Array): ChunkRow => ({
  key: [...key],
  sha256: hash('sha256', data, 'buffer'),
  data,
});

/** Whether its bytes are those that were written; an empty one is none. */
export const isWhole = ({ sha256, data }: ChunkRow): boolean =>
  data.length > 0 && hash('sha256', data, 'buffer').equals(sha256);

export type ChunkWrite =
  | { type: 'put'; row: ChunkRow }
  | { type: 'delete'; key: readonly string[] }
  /** Every chunk whose key begins with these parts. */
  | { type: 'delete-range'; prefix: readonly string[] }
  /** Takes a chunk out of use and keeps its bytes for whoever wants to look. */
  | { type: 'quarantine'; row: ChunkRow; reason: string; atMs: number };

/** Where chunks lie. What they mean, and whether they are whole, is the chunk store's business. */
export interface ChunkTable {
  get(key: readonly string[]): ChunkRow | undefined;
  /** Chunks whose key begins with these parts, oldest first. */
  range(prefix: readonly string[]): ChunkRow[];
  has(prefix: readonly string[]): boolean;
  /** Bytes of the chunks whose key begins with these parts. */
  bytes(prefix: readonly string[]): number;
  /** All of it in one go, durable when this returns; throws, and then nothing of it happened. */
  apply(writes: readonly ChunkWrite[]): void;
  /** As `apply`, and seen by whoever reads, but a power cut may take it until a `sync` after it has resolved. */
  gather(writes: readonly ChunkWrite[]): void;
  /**
   * Resolves when all that was gathered before the call is durable; whoever calls it need not stand still meanwhile.
   * Rejects when nobody knows: another `sync` would say that what the first one lost is there.
   */
  sync(): Promise<void>;
  /** After such a rejection: what the table holds is put on the disk anew, and these writes with it, as by `apply`. */
  renew(writes: readonly ChunkWrite[]): void;
  quarantined(): { key: readonly string[]; reason: string; data: Uint8Array }[];
  close(): void;
}
