import type { ForeignCash, Payment, PaymentState, Payout, TenderKind } from '../../payment/payment.ts';
import { type ReceiptFrame, tenderNameOf } from './frame.ts';

/** Money paid, or given back. Amounts are minor units of the document's currency. */
export type ReceiptTender = {
  readonly tender: string;
  readonly name: string;
  readonly kind: TenderKind;
  /** `stored`: the terminal took the card offline, and nobody has approved it yet. Null for money given back. */
  readonly state: PaymentState | null;
  /** What it covered of what was due; or what was given back. */
  readonly amountMinor: number;
  readonly tenderedMinor: number;
  readonly changeMinor: number;
  readonly forfeitedMinor: number;
  readonly reference: string | null;
  readonly brand: string | null;
  readonly lastFour: string | null;
  /** What was handed over in another currency, and the rate it was taken at. */
  readonly foreign: ForeignCash | null;
};

export const paidTender = (frame: ReceiptFrame, payment: Payment): ReceiptTender => ({
  tender: payment.tender,
  name: tenderNameOf(frame, payment.tender),
  kind: payment.kind,
  state: payment.state,
  amountMinor: payment.amountMinor,
  tenderedMinor: payment.tenderedMinor,
  changeMinor: payment.changeMinor,
  forfeitedMinor: payment.forfeitedMinor ?? 0,
  reference: payment.reference ?? null,
  brand: payment.brand ?? null,
  lastFour: payment.lastFour ?? null,
  foreign: payment.foreign ?? null,
});

export const givenBackTender = (frame: ReceiptFrame, payout: Payout): ReceiptTender => ({
  tender: payout.tender,
  name: tenderNameOf(frame, payout.tender),
  kind: payout.kind,
  state: null,
  amountMinor: payout.amountMinor,
  tenderedMinor: payout.amountMinor,
  changeMinor: 0,
  forfeitedMinor: 0,
  reference: payout.reference ?? null,
  brand: null,
  lastFour: null,
  foreign: null,
});
