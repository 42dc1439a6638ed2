import { depositLeft } from '../../payment/deposit.ts';
import type { Payment } from '../../payment/payment.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import type { Decided } from '../decision.ts';
import { freshId } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { standingReceipt } from '../sale/receipt.ts';
import { payableBasket } from './payable.ts';
import { decideTaken } from './taken.ts';

/** Pays with what is left of a deposit, as far as this till knows, up to what is due. */
export const useDeposit = (
  state: TillState,
  command: CommandOf<'payment.use-deposit'>,
  context: Context,
): Decided => {
  const at = payableBasket(state, command, context);
  if (!at.ok) return at;
  const { desk, basket, settled } = at;
  const originId: string = command.saleId;
  const found = standingReceipt(context, originId, desk.shift.currency);
  if (!found.ok) return found;
  const leftMinor = depositLeft(found.receipt);
  const askedMinor = command.amountMinor ?? leftMinor;
  if (askedMinor > leftMinor || leftMinor === 0) return refuse('DEPOSIT-TOO-LITTLE', 'command.amountMinor');
  const amountMinor = Math.min(askedMinor, settled.dueMinor);
  if (amountMinor === 0) return refuse('PAYMENT-ZERO', 'command.amountMinor');
  const payment: Payment = {
    paymentId: freshId(context, 0),
    tender: 'deposit',
    kind: 'deposit',
    state: 'captured',
    amountMinor,
    tenderedMinor: amountMinor,
    changeMinor: 0,
    originId,
  };
  const completes = amountMinor === settled.dueMinor;
  const taking = { amountMinor, changeMinor: 0, forfeitedMinor: 0, cashRoundingMinor: 0, completes };
  return decideTaken({ desk, basket, settled, payment, taking });
};
