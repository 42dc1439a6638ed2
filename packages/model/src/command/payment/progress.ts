import { settle } from '../../basket/settle.ts';
import { MAX_AMOUNT_MINOR } from '../../money/bound.ts';
import type { Fact } from '../../fact/fact.ts';
import { MAX_PAYMENTS } from '../../fact/sale-fact.ts';
import { fiscalFault } from '../../fiscal/failure.ts';
import type { Payment } from '../../payment/payment.ts';
import { isCovering, isUnresolved, mayGo } from '../../payment/progress.ts';
import { type Extra, MAX_EXTRAS } from '../../sale/extra.ts';
import type { Basket, StoredPayment, TillState } from '../../state/till-state.ts';
import { trainingMark } from '../basket/open-basket.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { freshId, inShift, reasonOf, type ShiftDesk, stamped } from '../desk.ts';
import { type Refused, refuse } from '../rejection.ts';
import { paidInPart, paidWhole } from './complete.ts';
import { foundOf } from './found.ts';
import { payableBasket, tenderOf } from './payable.ts';
import { withPayments } from './with-payment.ts';

type Change = CommandOf<'payment.change'>;

/** Written before a terminal is asked, so that a crash meanwhile leaves a trace: it covers nothing yet. */
export const requestPayment = (
  state: TillState,
  command: CommandOf<'payment.request'>,
  context: Context,
): Decided => {
  const at = payableBasket(state, command, context);
  if (!at.ok) return at;
  const { desk, basket, settled } = at;
  const named = tenderOf(context, command.tender);
  if (!named.ok) return named;
  const { id: tender, kind } = named.tender;
  if (kind !== 'card') return refuse('TENDER-NOT-CARD', 'command.tender');
  const { amountMinor } = command;
  if (amountMinor === 0) return refuse('PAYMENT-ZERO', 'command.amountMinor');
  if (amountMinor > settled.dueMinor) return refuse('CARD-OVER-DUE', 'command.amountMinor');
  const completes = amountMinor === settled.dueMinor;
  const fault = completes ? fiscalFault(context) : null;
  if (fault !== null) return fault;
  const payments = basket.payments.length + 1;
  if (payments > MAX_PAYMENTS || (payments === MAX_PAYMENTS && !completes)) return refuse('PAYMENT-TOO-MANY');
  const payment: Payment = {
    paymentId: freshId(context, 0),
    tender,
    kind,
    state: 'requested',
    amountMinor,
    tenderedMinor: amountMinor,
    changeMinor: 0,
  };
  const { basketId } = basket;
  const { currency } = desk.shift;
  const fact: Fact = { kind: 'payment.requested', basketId, currency, payment, ...trainingMark(state) };
  return paidInPart(
    {
      desk,
      basket: withPayments(desk, basket, [...basket.payments, payment]),
      facts: [fact],
      paymentId: payment.paymentId,
    },
    settled.dueMinor,
  );
};

/** The payment as it stands after the change, with what the customer added as a tip. */
const changedPayment = (
  payment: Payment,
  command: Change,
): { readonly ok: true; readonly payment: Payment } | Refused => {
  const read = foundOf(command);
  if (!read.ok) return read;
  const { state, tipMinor = 0 } = command;
  if (tipMinor > 0 && !(isUnresolved(payment) && isCovering(state))) {
    return refuse('TIP-NOT-NOW', 'command.tipMinor');
  }
  const amountMinor = payment.amountMinor + tipMinor;
  if (amountMinor > MAX_AMOUNT_MINOR) return refuse('AMOUNT-OUT-OF-BOUNDS', 'command.tipMinor');
  return {
    ok: true,
    payment: { ...payment, ...read.found, state, amountMinor, tenderedMinor: amountMinor },
  };
};

/** What all stored payments of this till come to stays under the tender's limit (I9). */
const storedFault = (
  { storedPayments, basket }: TillState,
  { lookup }: Context,
  payment: Payment,
): Refused | null => {
  if (payment.state !== 'stored') return null;
  const others = [...storedPayments.map((stored) => stored.payment), ...(basket?.payments ?? [])].filter(
    ({ state, paymentId }) => state === 'stored' && paymentId !== payment.paymentId,
  );
  const exposedMinor = others.reduce((sum, { amountMinor }) => sum + amountMinor, payment.amountMinor);
  const limitMinor = lookup.tender(payment.tender)?.storedLimitMinor ?? 0;
  return exposedMinor > limitMinor ? refuse('STORED-LIMIT', 'command.state') : null;
};

