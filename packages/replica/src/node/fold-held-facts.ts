import type { TillStore } from '../store/till-store.ts';
import type { FactReader } from './fact-reader.ts';
import { foldFact } from './fold-fact.ts';
import { foldStock } from './fold-stock.ts';

/** Facts folded in one transaction. */
const AT_ONCE = 500;
/** How far it has come, under this name among what is this device's alone. */
const NAME = 'folded';
type Folded = { readonly position: number; readonly done: boolean };

/**
 * Folds what was held before these read models were kept, a few facts a transaction: broken off, it goes on
 * from there. Before anything else is counted. Returns how many facts could not be read.
 */
export const foldHeldFacts = (store: TillStore, reader: FactReader): number => {
  let unread = 0;
  let folded = (store.local.get(NAME) as Folded | undefined) ?? { position: 0, done: false };
  while (!folded.done) {
    const facts = store.entries.factsAfter(folded.position, AT_ONCE);
    folded = { position: facts.at(-1)?.position ?? folded.position, done: facts.length < AT_ONCE };
    store.transaction(() => {
      for (const { hash } of facts) {
        const fact = reader(hash);
        if (fact === null) unread += 1;
        else {
          foldFact(store, fact, hash);
          foldStock(store, fact);
        }
      }
      store.local.put(NAME, folded);
    });
  }
  return unread;
};
