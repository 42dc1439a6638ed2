import type { Chunk, StorageAdapterInterface, StorageKey } from '@automerge/automerge-repo';
import { Fault } from '../fault.ts';
import { type ChunkRow, chunkRow, type ChunkTable, type ChunkWrite, isWhole } from './chunk-table.ts';
import { ChunkWriter, NOT_DURABLE } from './chunk-writer.ts';
import { compactChunks, isProven } from './snapshot-proof.ts';

export type ChunkAlarm = { code: string; message: string; documentId: string | null };

export type ChunkStoreOptions = {
  table: ChunkTable;
  nowMs: () => number;
  /** What is saved within this time becomes one transaction. */
  gatherMs?: number;
  /** Nobody stands still while the disk works; see `ChunkWriter`. */
  inBackground?: boolean;
  /** Runs something once, after `delayMs`. */
  later: (run: () => void, delayMs: number) => void;
  onAlarm: (alarm: ChunkAlarm) => void;
  /** The file cannot be read any more, or what it holds is in doubt: whoever works with it begins anew. Told once. */
  onLost?: (fault: Fault) => void;
};

/** What is saved within this time becomes one transaction; each costs a wait for the disk. */
const GATHER_MS = 500;
/** So much beside a snapshot is not worth a new one. */
const INCREMENTS_BYTES = 16 * 1024;

/**
 * The storage of automerge-repo over a table of chunks. What it adds:
 * - each chunk carries its SHA-256; one that is damaged or empty is quarantined, told, and never handed out;
 * - what is saved within half a second is one durable transaction. A save never rejects: it is tried again until it is
 *   durable, and the alarm stands meanwhile (a rejection here would end the process, unseen by its caller);
 * - a chunk of a document is removed only when the snapshot that replaces it is durable and loads to its own heads,
 *   and none is removed from a document that lost a chunk in this life.
 */
export class ChunkStore implements StorageAdapterInterface {
  readonly #options: ChunkStoreOptions;
  readonly #table: ChunkTable;
  readonly #writer: ChunkWriter;
  #closed = false;
  #isLost = false;
  /** The newest snapshot saved for a document in this life, and whether it was found to load. */
  readonly #snapshots = new Map<string, { name: string; proven: boolean }>();
  /** Documents of which nothing is removed any more in this life. */
  readonly #held = new Set<string>();

