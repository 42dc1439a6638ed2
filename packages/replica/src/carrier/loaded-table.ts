export type LoadedTableOptions = {
  readonly nowMs: () => number;
  readonly later: (run: () => void, delayMs: number) => () => void;
  /** A document that nothing was heard of for so long is unloaded. */
  readonly idleMs: number;
  /** Beyond so many loaded ones, those unused for longest are unloaded earlier. */
  readonly most: number;
  /** Beyond so many bytes that they take on the disk, those of whoever has most are. */
  readonly mostBytes: number;
};

/** A loaded document. */
export type Loaded = {
  /** The carrier that loaded it, which is that of one organisation. */
  readonly owner: object;
  /** What it takes on the disk now; a full ledger segment of 1.2 MB takes three times that in memory. */
  readonly bytes: () => number;
  /** Unloads it, unless it is at work. */
  readonly rest: () => void;
};

type Entry = Loaded & { atMs: number; weight: number; weighedMs: number };

/** How often it is looked which documents rest. */
const LOOK_MS = 1_000;
/** A document is at work for so long after its last message: synchronisers wait up to a second. */
const BUSY_MS = 3_000;

const weightOf = (entries: readonly Entry[]): number => entries.reduce((sum, { weight }) => sum + weight, 0);

/**
 * Documents that are loaded, of all carriers of a process; whose turn it is to be unloaded. A loaded document costs
 * 65 to 75 KB besides what it holds, and Automerge's memory never shrinks.
 */
export class LoadedTable {
  readonly #options: LoadedTableOptions;
  /** By document id, which no two organisations share; the one used last stands last. */
  readonly #used = new Map<string, Entry>();
  #cancel: (() => void) | null = null;

  constructor(options: LoadedTableOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#used.size;
  }

  /** It is loaded, and something was done with it. */
  used(documentId: string, loaded: Loaded): void {
    const { weight = 0, weighedMs = -1 } = this.#used.get(documentId) ?? {};
    this.#used.delete(documentId);
    this.#used.set(documentId, { ...loaded, atMs: this.#options.nowMs(), weight, weighedMs });
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
    const due = new Set<Entry>();
    for (const entry of this.#used.values()) {
      const idle = nowMs() - entry.atMs;
      // A clock that was set back says nothing of how long ago it was.
      if (idle < 0) entry.atMs = nowMs();
      else if (idle >= idleMs || (surplus > 0 && idle >= BUSY_MS)) due.add(entry);
      else break;
      surplus -= 1;
    }
    for (const entry of this.#tooMuch([...this.#used.values()].filter((each) => !due.has(each))))
      due.add(entry);
    for (const { rest } of due) rest();
  }

  /** What was used since it was weighed may have grown. */
  #weigh(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.weighedMs > entry.atMs) continue;
      entry.weighedMs = this.#options.nowMs();
      entry.weight = entry.bytes();
    }
  }

  /** So one organisation's large documents make room for its own, and not those of others. */
  #tooMuch(entries: readonly Entry[]): readonly Entry[] {
    this.#weigh(entries);
    const { nowMs, mostBytes } = this.#options;
    let surplus = weightOf(entries) - mostBytes;
    if (surplus <= 0) return [];
    const owners = [...Map.groupBy(entries, ({ owner }) => owner).values()].map((own) => ({
      bytes: weightOf(own),
      idle: own.filter(({ atMs }) => nowMs() - atMs >= BUSY_MS),
    }));
    const due: Entry[] = [];
    while (surplus > 0) {
      const withIdle = owners.filter(({ idle }) => idle.length > 0).sort((a, b) => b.bytes - a.bytes);
      const [first] = withIdle;
      const entry = first?.idle.shift();
      if (first === undefined || entry === undefined) break;
      first.bytes -= entry.weight;
      surplus -= entry.weight;
      due.push(entry);
    }
    return due;
  }
}
