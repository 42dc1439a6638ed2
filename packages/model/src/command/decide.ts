import { MAX_Z_RATES } from '../fact/fact.ts';
import type { RecordedFact } from '../fact/recorded-fact.ts';
import { decodeFact, encodeFact } from '../fact/wire.ts';
import { MAX_AMOUNT_MINOR, MAX_TOTAL_MINOR } from '../money/bound.ts';
import { applyDecision } from '../state/evolve.ts';
import type { OpenShift, TillState } from '../state/till-state.ts';
import { cancelBasket, voidLine } from './basket-end.ts';
import { addLine, discountLine, overridePrice, setQuantity } from './basket-line.ts';
import { putCatalog } from './catalog.ts';
import type { Command } from './command.ts';
import type { Context } from './context.ts';
import type { Decided } from './decision.ts';
import { returnPayment, takePayment } from './payment.ts';
import { refundWithoutReceipt, refundWithReceipt } from './refund.ts';
import { refuse } from './rejection.ts';
import { signIn, signOut } from './session.ts';
import { closeShift, openShift } from './shift.ts';
import { putStaff } from './staff.ts';
import { moveStock } from './stock.ts';

const decideKind = (state: TillState, command: Command, context: Context): Decided => {
  switch (command.kind) {
    case 'session.sign-in':
      return signIn(command, context);
    case 'session.sign-out':
      return signOut();
    case 'shift.open':
      return openShift(state, command, context);
    case 'shift.close':
      return closeShift(state, command, context);
    case 'basket.add':
      return addLine(state, command, context);
    case 'basket.set-quantity':
      return setQuantity(state, command, context);
    case 'basket.discount':
      return discountLine(state, command, context);
    case 'basket.override-price':
      return overridePrice(state, command, context);
    case 'basket.void-line':
      return voidLine(state, command, context);
    case 'basket.cancel':
      return cancelBasket(state, command, context);
    case 'payment.take':
      return takePayment(state, command, context);
    case 'payment.return':
      return returnPayment(state, command, context);
    case 'refund.with-receipt':
      return refundWithReceipt(state, command, context);
    case 'refund.without-receipt':
      return refundWithoutReceipt(state, command, context);
    case 'stock.move':
      return moveStock(state, command, context);
    case 'catalog.put':
      return putCatalog(state, command, context);
    case 'staff.put':
      return putStaff(state, command, context);
  }
};

/** What goes into the ledger stays for ever, so a fact that could not be read back is never let out. */
const assertSound = ({ fact }: RecordedFact): void => {
  const { kind, version, body } = encodeFact(fact);
  const decoded = decodeFact(kind, version, body);
  if (decoded.status === 'valid') return;
  const why = decoded.status === 'invalid' ? decoded.reason : decoded.status;
  throw new Error(`a decision made an unsound fact: ${why}`);
};

/** A shift that left these bounds could never be closed: its Z would not fit. */
const fitsZ = ({ expectedMinor, totals }: OpenShift): boolean => {
  const limit = MAX_TOTAL_MINOR - MAX_AMOUNT_MINOR;
  const sums = [
    expectedMinor,
    totals.salesGrossMinor,
    totals.refundsGrossMinor,
    ...totals.tenders.flatMap(({ receivedMinor, givenBackMinor }) => [receivedMinor, givenBackMinor]),
    ...totals.rates.flatMap(({ netMinor, taxMinor, grossMinor }) => [netMinor, taxMinor, grossMinor]),
  ];
  return totals.rates.length <= MAX_Z_RATES && sums.every((sum) => Math.abs(sum) <= limit);
};

/**
 * What a command does to a till, or why it may not. A function of its arguments alone: the same state,
 * command and context give the same decision on every device.
 */
export const decide = (state: TillState, command: Command, context: Context): Decided => {
  const result = decideKind(state, command, context);
  if (!result.ok || result.decision.facts.length === 0) return result;
  result.decision.facts.forEach(assertSound);
  const { shift } = applyDecision(state, result.decision);
  return shift === null || fitsZ(shift) ? result : refuse('AMOUNT-OUT-OF-BOUNDS', 'shift');
};