  constructor(options: ChunkStoreOptions) {
    this.#options = options;
    this.#table = options.table;
    this.#writer = new ChunkWriter({
      table: options.table,
      gatherMs: options.gatherMs ?? GATHER_MS,
      inBackground: options.inBackground ?? false,
      later: options.later,
      onTrouble: (reason) => this.#tellTrouble(reason),
      onLost: (fault) => this.#lost(fault),
    });
  }

  /** Whether a document has been saved here. */
  holds(documentId: string): boolean {
    this.#writer.commit();
    return this.#read((table) => table.has([documentId]), false);
  }

  /** What a document takes. */
  bytesOf(documentId: string): number {
    return this.#read((table) => table.bytes([documentId]), 0);
  }

  /**
   * Whether anything sound is saved of a document; what is not is set aside. Who asks the Repo for a document of which
   * nothing is left waits for its peers, and no other document is opened meanwhile.
   */
  hasSound(documentId: string): boolean {
    this.#writer.commit();
    const types = ['snapshot', 'incremental'];
    return types
      .flatMap((type) => this.#range([documentId, type]))
      .map((row) => this.#verified(row) !== undefined)
      .includes(true);
  }

  async load(key: StorageKey): Promise<Uint8Array | undefined> {
    this.#writer.commit();
    const row = this.#read((table) => table.get(key), undefined);
    return row === undefined ? undefined : this.#verified(row);
  }

  async loadRange(keyPrefix: StorageKey): Promise<Chunk[]> {
    this.#writer.commit();
    return this.#range(keyPrefix).flatMap((row) => {
      const data = this.#verified(row);
      return data === undefined ? [] : [{ key: [...row.key], data }];
    });
  }

  save(key: StorageKey, data: Uint8Array): Promise<void> {
    const [documentId, type, name] = key;
    if (documentId !== undefined && type === 'snapshot' && name !== undefined) {
      this.#snapshots.set(documentId, { name, proven: false });
    }
    return this.#write({ type: 'put', row: chunkRow(key, data) });
  }

  /** Resolves at once: nothing waits for a deletion to be durable, and whoever reads sees it. */
  async remove(key: StorageKey): Promise<void> {
    if (this.#mayRemove(key)) void this.#write({ type: 'delete', key: [...key] });
  }

  removeRange(keyPrefix: StorageKey): Promise<void> {
    return this.#write({ type: 'delete-range', prefix: [...keyPrefix] });
  }

  /**
   * Makes one snapshot of a document's chunks if there is much beside its snapshot, before it is opened: that costs
   * less than opening it as it is, and the next time nothing. The exchange is one transaction.
   */
  compact(documentId: string): void {
    this.#writer.commit();
    const snapshots = this.#range([documentId, 'snapshot']);
    const increments = this.#range([documentId, 'incremental']);
    const bytes = increments.reduce((sum, { data }) => sum + data.length, 0);
    if (bytes <= INCREMENTS_BYTES) return;
    const rows = [...snapshots, ...increments];
    if (rows.some((row) => this.#verified(row) === undefined)) return;
    const made = compactChunks(rows.map(({ data }) => data));
    if (made === null || !isProven(made.name, made.data)) return;
    const key = [documentId, 'snapshot', made.name];
    const old = rows.filter((row) => row.key.join('/') !== key.join('/'));
    void this.#write({ type: 'put', row: chunkRow(key, made.data) });
    for (const row of old) void this.#write({ type: 'delete', key: row.key });
    this.#writer.commit();
  }

  /** Takes every chunk of a document out of use; what does not load again must not be tried at each start. */
  quarantine(documentId: string, reason: string): Promise<void> {
    this.#writer.commit();
    const rows = this.#range([documentId]);
    const written = rows.map((row) => this.#setAside(row, reason));
    this.#alarm('DOCUMENT-QUARANTINED', `A document was set aside: ${reason}.`, documentId);
    return Promise.all(written).then(() => undefined);
  }

  /** Makes what was saved so far durable without waiting for more. */
  hurry(): void {
    this.#writer.commit();
  }

  /** Makes what was saved durable now, as far as the disk lets it, and closes the table. */
  close(): void {
    if (this.#closed) return;
    this.#writer.close();
    this.#closed = true;
    this.#table.close();
  }

  #range(prefix: readonly string[]): ChunkRow[] {
    return this.#read((table) => table.range(prefix), []);
  }

  /** What cannot be read is told, and never thrown into the Repo: it would be seen by nobody, or end the process. */
  #read<T>(read: (table: ChunkTable) => T, nothing: T): T {
    if (this.#isLost || this.#closed) return nothing;
    try {
      return read(this.#table);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#lost(error);
      return nothing;
    }
  }

  /** Nothing is read or written any more in this life. */
  #lost(fault: Fault): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#writer.stop();
    if (fault.code === NOT_DURABLE) this.#alarm(fault.code, `${fault.message} ${fault.nextStep}`, null);
    else {
      const message = `${fault.message} It is set aside at the next start and filled anew from till.db and the other devices; selling is unaffected.`;
      this.#alarm('DOCUMENTS-LOST', message, null);
    }
    this.#options.onLost?.(fault);
  }

  #verified(row: ChunkRow): Uint8Array | undefined {
    if (isWhole(row)) return row.data;
    const documentId = row.key[0] ?? '';
    const reason = row.data.length === 0 ? 'empty' : 'damaged';
    this.#held.add(documentId);
    void this.#setAside(row, reason);
    this.#alarm('CHUNK-QUARANTINED', `A stored chunk is ${reason}: ${row.key.join('/')}.`, documentId);
    return undefined;
  }

  #setAside(row: ChunkRow, reason: string): Promise<void> {
    return this.#write({ type: 'quarantine', row, reason, atMs: this.#options.nowMs() });
  }

  #mayRemove(key: StorageKey): boolean {
    const [documentId, type, name] = key;
    if (documentId === undefined || (type !== 'snapshot' && type !== 'incremental')) return true;
    if (this.#held.has(documentId)) return false;
    const snapshot = this.#snapshots.get(documentId);
    if (snapshot === undefined || snapshot.proven || (type === 'snapshot' && name === snapshot.name)) {
      return true;
    }
    this.#writer.commit();
    const row = this.#read((table) => table.get([documentId, 'snapshot', snapshot.name]), undefined);
    // Not durable yet: keeping the old chunk costs space, and the next snapshot makes up for it.
    if (row === undefined) return false;
    snapshot.proven = isProven(snapshot.name, row.data);
    if (snapshot.proven) return true;
    this.#held.add(documentId);
    this.#alarm(
      'SNAPSHOT-UNLOADABLE',
      'A saved document does not load again; what it was to replace is kept.',
      documentId,
    );
    return false;
  }

  #write(write: ChunkWrite): Promise<void> {
    return this.#writer.write(write);
  }

  #tellTrouble(reason: string | null): void {
    if (reason === null) this.#alarm('DOCUMENTS-SAVED-AGAIN', 'Documents are saved again.', null);
    else this.#alarm('DOCUMENTS-NOT-SAVED', `Documents cannot be saved: ${reason}. It is tried again.`, null);
  }

  #alarm(code: string, message: string, documentId: string | null): void {
    this.#options.onAlarm({ code, message, documentId });
  }
}
