import type { Receipt } from '@tillmesh/model';
import { type Blocks, moneyOf, type Money } from './block.ts';
import { fiscalOf } from './fiscal-part.ts';
import { headOf, marksOf } from './head-part.ts';
import { goodsOf, linesOf } from './line-part.ts';
import { paidOf } from './payment-part.ts';
import { shiftOf, type TenderName } from './shift-part.ts';
import { taxesOf } from './tax-part.ts';

export type LayoutOptions = {
  /** The text of the QR; null for a document that nobody brings back. */
  readonly code: string | null;
  readonly tenderName: TenderName;
};

const bodyOf = (receipt: Receipt, money: Money, tenderName: TenderName): Blocks => {
  if (receipt.z !== null) return shiftOf(receipt.z, receipt, money, tenderName);
  if (receipt.document.kind === 'gift-receipt') return goodsOf(receipt.goods);
  return [...linesOf(receipt.lines, money), ...paidOf(receipt, money)];
};

/** A rule parts two things: where one of them is not there, one rule is enough. */
const withoutIdleRules = (blocks: Blocks): Blocks =>
  blocks.filter(
    ({ block }, index) =>
      block !== 'rule' || (index < blocks.length - 1 && blocks[index + 1]?.block !== 'rule'),
  );

/** A document from top to bottom, whatever its kind. */
export const receiptLayout = (receipt: Receipt, { code, tenderName }: LayoutOptions): Blocks => {
  const money = moneyOf(receipt.exponent);
  const marks = marksOf(receipt);
  return [
    ...marks,
    ...withoutIdleRules([
      ...headOf(receipt),
      ...bodyOf(receipt, money, tenderName),
      ...taxesOf(receipt, money),
      ...fiscalOf(receipt.fiscal),
    ]),
    ...(code === null ? [] : [{ block: 'code', text: code } as const]),
    ...marks,
  ];
};
