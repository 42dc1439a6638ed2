import { effectsOf, type LedgerFact } from '@tillmesh/model';
import type { TillStore } from '../store/till-store.ts';

const documentOf = (
  fact: LedgerFact['fact'],
): { id: string; kind: 'receipt' | 'refund' | 'z'; label: string } | null => {
  if (fact.kind === 'sale.completed') return { id: fact.saleId, kind: 'receipt', label: fact.document.label };
  if (fact.kind === 'refund.completed')
    return { id: fact.refundId, kind: 'refund', label: fact.document.label };
  if (fact.kind === 'shift.closed') return { id: fact.shiftId, kind: 'z', label: fact.document.label };
  return null;
};

/**
 * Counts the fact of one valid entry in the read models, once per hash (I2). Inside a transaction.
 * Returns whether it counted now. `own` facts also move this till's stock slots.
 */
export const applyFact = (
  store: TillStore,
  ledgerFact: LedgerFact,
  hash: Uint8Array,
  own: boolean,
): boolean => {
  const position = store.entries.countFact(hash);
  if (position === null) return false;
  const { fact, branchId, seriesId, sequence } = ledgerFact;
  for (const effect of effectsOf(fact)) {
    switch (effect.kind) {
      case 'stock':
        store.levels.addStock(branchId, effect.productId, effect.quantityMilli);
        if (own) store.slots.addOwn(branchId, seriesId, effect.productId, effect.quantityMilli, sequence);
        break;
      case 'refunded':
        store.levels.addRefundedLine(effect.saleId, effect.line, effect.quantityMilli, effect.totalMinor);
        break;
      case 'refunded-rate':
        store.levels.addRefundedRate(effect.saleId, effect.rate, effect.grossMinor, effect.taxMinor);
        break;
      case 'receipt':
        break;
    }
  }
  const document = documentOf(fact);
  if (document !== null) {
    store.documents.put(document.id, document.kind, document.label, branchId, hash, position);
  }
  return true;
};
