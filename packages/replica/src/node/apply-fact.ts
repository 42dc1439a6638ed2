import { addFactToZ, EMPTY_Z, type LedgerFact } from '@tillmesh/model';
import type { TillStore } from '../store/till-store.ts';
import type { FactReader } from './fact-reader.ts';
import { foldFact, grandBetween, unfoldFact } from './fold-fact.ts';
import { foldOwnSlots, foldStock, unfoldStock } from './fold-stock.ts';

/** The fact of one valid entry. `own`: of a series of this device. */
export type EntryFact = { readonly fact: LedgerFact; readonly hash: Uint8Array; readonly own: boolean };

const placeOf = ({ fact, hash }: EntryFact) => ({ series: fact.seriesId, sequence: fact.sequence, hash });

const withhold = ({ withheld }: TillStore, entry: EntryFact): void => {
  const { fact, stamp } = entry.fact;
  withheld.add({
    ...placeOf(entry),
    ...grandBetween(EMPTY_Z, addFactToZ(EMPTY_Z, fact)),
    shift: stamp.shiftId ?? '',
    utcMs: stamp.utcMs,
  });
};

/**
 * Lets an entry count in the read models, or withholds it, once per hash (I2), in whatever order they come (I5) and
 * however often they change. Inside a transaction. Returns whether anything is other than before.
 *
 * What is withheld stands in no figure that others share. A till that was taken off keeps its own in its own books
 * all the same: its drawer, its shifts and the receipts that it handed out. Its stock slots say what it moved.
 */
export const applyFact = (
  store: TillStore,
  reader: FactReader,
  entry: EntryFact,
  counts: boolean,
): boolean => {
  const { fact, hash, own } = entry;
  const { entries, withheld } = store;
  const wasCounted = entries.isCounted(hash);
  const wasWithheld = withheld.has(placeOf(entry));
  if (counts ? wasCounted : wasWithheld) return false;
  if (own && !wasCounted && !wasWithheld) foldOwnSlots(store, fact);
  if (counts) {
    withheld.remove(placeOf(entry));
    entries.countFact(hash);
    foldStock(store, fact);
  } else {
    withhold(store, entry);
    if (entries.uncountFact(hash)) {
      store.withdrawn.add(hash);
      unfoldStock(store, fact);
    }
  }
  const [wasInBooks, isInBooks] = [wasCounted || (own && wasWithheld), counts || own];
  if (!wasInBooks && isInBooks) foldFact(store, fact, hash);
  if (wasInBooks && !isInBooks) unfoldFact(store, reader, fact, hash);
  return true;
};
