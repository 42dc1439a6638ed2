import { Fault } from '../fault.ts';
import type { ChunkTable, ChunkWrite } from './chunk-table.ts';

export type ChunkWriterOptions = {
  readonly table: ChunkTable;
  /** What is written within this time becomes one transaction. */
  readonly gatherMs: number;
  /**
   * The caller goes on while the disk works, and is told when it is done: for a relay, which serves others meanwhile.
   * Else a commit returns when it is durable.
   */
  readonly inBackground: boolean;
  /** Runs something once, after `delayMs`. */
  readonly later: (run: () => void, delayMs: number) => void;
  /** Why nothing can be written; null: it can be again. */
  readonly onTrouble: (reason: string | null) => void;
  /** The file is damaged, or nobody knows what of it is on the disk: nothing more is written, in this life. */
  readonly onLost: (fault: Fault) => void;
};

type Batch = { readonly writes: ChunkWrite[]; readonly done: (() => void)[] };

const RETRY_FIRST_MS = 100;
const RETRY_MAX_MS = 10_000;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const isDamage = (error: unknown): error is Fault =>
  error instanceof Fault && error.code === 'DATABASE-DAMAGED';

/** After a sync that failed, what it was for could not be written anew either. */
export const NOT_DURABLE = 'DOCUMENTS-NOT-DURABLE';

const notRenewed = (cause: unknown): Fault =>
  new Fault(
    NOT_DURABLE,
    `The disk did not keep what was written, and it could not be written anew: ${reasonOf(cause)}.`,
    'Nothing of it was told to any device as kept, and those that sent it have it. The program begins again by itself; check the disk.',
    cause,
  );

const emptyBatch = (): Batch => ({ writes: [], done: [] });

/** Writes chunks, many in one transaction, and tries again until they are durable. No write rejects. */
export class ChunkWriter {
  readonly #options: ChunkWriterOptions;
  #waiting = emptyBatch();
  /** Whoever reads sees them, and a power cut may still take them; in their order. */
  #unsynced: Batch[] = [];
  #isSyncing = false;
  #isScheduled = false;
  #failures = 0;
  /** What was gathered last was refused: a sync of what came before is no recovery. */
  #isRefused = false;
  #isStopped = false;
  #isLost = false;

  constructor(options: ChunkWriterOptions) {
    this.#options = options;
  }

  /** Resolves when it is durable, and once this was closed at once; in a lost file it never does. */
  write(write: ChunkWrite): Promise<void> {
    if (this.#isLost) return new Promise(() => undefined);
    if (this.#isStopped) return Promise.resolve();
    this.#waiting.writes.push(write);
    const done = new Promise<void>((resolve) => this.#waiting.done.push(resolve));
    this.#schedule(this.#options.gatherMs);
    return done;
  }

  /** Whoever reads afterwards sees what was written so far, unless the disk takes nothing. */
  commit(): void {
    if (this.#isStopped || this.#waiting.writes.length === 0) return;
    const { table, inBackground } = this.#options;
    try {
      if (inBackground) this.#gather();
      else {
        table.apply(this.#waiting.writes);
        this.#unsynced.push(this.#take());
        this.#durable(this.#unsynced.length);
      }
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Makes what was written durable now, as far as the disk lets it; nothing is written any more. */
  close(): void {
    if (this.#isStopped) return;
    this.commit();
    try {
      if (this.#unsynced.length > 0) this.#renew();
    } catch (error) {
      this.#failed(error);
    }
    this.#isStopped = true;
  }

  /** Nothing is written any more: the file is lost to this life. */
  stop(): void {
    this.#isStopped = true;
    this.#isLost = true;
  }

  #take(): Batch {
    const batch = this.#waiting;
    this.#waiting = emptyBatch();
    return batch;
  }

  #gather(): void {
    this.#isRefused = true;
    this.#options.table.gather(this.#waiting.writes);
    this.#isRefused = false;
    this.#unsynced.push(this.#take());
    this.#sync();
  }

  /** All that may not be there, at once and in the order in which it was written. */
  #renew(): void {
    const batches = [...this.#unsynced, this.#waiting];
    this.#options.table.renew(batches.flatMap(({ writes }) => writes));
    this.#unsynced.push(this.#take());
    this.#isRefused = false;
    this.#durable(this.#unsynced.length);
  }

  /** One at a time: what is gathered meanwhile goes with the next. */
  #sync(): void {
    if (this.#isSyncing || this.#unsynced.length === 0) return;
    this.#isSyncing = true;
    const { length } = this.#unsynced;
    const isDone = (error: unknown): void => {
      this.#isSyncing = false;
      if (this.#isStopped) return;
      if (error === null) {
        this.#durable(length);
        this.#sync();
      } else this.#syncFailed(error);
    };
    this.#options.table.sync().then(
      () => isDone(null),
      (error: unknown) => isDone(error ?? new Error('a sync failed')),
    );
  }

  #durable(batches: number): void {
    if (!this.#isRefused) {
      if (this.#failures > 0) this.#options.onTrouble(null);
      this.#failures = 0;
    }
    for (const { done } of this.#unsynced.splice(0, batches)) for (const resolve of done) resolve();
  }

  #schedule(delayMs: number): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#options.later(() => {
      this.#isScheduled = false;
      this.commit();
    }, delayMs);
  }

  /** Nobody knows what of the unsynced is there. Nothing else is written before that is, not even for who reads. */
  #syncFailed(error: unknown): void {
    this.#tellTrouble(error);
    try {
      this.#renew();
    } catch (again) {
      this.stop();
      this.#options.onLost(isDamage(again) ? again : notRenewed(again));
    }
  }

  #failed(error: unknown): void {
    if (isDamage(error)) {
      this.stop();
      this.#options.onLost(error);
      return;
    }
    this.#schedule(Math.min(RETRY_FIRST_MS * 2 ** this.#failures, RETRY_MAX_MS));
    this.#tellTrouble(error);
  }

  #tellTrouble(error: unknown): void {
    if (this.#failures === 0) this.#options.onTrouble(reasonOf(error));
    this.#failures += 1;
  }
}
