import {
  type Answer,
  type DocumentFact,
  documentIdOf,
  isDocument,
  type Payment,
  type Payout,
} from '@tillmesh/model';
import type { CommandResult, TillNode } from '@tillmesh/replica';
import type { LastDocumentView } from '../../api/view.ts';

export type LastDocument = {
  /** Looks at what commands answered, for a document among them. */
  readonly remember: (results: readonly CommandResult[]) => void;
  readonly view: () => LastDocumentView | null;
};

const sumOf = <T>(items: readonly T[], minorOf: (item: T) => number): number =>
  items.reduce((sum, item) => sum + minorOf(item), 0);

const cashOf = (payouts: readonly Payout[]): number =>
  sumOf(payouts, ({ kind, amountMinor }) => (kind === 'cash' ? amountMinor : 0));

/** An exchange that came to more than the basket gives the rest back in cash, like change. */
const handedOut = (node: TillNode, { changeMinor, kind, originId }: Payment): number => {
  const origin = kind === 'exchange' && originId !== undefined ? node.document(originId)?.fact.fact : null;
  return changeMinor + (origin?.kind === 'refund.completed' ? cashOf(origin.payouts) : 0);
};

/** What a document came to, and the cash that goes out with it. */
const amountsOf = (
  node: TillNode,
  fact: DocumentFact,
): Pick<LastDocumentView, 'totalMinor' | 'changeMinor'> => {
  switch (fact.kind) {
    case 'sale.completed':
      return {
        totalMinor: sumOf(fact.payments, ({ amountMinor }) => amountMinor),
        changeMinor: sumOf(fact.payments, (payment) => handedOut(node, payment)),
      };
    case 'refund.completed':
    case 'sale.voided':
      return {
        totalMinor: sumOf(fact.payouts, ({ amountMinor }) => amountMinor),
        changeMinor: cashOf(fact.payouts),
      };
    case 'shift.closed':
    case 'shift.supplemented': {
      const { salesGrossMinor, refundsGrossMinor, voidsGrossMinor } = fact.totals;
      return { totalMinor: salesGrossMinor - refundsGrossMinor - voidsGrossMinor, changeMinor: 0 };
    }
    case 'quote.issued':
      return { totalMinor: fact.totalMinor, changeMinor: 0 };
    case 'invoice.issued':
    case 'gift-receipt.issued':
      return { totalMinor: 0, changeMinor: 0 };
  }
};

const viewOf = (node: TillNode, id: string, fact: DocumentFact): LastDocumentView => ({
  id,
  kind: fact.document.kind,
  label: fact.document.label,
  ...amountsOf(node, fact),
});

/** The document that an answer tells of; null for any other answer. Where an exchange sold, the sale is. */
const answeredId = (answer: Answer): string | null => {
  switch (answer.kind) {
    case 'paid':
      return answer.saleId;
    case 'refunded':
      return answer.saleId ?? answer.refundId;
    case 'z':
      return answer.shiftId;
    case 'document':
      return answer.documentId;
    default:
      return null;
  }
};

const documentOf = (node: TillNode, id: string): LastDocumentView | null => {
  const fact = node.document(id)?.fact.fact;
  return fact !== undefined && isDocument(fact) ? viewOf(node, id, fact) : null;
};

/** Payments, voids and the like stand between a document and the next, no hundred of them. */
const LOOKED_AT = 100;

/**
 * After a restart the customer may still be waiting: for change, for money back, or with a basket that was
 * begun and cancelled since.
 */
const lastDocument = (node: TillNode): LastDocumentView | null => {
  for (const { fact } of Iterator.from(node.newestOwn()).take(LOOKED_AT)) {
    if (isDocument(fact)) return viewOf(node, documentIdOf(fact), fact);
    if (fact.kind === 'basket.cancelled') return null;
  }
  return null;
};

/** The document to show until the next basket begins; in memory, as the ledger holds the document itself. */
export const createLastDocument = (node: TillNode): LastDocument => {
  let last: LastDocumentView | null = node.state().basket === null ? lastDocument(node) : null;
  /** Looked up only when a screen asks: a script that sells all day has none. */
  let answered: string | null = null;
  return {
    remember: (results) => {
      for (const result of results) {
        const id = result.ok ? answeredId(result.answer) : null;
        if (id !== null) answered = id;
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
