import {
  type DocumentFact,
  type FactOf,
  isDocument,
  type LedgerFact,
  legalEntityOn,
  type Receipt,
  receiptOf,
  type ReceiptFrame,
  type Stamp,
} from '@tillmesh/model';
import type { DocumentFact as HeldDocument, ShopView, TillNode } from '@tillmesh/replica';
import { codeOf } from '../live/shop-view.ts';
import { receiptCode } from './receipt-code.ts';

const MARKS: Readonly<Record<ShopView['organisation']['mark'], ReceiptFrame['mark']>> = {
  real: null,
  demo: 'DEMO',
  replay: 'REPLAY',
};

/** A document as data, with the text of its QR; null for one that nobody brings back. */
export type Printable = { readonly receipt: Receipt; readonly code: string | null };

/** What was said of a document after it, in order: by its fiscal device, and how often it was printed again. */
const saidSince = ({
  since,
}: HeldDocument): { readonly signatures: readonly FactOf<'document.signed'>[]; readonly copies: number } => ({
  signatures: since.flatMap(({ fact }) => (fact.kind === 'document.signed' ? [fact] : [])),
  copies: since.filter(({ fact }) => fact.kind === 'document.reprinted').length,
});

/** Seller and tax numbers are those of the business date: a document says for ever who sold. */
const frameOf = (
  node: TillNode,
  shop: ShopView,
  { deviceId, branchId }: LedgerFact,
  { staffId, approverId, businessDate }: Stamp,
): ReceiptFrame => {
  const branch = shop.branches.find(({ id }) => id === branchId);
  const nameOf = (person: string | null): string | null =>
    shop.staff.find(({ id }) => id === person)?.name ?? null;
  return {
    seller: legalEntityOn(branch?.legalEntities ?? [], businessDate) ?? {
      name: shop.organisation.name,
      address: [],
      taxIds: [],
    },
    branchName: branch?.name ?? '',
    tillCode: codeOf(shop, deviceId),
    cashierName: nameOf(staffId),
    approverName: nameOf(approverId),
    mark: MARKS[shop.organisation.mark],
    taxClasses: branch?.taxClasses ?? [],
    tenders: shop.tenders,
  };
};

/** The sale that leads back to a document by its code: an invoice or gift receipt is brought back as its sale. */
const codeFor = (node: TillNode, fact: DocumentFact, held: HeldDocument): string | null => {
  switch (fact.kind) {
    case 'shift.closed':
    case 'shift.supplemented':
      return null;
    case 'invoice.issued':
    case 'gift-receipt.issued': {
      const sale = node.document(fact.original.saleId);
      return sale === null ? null : receiptCode({ ...sale.fact, id: sale.id });
    }
    case 'sale.completed':
      return fact.document.kind === 'training-receipt' ? null : receiptCode({ ...held.fact, id: held.id });
    case 'sale.voided':
    case 'refund.completed':
    case 'quote.issued':
      return receiptCode({ ...held.fact, id: held.id });
  }
};

/** A document with what is printed around it; null when this till does not hold it, or not its sale. */
export const printable = (node: TillNode, id: string, leastCopy: number): Printable | null => {
  const held = node.document(id);
  if (held === null || !isDocument(held.fact.fact)) return null;
  const { fact, stamp } = held.fact;
  const saleId = 'original' in fact ? fact.original?.saleId : undefined;
  const original = saleId === undefined ? null : node.receipt(saleId);
  const isAboutSale = fact.kind === 'invoice.issued' || fact.kind === 'gift-receipt.issued';
  if (isAboutSale && original === null) return null;
  const { signatures, copies } = saidSince(held);
  const copy = Math.max(copies, leastCopy);
  const frame = frameOf(node, node.shop(), held.fact, stamp);
  return {
    receipt: receiptOf({ fact, stamp, original, signatures, copy }, frame),
    code: codeFor(node, fact, held),
  };
};
