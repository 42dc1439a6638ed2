import type { UnionOf } from '../schema/union.ts';
import {
  documentDelivered,
  documentReprinted,
  documentSigned,
  giftReceiptIssued,
  invoiceIssued,
  quoteIssued,
} from './document-fact.ts';
import {
  approvalGiven,
  approvalRequested,
  approvalUsed,
  signInFailed,
  trainingEnded,
  trainingStarted,
} from './people-fact.ts';
import {
  basketCancelled,
  discountWithdrawn,
  lineVoided,
  paymentChanged,
  paymentRequested,
  paymentReturned,
  paymentTaken,
  overrideWithdrawn,
  refundCompleted,
  saleCompleted,
  saleVoided,
} from './sale-fact.ts';
import {
  clockOverridden,
  drawerMoved,
  drawerOpened,
  shiftClosed,
  shiftHandedOver,
  shiftJoined,
  shiftLeft,
  shiftOpened,
  shiftSupplemented,
} from './shift-fact.ts';
import { stockMoved } from './stock-fact.ts';

/**
 * Every kind of fact as it is written now. A fact goes into a ledger entry and stays for ever: a key is never
 * given a new meaning, and a changed shape is a new version, with the old one kept beside (`version-1/`).
 */
export const FACTS = {
  'shift.opened': shiftOpened,
  'shift.joined': shiftJoined,
  'shift.left': shiftLeft,
  'shift.handed-over': shiftHandedOver,
  'shift.closed': shiftClosed,
  'shift.supplemented': shiftSupplemented,
  'drawer.moved': drawerMoved,
  'drawer.opened': drawerOpened,
  'clock.overridden': clockOverridden,
  'payment.taken': paymentTaken,
  'payment.requested': paymentRequested,
  'payment.changed': paymentChanged,
  'payment.returned': paymentReturned,
  'sale.completed': saleCompleted,
  'sale.voided': saleVoided,
  'refund.completed': refundCompleted,
  'line.voided': lineVoided,
  'basket.cancelled': basketCancelled,
  'override.withdrawn': overrideWithdrawn,
  'discount.withdrawn': discountWithdrawn,
  'invoice.issued': invoiceIssued,
  'quote.issued': quoteIssued,
  'gift-receipt.issued': giftReceiptIssued,
  'document.reprinted': documentReprinted,
  'document.signed': documentSigned,
  'document.delivered': documentDelivered,
  'sign-in.failed': signInFailed,
  'approval.requested': approvalRequested,
  'approval.given': approvalGiven,
  'approval.used': approvalUsed,
  'training.started': trainingStarted,
  'training.ended': trainingEnded,
  'stock.moved': stockMoved,
} as const;

export type Fact = UnionOf<typeof FACTS>;
export type FactKind = Fact['kind'];
export type FactOf<K extends FactKind> = Extract<Fact, { kind: K }>;

/** The version that each kind is written in. */
export const VERSION_OF: Readonly<Record<FactKind, number>> = {
  'shift.opened': 2,
  'shift.joined': 1,
  'shift.left': 1,
  'shift.handed-over': 1,
  'shift.closed': 2,
  'shift.supplemented': 1,
  'drawer.moved': 1,
  'drawer.opened': 1,
  'clock.overridden': 1,
  'payment.taken': 2,
  'payment.requested': 1,
  'payment.changed': 1,
  'payment.returned': 2,
  'sale.completed': 2,
  'sale.voided': 1,
  'refund.completed': 2,
  'line.voided': 2,
  'basket.cancelled': 2,
  'override.withdrawn': 1,
  'discount.withdrawn': 1,
  'invoice.issued': 1,
  'quote.issued': 1,
  'gift-receipt.issued': 1,
  'document.reprinted': 1,
  'document.signed': 1,
  'document.delivered': 1,
  'sign-in.failed': 1,
  'approval.requested': 1,
  'approval.given': 1,
  'approval.used': 1,
  'training.started': 1,
  'training.ended': 1,
  'stock.moved': 1,
};
