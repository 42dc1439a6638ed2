import { Fault } from '../fault.ts';
import type { ProductRow } from '../store/product-row.ts';
import type { TillStore } from '../store/till-store.ts';
import { createWordIndex, type WordIndex } from './word-index.ts';

/** Products indexed per slice; each slice is a few milliseconds. */
const SLICE = 50;

/**
 * Builds the word index from the sealed product rows, in slices after start, and follows changes.
 * Until it is built a search finds what is indexed so far; barcodes do not need it. A row that cannot be
 * opened is told to `damaged` and not found.
 */
export const productSearch = (store: TillStore, damaged: (fault: Fault) => void) => {
  const index: WordIndex = createWordIndex();
  let closed = false;
  /** Products whose words may have changed; each stands here once, however often it changed. */
  const due = new Set<string>();
  let running = false;

  const rowOf = (id: string): ProductRow | null => {
    try {
      return store.products.get(id);
    } catch (error) {
      // One damaged row must not take the others with it, nor the till.
      if (!(error instanceof Fault)) throw error;
      damaged(error);
      return null;
    }
  };
  const put = (id: string): void => {
    const row = rowOf(id);
    if (row?.core === undefined || !row.active) index.remove(id);
    else index.put({ id, name: row.core.name, sku: row.core.sku, codes: row.core.codes });
  };

  const follow = (): void => {
    running = false;
    if (closed) return;
    index.together(() => {
      for (const id of due.values().take(SLICE)) {
        due.delete(id);
        put(id);
      }
    });
    followSoon();
  };
  const followSoon = (): void => {
    if (running || due.size === 0) return;
    running = true;
    setImmediate(follow);
  };

  const build = (after: string): void => {
    if (closed) return;
    const ids = store.products.idsAfter(after, SLICE);
    index.together(() => {
      for (const id of ids) put(id);
    });
    const last = ids.at(-1);
    if (last !== undefined) setImmediate(build, last);
  };
  setImmediate(build, '');

  return {
    search: index.search,
    byName: index.byName,
    changed: (ids: Iterable<string>): void => {
      for (const id of ids) due.add(id);
      followSoon();
    },
    close: (): void => {
      closed = true;
      index.close();
    },
  };
};
export type ProductSearch = ReturnType<typeof productSearch>;
