import type { DocumentKind, Receipt } from '@tillmesh/model';
import { type Block, type Blocks, note, row, RULE } from './block.ts';

const TITLES: Readonly<Record<DocumentKind, string>> = {
  receipt: 'Receipt',
  invoice: 'Invoice',
  'credit-note': 'Credit note',
  void: 'Void',
  quote: 'Quote',
  'gift-receipt': 'Gift receipt',
  'training-receipt': 'Training receipt',
  z: 'Z report',
  supplement: 'Z supplement',
};

/** Words across the top and bottom: what is no trade, what is no original. */
export const marksOf = ({ mark, training, copy }: Receipt): Blocks => {
  const words = [
    ...(mark === null ? [] : [mark]),
    ...(training ? ['TRAINING'] : []),
    ...(copy === 0 ? [] : [`COPY ${copy}`]),
  ];
  return words.map((text): Block => ({ block: 'mark', text }));
};

const sellerOf = ({ seller, branchName }: Receipt): Blocks => {
  const lines = [
    ...seller.address,
    ...seller.taxIds.map(({ kind, number }) => `${kind} ${number}`),
    branchName,
  ];
  return [{ block: 'title', text: seller.name }, ...lines.map((text): Block => ({ block: 'centred', text }))];
};

/** Whom it is made out to, line by line as on a letter. */
const buyerOf = ({ buyer }: Receipt): Blocks => {
  if (buyer === null) return [];
  const taxIds = buyer.taxIds.map(({ kind, number }) => `${kind} ${number}`);
  return [RULE, note('To'), ...[buyer.name, ...buyer.address, ...taxIds].map(note)];
};

const originalOf = ({ original, document }: Receipt): Blocks => {
  if (original === null) return [];
  // A sale given back may have been a receipt or an invoice: its label says which.
  const to = document.kind === 'supplement' ? 'For Z' : 'Original';
  return [
    row(to, original.label),
    ...(original.businessDate === null ? [] : [row('Dated', original.businessDate)]),
  ];
};

const optional = (left: string, right: string | null): Blocks => (right === null ? [] : [row(left, right)]);

/** The day it is counted on, where the clock says another: a shift past midnight, or one opened for another day. */
const dayOf = ({ localTime, businessDate, z }: Receipt): Blocks =>
  z !== null || localTime.startsWith(businessDate) ? [] : [row('Business date', businessDate)];

/** Who sells, what kind of document it is and its number, when and where, who and why. */
export const headOf = (receipt: Receipt): Blocks => [
  ...sellerOf(receipt),
  { block: 'kind', left: TITLES[receipt.document.kind], right: receipt.document.label },
  row(receipt.localTime, `Till ${receipt.tillCode}`),
  ...dayOf(receipt),
  ...optional('Served by', receipt.cashierName),
  ...optional('Approved by', receipt.approverName),
  ...originalOf(receipt),
  ...optional('Reason', receipt.reason),
  ...optional('Valid until', receipt.validUntil),
  ...buyerOf(receipt),
  RULE,
];
