import type { TillStore } from '../store/till-store.ts';
import { ExceptionBook, exceptionId, type Happening } from './exception-book.ts';
import type { ExceptionState } from './node-port.ts';

/** However much happens, the disk is written to so often at most. */
const KEEP_MS = 1_000;
/** As many as a person looks through. */
const MOST_TOLD = 200;

export type ExceptionBoardDeps = {
  readonly store: Pick<TillStore, 'transaction' | 'exceptions'>;
  readonly nowMs: () => number;
  readonly changed: () => void;
  readonly alarm: (code: string, message: string) => void;
};

/** The exception list as this device keeps it: in till.db, over restarts. */
export const createExceptionBoard = ({ store, nowMs, changed, alarm }: ExceptionBoardDeps) => {
  const book = new ExceptionBook(store.exceptions.all());
  let timer: NodeJS.Timeout | null = null;
  let keptMs = -Infinity;
  let hasFailed = false;

  const keep = (): void => {
    timer = null;
    keptMs = performance.now();
    const changes = book.changes();
    if (changes.put.length + changes.removed.length === 0) return;
    try {
      store.transaction(() => {
        for (const row of changes.removed) store.exceptions.remove(row);
        for (const row of changes.put) store.exceptions.put(row);
      });
      hasFailed = false;
    } catch (error) {
      // They go with the next that happens; until then they are shown all the same.
      book.notKept(changes);
      if (!hasFailed) alarm('EXCEPTIONS-NOT-KEPT', `Exceptions could not be kept: ${String(error)}`);
      hasFailed = true;
    }
  };
  /** In a turn of its own: what happened may be told in the middle of a transaction. */
  const keepSoon = (): void => {
    const waitMs = Math.max(0, KEEP_MS - (performance.now() - keptMs));
    timer ??= setTimeout(keep, waitMs);
  };
  const stop = (): void => {
    if (timer === null) return;
    clearTimeout(timer);
    keep();
  };
  return {
    note: (happening: Happening): void => {
      book.note(happening, nowMs());
      keepSoon();
      changed();
    },
    /** Whether it stands in the list, from an earlier life too. */
    isKept: (happening: Omit<Happening, 'message'>): boolean => book.has(happening),
    see: (ids: readonly string[]): void => {
      book.see(ids, nowMs());
      keepSoon();
      changed();
    },
    all: (): readonly ExceptionState[] =>
      book
        .all()
        .slice(0, MOST_TOLD)
        .map(({ seenMs, ...row }) => ({ ...row, id: exceptionId(row), seen: seenMs !== null })),
    close: stop,
  };
};
export type ExceptionBoard = ReturnType<typeof createExceptionBoard>;
