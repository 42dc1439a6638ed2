import type { FactOf } from '../../fact/fact.ts';
import { MAX_PAYMENTS } from '../../fact/sale-fact.ts';
import { roundForCash } from '../../money/round-for-cash.ts';
import type { Payout } from '../../payment/payment.ts';
import { CASH, type Tender } from '../../payment/tender.ts';
import { openRefund } from '../../refund/open.ts';
import { type RefundPart, refundPart } from '../../refund/part.ts';
import { payOut } from '../../refund/payout.ts';
import type { ReceiptRecord } from '../../sale/receipt-record.ts';
import { nextDocument } from '../../sale/number.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { freshId, reasonOf, type ShiftDesk, stamped } from '../desk.ts';
import { foundOf } from '../payment/found.ts';
import { tenderOf } from '../payment/payable.ts';
import { type Refused, refuse } from '../rejection.ts';
import { allowRefund, atReceipt, atRefund } from './at-refund.ts';
import { isPaymentOpen, originalOf } from './receipt.ts';

type Completed = FactOf<'refund.completed'>;
type Paying = Pick<Completed, 'payouts' | 'cashRoundingMinor' | 'reason' | 'original'> &
  Partial<Pick<Completed, 'extras'>>;

/** Given back, under a number of its own. */
export const refundFact = (
  { state, context, shift }: ShiftDesk,
  { lines, rates, totalMinor }: RefundPart,
  paying: Paying,
): Completed => ({
  kind: 'refund.completed',
  refundId: freshId(context, 0),
  document: nextDocument(state, context.till, 'credit-note', shift.businessDate),
  currency: shift.currency,
  lines,
  rates,
  totalMinor,
  extras: [],
  ...paying,
});

const complete = (desk: ShiftDesk, part: RefundPart, paying: Paying): Decided => {
  const fact = refundFact(desk, part, paying);
  const { refundId, document, totalMinor } = fact;
  return decided({
    facts: stamped(desk, [fact]),
    answer: { kind: 'refunded', refundId, label: document.label, totalMinor },
  });
};

type Asked = { readonly tender?: string; readonly reference?: string };
type Way = { readonly tender?: Tender; readonly reference?: string; readonly customerId?: string };

/** How somebody wants it given back: by which tender, if not the ones it was paid with. */
export const wayOf = (
  context: Context,
  command: Asked,
  customerId: string | undefined,
): { readonly ok: true; readonly way: Way } | Refused => {
  const read = foundOf(command.reference === undefined ? {} : { reference: command.reference });
  if (!read.ok) return read;
  const { reference } = read.found;
  const found = reference === undefined ? {} : { reference };
  if (command.tender === undefined) return { ok: true, way: found };
  const named = tenderOf(context, command.tender);
  if (!named.ok) return named;
  const { tender } = named;
  if (tender.foreign !== undefined) return refuse('TENDER-FOREIGN', 'command.tender');
  if (tender.kind !== 'account') return { ok: true, way: { ...found, tender } };
  return customerId === undefined
    ? refuse('CUSTOMER-NEEDED', 'command.tender')
    : { ok: true, way: { ...found, tender, customerId } };
};

/** Whose account money of a receipt may go to. */
const customerOf = ({ sale }: ReceiptRecord): string | undefined =>
  sale.customer?.customerId ?? sale.payments.find(({ customerId }) => customerId !== undefined)?.customerId;

export const refundWithReceipt = (
  state: TillState,
  command: CommandOf<'refund.with-receipt'>,
  context: Context,
): Decided => {
  const at = atReceipt(state, command, context, 'refund');
  if (!at.ok) return at;
  const { receipt, reason } = at;
  const result = refundPart(receipt, command.lines, command.restock);
  if (!result.ok) return result;
  const { part } = result;
  const asked = wayOf(context, command, customerOf(receipt));
  if (!asked.ok) return asked;
  if (asked.way.tender === undefined && isPaymentOpen(state, command.saleId)) {
    return refuse('PAYMENT-UNRESOLVED', 'command.saleId');
  }
  const { cashRounding } = context.till.branch;
  const { totalMinor } = part;
  const { payouts, cashRoundingMinor, otherTender } = payOut({
    record: receipt,
    totalMinor,
    cashRounding,
    ...asked.way,
  });
  if (payouts.length > MAX_PAYMENTS) return refuse('REFUND-TOO-MANY-PAYOUTS', 'command.lines');
  const allowed = allowRefund(at.desk, 'refund', totalMinor, otherTender);
  if (!allowed.ok) return allowed;
  const original = originalOf(context, receipt);
  return complete(allowed.desk, part, { payouts, cashRoundingMinor, reason, original });
};

/** What names no payment to give back: in cash, unless another tender is asked for. */
export const payoutBy = (
  { tender = CASH, reference, customerId }: Way,
  totalMinor: number,
  context: Context,
): readonly Payout[] => {
  const { id, kind } = tender;
  const inCash = kind === 'cash';
  const amountMinor = inCash ? roundForCash(totalMinor, context.till.branch.cashRounding) : totalMinor;
  const found = reference === undefined || inCash ? {} : { reference };
  const account = customerId === undefined ? {} : { customerId };
  return amountMinor === 0 ? [] : [{ tender: id, kind, amountMinor, ...found, ...account }];
};

export const refundWithoutReceipt = (
  state: TillState,
  command: CommandOf<'refund.without-receipt'>,
  context: Context,
): Decided => {
  const at = atRefund(state, command, context, 'refund-without-receipt');
  if (!at.ok) return at;
  const reason = reasonOf(command.reason);
  if (reason === null) return refuse('REASON-MISSING', 'command.reason');
  const result = openRefund(command, context, at.desk.shift.businessDate);
  if (!result.ok) return result;
  const { part } = result;
  const asked = wayOf(context, command, undefined);
  if (!asked.ok) return asked;
  const { totalMinor } = part;
  const payouts = payoutBy(asked.way, totalMinor, context);
  const paidMinor = payouts.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const allowed = allowRefund(at.desk, 'refund-without-receipt', totalMinor, false);
  return allowed.ok
    ? complete(allowed.desk, part, { payouts, cashRoundingMinor: paidMinor - totalMinor, reason })
    : allowed;
};
