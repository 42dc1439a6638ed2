import type { ExceptionRow } from '../store/exception-table.ts';

/** What happened: whose fault it is and which document it is about, as far as that is known. */
export type Happening = Pick<ExceptionRow, 'code' | 'deviceId' | 'document' | 'message'>;

/** So many documents of one device are told apart; what comes after counts for the device as a whole. */
const MOST_OF_DEVICE = 50;
/** With so many in all, documents are told apart no more; with twice as many, devices neither. */
const MOST = 500;
/** Seen and happening again within this time, it is nothing new. */
const SEEN_FOR_MS = 24 * 3_600_000;

export const exceptionId = ({ code, deviceId, document }: Omit<Happening, 'message'>): string =>
  [code, deviceId ?? '', document ?? ''].join('|');

export type ExceptionChanges = {
  readonly put: readonly ExceptionRow[];
  readonly removed: readonly ExceptionRow[];
};

/**
 * The exception list in memory: each code, device and document once, with how often. However many things happen, it
 * stays bounded: what was seen goes first, oldest first; what was not is counted together rather than forgotten.
 */
export class ExceptionBook {
  readonly #rows: Map<string, ExceptionRow>;
  readonly #perDevice = new Map<string | null, number>();
  #changed = new Set<string>();
  #removed: ExceptionRow[] = [];

  constructor(rows: readonly ExceptionRow[] = []) {
    this.#rows = new Map(rows.map((row) => [exceptionId(row), row]));
    for (const { deviceId } of rows) this.#count(deviceId, 1);
  }

  note(happening: Happening, nowMs: number): void {
    const placed = this.#place(happening);
    const id = exceptionId(placed);
    const before = this.#rows.get(id);
    if (before === undefined) this.#count(placed.deviceId, 1);
    const seenMs = before?.seenMs ?? null;
    this.#put(id, {
      ...placed,
      firstMs: before?.firstMs ?? nowMs,
      lastMs: nowMs,
      times: (before?.times ?? 0) + 1,
      seenMs: seenMs !== null && nowMs - seenMs < SEEN_FOR_MS ? seenMs : null,
    });
  }

  has(happening: Omit<Happening, 'message'>): boolean {
    return this.#rows.has(exceptionId(happening));
  }

  /** Somebody looked at these. */
  see(ids: Iterable<string>, nowMs: number): void {
    for (const id of ids) {
      const row = this.#rows.get(id);
      if (row !== undefined && row.seenMs === null) this.#put(id, { ...row, seenMs: nowMs });
    }
  }

  /** The newest first. */
  all(): readonly ExceptionRow[] {
    return [...this.#rows.values()].sort((a, b) => b.lastMs - a.lastMs);
  }

  /** What is to be kept, and forgotten, since the last call. */
  changes(): ExceptionChanges {
    const put = [...this.#changed].flatMap((id) => this.#rows.get(id) ?? []);
    const removed = this.#removed.filter((row) => !this.#rows.has(exceptionId(row)));
    this.#changed = new Set();
    this.#removed = [];
    return { put, removed };
  }

  /** They could not be kept: they are among the next. */
  notKept({ put, removed }: ExceptionChanges): void {
    for (const row of put) this.#changed.add(exceptionId(row));
    this.#removed.push(...removed);
  }

  #place(happening: Happening): Happening {
    if (this.#rows.has(exceptionId(happening))) return happening;
    if (this.#rows.size >= MOST) this.#makeRoom();
    const { code, deviceId, message } = happening;
    const isFull = this.#rows.size >= MOST || (this.#perDevice.get(deviceId) ?? 0) >= MOST_OF_DEVICE;
    const isOverfull = this.#rows.size >= 2 * MOST;
    if (!isFull) return happening;
    const whole = { code, deviceId, document: null, message };
    return isOverfull && !this.#rows.has(exceptionId(whole)) ? { ...whole, deviceId: null } : whole;
  }

  #makeRoom(): void {
    let oldest: ExceptionRow | null = null;
    for (const row of this.#rows.values()) {
      if (row.seenMs !== null && (oldest === null || row.lastMs < oldest.lastMs)) oldest = row;
    }
    if (oldest === null) return;
    this.#rows.delete(exceptionId(oldest));
    this.#count(oldest.deviceId, -1);
    this.#removed.push(oldest);
  }

  #put(id: string, row: ExceptionRow): void {
    this.#rows.set(id, row);
    this.#changed.add(id);
  }

  #count(deviceId: string | null, by: number): void {
    this.#perDevice.set(deviceId, (this.#perDevice.get(deviceId) ?? 0) + by);
  }
}
