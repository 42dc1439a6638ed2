export type LoadedTableOptions = {
  readonly nowMs: () => number;
  readonly later: (run: () => void, delayMs: number) => () => void;
  /** A document that nothing was heard of for so long is unloaded. */
  readonly idleMs: number;
  /** Beyond so many loaded ones, those unused for longest are unloaded earlier. */
  readonly most: number;
};

/** How often it is looked which documents rest. */
const LOOK_MS = 1_000;
/** A document is at work for so long after its last message: synchronisers wait up to a second. */
const BUSY_MS = 3_000;

/**
 * Documents that are loaded, of all carriers of a process; whose turn it is to be unloaded. A loaded document costs
 * 65 to 75 KB, and Automerge's memory never shrinks.
 */
export class LoadedTable {
  readonly #options: LoadedTableOptions;
  /** By document id, which no two organisations share; the one used last stands last. */
  readonly #used = new Map<string, { atMs: number; rest: () => void }>();
  #cancel: (() => void) | null = null;

  constructor(options: LoadedTableOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#used.size;
  }

  /** It is loaded, and something was done with it. `rest`: unloads it, unless it is at work. */
  used(documentId: string, rest: () => void): void {
    this.#used.delete(documentId);
    this.#used.set(documentId, { atMs: this.#options.nowMs(), rest });
    this.#lookLater();
  }

  gone(documentId: string): void {
    this.#used.delete(documentId);
    if (this.#used.size > 0) return;
    this.#cancel?.();
    this.#cancel = null;
  }

  #lookLater(): void {
    this.#cancel ??= this.#options.later(() => {
      this.#cancel = null;
      this.#look();
      if (this.#used.size > 0) this.#lookLater();
    }, LOOK_MS);
  }

  #look(): void {
    const { nowMs, idleMs, most } = this.#options;
    let surplus = this.#used.size - most;
    const due: (() => void)[] = [];
    for (const [documentId, { atMs, rest }] of this.#used) {
      const idle = nowMs() - atMs;
      // A clock that was set back says nothing of how long ago it was.
      if (idle < 0) this.#used.set(documentId, { atMs: nowMs(), rest });
      else if (idle >= idleMs || (surplus > 0 && idle >= BUSY_MS)) due.push(rest);
      else break;
      surplus -= 1;
    }
    for (const rest of due) rest();
  }
}