/** Of a sale that is complete: the terminal says at last what became of what it had stored. */
const changeStored = (desk: ShiftDesk, stored: StoredPayment, payment: Payment, note: object): Decided => {
  const { basketId, saleId } = stored;
  const { currency } = desk.shift;
  const from = stored.payment.state;
  return decided({
    facts: stamped(desk, [{ kind: 'payment.changed', basketId, currency, payment, from, saleId, ...note }]),
    answer: { kind: 'done' },
  });
};

const withTip = (basket: Basket, amountMinor: number, { staff }: ShiftDesk): Basket => {
  if (amountMinor === 0) return basket;
  const tip: Extra = { extra: basket.nextExtra, kind: 'tip', amountMinor, staffId: staff.id };
  return { ...basket, nextExtra: basket.nextExtra + 1, extras: [...basket.extras, tip] };
};

/** Of the open basket: the sale completes when what counts covers what is due. */
const changeOnBasket = (desk: ShiftDesk, basket: Basket, from: Payment, payment: Payment, note: object) => {
  const { context, shift, state } = desk;
  const stays = isCovering(payment.state) || isUnresolved(payment);
  const payments = basket.payments.flatMap((each) => (each !== from ? [each] : stays ? [payment] : []));
  const next = withTip({ ...basket, payments }, payment.amountMinor - from.amountMinor, desk);
  const { basketId } = basket;
  const fact: Fact = {
    kind: 'payment.changed',
    basketId,
    currency: shift.currency,
    payment,
    from: from.state,
    ...note,
    ...trainingMark(state),
  };
  const paid = { desk, basket: next, facts: [fact], paymentId: payment.paymentId };
  const settlement = settle(next, context.till.branch, shift.businessDate);
  // What a terminal has done is done: it is written down even where the sale cannot complete now.
  if (!settlement.ok) {
    return decided({ facts: stamped(desk, paid.facts), basket: next, answer: { kind: 'done' } });
  }
  const { settled } = settlement;
  const completes = isCovering(payment.state) && settled.dueMinor === 0 && fiscalFault(context) === null;
  return completes
    ? paidWhole({
        ...paid,
        settled,
        saleId: freshId(context, 0),
        changeMinor: 0,
        cashRoundingMinor: 0,
      })
    : paidInPart(paid, settled.dueMinor);
};

/** What became of a payment: on the open basket, or of one stored offline after its sale. Forward only. */
export const changePayment = (state: TillState, command: Change, context: Context): Decided => {
  const at = inShift(state, command, context, 'sell');
  if (!at.ok) return at;
  const { desk } = at;
  const { basket } = state;
  const isNamed = ({ paymentId }: Payment): boolean => paymentId === command.paymentId;
  const open = basket?.payments.find(isNamed);
  const stored = state.storedPayments.find(({ payment }) => isNamed(payment));
  const from = open ?? stored?.payment;
  if (from === undefined) return refuse('PAYMENT-UNKNOWN', 'command.paymentId');
  if (!mayGo(from.state, command.state)) return refuse('PAYMENT-STATE', 'command.state');
  const changed = changedPayment(from, command);
  if (!changed.ok) return changed;
  const { payment } = changed;
  const fault = storedFault(state, context, payment);
  if (fault !== null) return fault;
  if ((command.tipMinor ?? 0) > 0 && (basket?.extras.length ?? 0) >= MAX_EXTRAS) {
    return refuse('EXTRA-TOO-MANY', 'command.tipMinor');
  }
  const said = reasonOf(command.note);
  const note = said === null ? {} : { note: said };
  if (basket !== null && open !== undefined) return changeOnBasket(desk, basket, open, payment, note);
  if (stored === undefined) throw new Error('a payment is on the basket or stored');
  return changeStored(desk, stored, payment, note);
};
