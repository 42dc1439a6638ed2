import type { Shape } from '../schema/shape.ts';
import type { UnionOf } from '../schema/union.ts';
import {
  documentDelivered,
  documentReprinted,
  documentSigned,
  giftReceiptIssued,
  invoiceIssued,
  quoteIssued,
  quoteIssuedPlain,
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
  saleCompletedPlain,
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

/** The newest version of each kind: what it holds that an older one has no place for is written in it. */
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
  'sale.completed': 3,
  'sale.voided': 1,
  'refund.completed': 2,
  'line.voided': 2,
  'basket.cancelled': 2,
  'override.withdrawn': 1,
  'discount.withdrawn': 1,
  'invoice.issued': 1,
  'quote.issued': 2,
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

type Plain<K extends FactKind> = {
  readonly version: number;
  readonly shape: Shape<Omit<FactOf<K>, 'kind'>>;
  readonly holds: (fact: FactOf<K>) => boolean;
};

const hasNone = ({ promotions }: { readonly promotions?: readonly unknown[] }): boolean =>
  promotions === undefined;

/**
 * The version before the newest, of kinds that got optional parts since: a fact without them is written in it, so that
 * whoever knows no more understands it. It is judged as the newest is.
 */
export const PLAIN: { readonly [K in FactKind]?: Plain<K> } = {
  'sale.completed': { version: 2, shape: saleCompletedPlain, holds: hasNone },
  'quote.issued': { version: 1, shape: quoteIssuedPlain, holds: hasNone },
};
