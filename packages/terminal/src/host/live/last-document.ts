import type { Answer, FactOf } from '@tillmesh/model';
import type { CommandResult, TillNode } from '@tillmesh/replica';
import type { LastDocumentView } from '../../api/view.ts';

export type LastDocument = {
  /** Looks at what commands answered, for a document among them. */
  readonly remember: (results: readonly CommandResult[]) => void;
  readonly view: () => LastDocumentView | null;
};

const saleView = (node: TillNode, saleId: string): LastDocumentView | null => {
  const sale = node.receipt(saleId)?.sale;
  if (sale === undefined) return null;
  const changeMinor = sale.payments.reduce((sum, payment) => sum + payment.changeMinor, 0);
  return {
    kind: 'receipt',
    id: saleId,
    label: sale.document.label,
    totalMinor: sale.totalMinor,
    changeMinor,
  };
};

const refundView = (id: string, label: string, totalMinor: number): LastDocumentView => ({
  kind: 'refund',
  id,
  label,
  totalMinor,
  changeMinor: 0,
});

const zView = (id: string, { document, totals }: FactOf<'shift.closed'>): LastDocumentView => ({
  kind: 'z',
  id,
  label: document.label,
  totalMinor: totals.salesGrossMinor - totals.refundsGrossMinor,
  changeMinor: 0,
});

const documentOf = (node: TillNode, answer: Answer): LastDocumentView | null => {
  if (answer.kind === 'paid' && answer.saleId !== null) return saleView(node, answer.saleId);
  if (answer.kind === 'refunded') return refundView(answer.refundId, answer.label, answer.totalMinor);
  const fact = answer.kind === 'z' ? node.document(answer.shiftId)?.fact.fact : null;
  return fact?.kind === 'shift.closed' ? zView(fact.shiftId, fact) : null;
};

const isDocumentAnswer = (answer: Answer): boolean =>
  answer.kind === 'refunded' || answer.kind === 'z' || (answer.kind === 'paid' && answer.saleId !== null);

/** Payments, voids and the like stand between a document and the next, no hundred of them. */
const LOOKED_AT = 100;

/**
 * After a restart the customer may still be waiting: for change, for money back, or with a basket that was
 * begun and cancelled since.
 */
const lastDocument = (node: TillNode): LastDocumentView | null => {
  for (const { fact } of Iterator.from(node.newestOwn()).take(LOOKED_AT)) {
    if (fact.kind === 'sale.completed') return saleView(node, fact.saleId);
    if (fact.kind === 'refund.completed')
      return refundView(fact.refundId, fact.document.label, fact.totalMinor);
    if (fact.kind === 'shift.closed') return zView(fact.shiftId, fact);
    if (fact.kind === 'basket.cancelled') return null;
  }
  return null;
};

/** The document to show until the next basket begins; in memory, as the ledger holds the document itself. */
export const createLastDocument = (node: TillNode): LastDocument => {
  let last: LastDocumentView | null = node.state().basket === null ? lastDocument(node) : null;
  /** Looked up only when a screen asks: a script that sells all day has none. */
  let answered: Answer | null = null;
  return {
    remember: (results) => {
      for (const result of results) {
        if (result.ok && isDocumentAnswer(result.answer)) answered = result.answer;
      }
      if (node.state().basket === null) return;
      answered = null;
      last = null;
    },
    view: () => {
      if (answered !== null) last = documentOf(node, answered);
      answered = null;
      return last;
    },
  };
};
