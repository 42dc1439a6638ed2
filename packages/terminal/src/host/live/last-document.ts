import type { Answer } from '@tillmesh/model';
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

const documentOf = (node: TillNode, answer: Answer): LastDocumentView | null => {
  if (answer.kind === 'paid' && answer.saleId !== null) return saleView(node, answer.saleId);
  if (answer.kind === 'refunded') {
    const { refundId, label, totalMinor } = answer;
    return { kind: 'refund', id: refundId, label, totalMinor, changeMinor: 0 };
  }
  if (answer.kind !== 'z') return null;
  const { shiftId, label } = answer;
  const fact = node.document(shiftId)?.fact.fact;
  const totals = fact?.kind === 'shift.closed' ? fact.totals : null;
  const totalMinor = totals === null ? 0 : totals.salesGrossMinor - totals.refundsGrossMinor;
  return { kind: 'z', id: shiftId, label, totalMinor, changeMinor: 0 };
};

const isDocumentAnswer = (answer: Answer): boolean =>
  answer.kind === 'refunded' || answer.kind === 'z' || (answer.kind === 'paid' && answer.saleId !== null);

/** After a restart the customer may still be waiting for the change of the shift's last sale. */
const lastSaleOfShift = (node: TillNode): LastDocumentView | null => {
  const { shift } = node.state();
  const newest = node.receipts(50).find(({ deviceId }) => deviceId === node.self.deviceId);
  if (shift === null || newest === undefined || newest.utcMs < shift.openedAtMs) return null;
  return saleView(node, newest.saleId);
};

/** The document to show until the next basket begins; in memory, as the ledger holds the document itself. */
export const createLastDocument = (node: TillNode): LastDocument => {
  let last: LastDocumentView | null = node.state().basket === null ? lastSaleOfShift(node) : null;
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
