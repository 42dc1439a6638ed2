import { effectsOf, type LedgerFact } from '@tillmesh/model';
import type { TillStore } from '../store/till-store.ts';
import { foldFact } from './fold-fact.ts';

/**
 * Counts the fact of one valid entry in the read models, once per hash (I2), in whatever order they come
 * (I5). Inside a transaction. Returns whether it counted now. `own`: of a series of this device, whose
 * stock slots are sums over its entries. Damaged goods have left the shop's stock and no place here yet.
 */
export const applyFact = (
  store: TillStore,
  ledgerFact: LedgerFact,
  hash: Uint8Array,
  own: boolean,
): boolean => {
  if (!store.entries.countFact(hash)) return false;
  const { fact, stamp, branchId: branch, seriesId: series, sequence } = ledgerFact;
  const effects = effectsOf(fact, stamp);
  for (const effect of effects) {
    if (effect.kind !== 'stock' || effect.place !== 'shop') continue;
    const { productId: product, quantityMilli } = effect;
    store.levels.addStock(branch, product, quantityMilli);
    if (own) store.slots.addOwn({ branch, series, product }, quantityMilli, sequence);
  }
  foldFact(store, ledgerFact, effects, hash);
  return true;
};
