import type { Right } from '../../people/right.ts';
import type { ReceiptRecord } from '../../sale/receipt-record.ts';
import type { TillState } from '../../state/till-state.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import type { Declined } from '../decision.ts';
import { type AtDesk, allow, reasonOf, type ShiftDesk, someoneAtDesk } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { drawerFault } from '../shift/running.ts';
import { standingReceipt } from './receipt.ts';

/**
 * Who asks, for what gives money back: signed in, in a shift that is open and no training. How much it comes
 * to is not known yet, so the right itself is weighed later (`allowRefund`); whoever has it in no measure, and
 * brings nobody's approval, is refused here already.
 */
export const atRefund = (
  state: TillState,
  command: Command,
  context: Context,
  right: Right,
): AtDesk<ShiftDesk> => {
  const at = someoneAtDesk(state, command, context);
  if (!at.ok) return at;
  if (!at.desk.role.rights.includes(right) && command.approval === undefined) {
    return refuse('RIGHT-MISSING', right);
  }
  if (state.shift === null) return refuse('SHIFT-NOT-OPEN');
  const desk = { ...at.desk, shift: state.shift };
  return drawerFault(desk) ?? { ok: true, desk };
};

type Ask = Command & { readonly saleId: string; readonly reason: string };
type AtReceipt =
  | {
      readonly ok: true;
      readonly desk: ShiftDesk;
      readonly receipt: ReceiptRecord;
      readonly reason: string;
    }
  | Declined;

/** The same, for what gives money of a receipt back and says why. */
export const atReceipt = (state: TillState, command: Ask, context: Context, right: Right): AtReceipt => {
  const at = atRefund(state, command, context, right);
  if (!at.ok) return at;
  const { desk } = at;
  const reason = reasonOf(command.reason);
  if (reason === null) return refuse('REASON-MISSING', 'command.reason');
  const found = standingReceipt(context, command.saleId, desk.shift.currency);
  return found.ok ? { ok: true, desk, receipt: found.receipt, reason } : found;
};

/** Whether who asks may give this much back, and otherwise than it came where it does. */
export const allowRefund = (
  desk: ShiftDesk,
  right: Right,
  amountMinor: number,
  otherTender: boolean,
): AtDesk<ShiftDesk> => {
  const at = allow(desk, right, { amountMinor });
  return at.ok && otherTender ? allow(at.desk, 'refund-other-tender', { amountMinor }) : at;
};
