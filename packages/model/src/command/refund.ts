import type { FactOf } from '../fact/fact.ts';
import { openRefund } from '../refund/open.ts';
import { type RefundPart, refundPart } from '../refund/part.ts';
import { nextDocument } from '../sale/document.ts';
import type { TillState } from '../state/till-state.ts';
import type { CommandOf } from './command.ts';
import type { Context } from './context.ts';
import { type Decided, decided } from './decision.ts';
import { freshId, inShift, reasonOf, type ShiftDesk, stamped } from './desk.ts';
import { refuse } from './rejection.ts';

type Origin = Pick<FactOf<'refund.completed'>, 'original'>;

/** Given back in cash, under a number of its own. */
const complete = (desk: ShiftDesk, part: RefundPart, reason: string, origin: Origin): Decided => {
  const { lines, rates, totalMinor } = part;
  const document = nextDocument(desk.state, desk.context.till, 'refund');
  const refundId = freshId(desk.context, 0);
  return decided({
    facts: stamped(desk, [
      {
        kind: 'refund.completed',
        refundId,
        document,
        ...origin,
        currency: desk.shift.currency,
        lines,
        rates,
        totalMinor,
        payouts: totalMinor === 0 ? [] : [{ tender: 'cash', amountMinor: totalMinor }],
        reason,
      },
    ]),
    answer: { kind: 'refunded', refundId, label: document.label, totalMinor },
  });
};

export const refundWithReceipt = (
  state: TillState,
  command: CommandOf<'refund.with-receipt'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'refund');
  if (!at.ok) return at;
  const reason = reasonOf(command.reason);
  if (reason === null) return refuse('REASON-MISSING', 'command.reason');
  const receipt = context.lookup.receipt(command.saleId);
  if (receipt === null) return refuse('RECEIPT-UNKNOWN', 'command.saleId');
  const { saleId, document, currency } = receipt.sale;
  if (currency !== at.desk.shift.currency) return refuse('RECEIPT-OTHER-CURRENCY', 'command.saleId');
  const result = refundPart(receipt, command.lines, command.restock);
  if (!result.ok) return result;
  return complete(at.desk, result.part, reason, { original: { saleId, label: document.label } });
};

export const refundWithoutReceipt = (
  state: TillState,
  command: CommandOf<'refund.without-receipt'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'refund-without-receipt');
  if (!at.ok) return at;
  const reason = reasonOf(command.reason);
  if (reason === null) return refuse('REASON-MISSING', 'command.reason');
  const result = openRefund(command, context, at.desk.shift.businessDate);
  return result.ok ? complete(at.desk, result.part, reason, {}) : result;
};
