import { effectsOf, type LedgerFact } from '@tillmesh/model';
import type { NewDocument } from '../store/document-table.ts';
import type { TillStore } from '../store/till-store.ts';

const documentOf = (fact: LedgerFact['fact']): Pick<NewDocument, 'id' | 'kind' | 'label'> | null => {
  if (fact.kind === 'sale.completed') return { id: fact.saleId, kind: 'receipt', label: fact.document.label };
  if (fact.kind === 'refund.completed')
    return { id: fact.refundId, kind: 'refund', label: fact.document.label };
  if (fact.kind === 'shift.closed') return { id: fact.shiftId, kind: 'z', label: fact.document.label };
  return null;
};

/**
 * Counts the fact of one valid entry in the read models, once per hash (I2), in whatever order they come
 * (I5). Inside a transaction. Returns whether it counted now. `own`: of a series of this device, whose
 * stock slots are sums over its entries.
 */
export const applyFact = (
  store: TillStore,
  ledgerFact: LedgerFact,
  hash: Uint8Array,
  own: boolean,
): boolean => {
  if (!store.entries.countFact(hash)) return false;
  const { fact, stamp, branchId: branch, seriesId: series, sequence } = ledgerFact;
  for (const effect of effectsOf(fact)) {
    switch (effect.kind) {
      case 'stock': {
        const { productId: product, quantityMilli } = effect;
        store.levels.addStock(branch, product, quantityMilli);
        if (own) store.slots.addOwn({ branch, series, product }, quantityMilli, sequence);
        break;
      }
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
  if (document !== null) store.documents.put({ ...document, hash, utcMs: stamp.utcMs, sequence });
  return true;
};
