import { type Settled, settle } from '../basket/settle.ts';
import { type Fact, MAX_PAYMENTS, type PaymentTaken } from '../fact/fact.ts';
import { nextDocument } from '../sale/document.ts';
import type { Basket, TillState } from '../state/till-state.ts';
import type { CommandOf } from './command.ts';
import type { Context } from './context.ts';
import { type Decided, decided } from './decision.ts';
import { freshId, inShift, reasonOf, type ShiftDesk, stamped } from './desk.ts';
import { refuse } from './rejection.ts';

type Completion = {
  readonly desk: ShiftDesk;
  readonly basket: Basket;
  readonly settled: Settled;
  readonly payments: readonly PaymentTaken[];
};

const completedSale = ({ desk, basket, settled, payments }: Completion) =>
  ({
    kind: 'sale.completed',
    saleId: freshId(desk.context, 1),
    basketId: basket.basketId,
    document: nextDocument(desk.state, desk.context.till, 'receipt'),
    currency: desk.shift.currency,
    lines: settled.lines,
    rates: settled.rates,
    totalMinor: settled.totalMinor,
    payments: payments.map(({ paymentId, tender, amountMinor, tenderedMinor, changeMinor }) => ({
      paymentId,
      tender,
      amountMinor,
      tenderedMinor,
      changeMinor,
    })),
  }) as const satisfies Fact;

/**
 * Money taken is a fact of its own; the payment that covers what is due completes the sale in the same
 * decision. A basket that costs nothing is completed without a payment, and all that was tendered is change.
 */
export const takePayment = (
  state: TillState,
  command: CommandOf<'payment.take'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'sell');
  if (!at.ok) return at;
  const { basket } = state;
  if (basket === null || basket.lines.length === 0) return refuse('BASKET-EMPTY');
  const settlement = settle(basket, context.till.branch, at.desk.shift.businessDate);
  if (!settlement.ok) return settlement;
  const { settled } = settlement;
  // Only a branch whose taxes were changed in mid-basket can come to less than was already taken.
  if (settled.dueMinor < 0) return refuse('BASKET-HAS-PAYMENT');
  const { tender, tenderedMinor } = command;
  if (tenderedMinor === 0 && settled.dueMinor > 0) return refuse('PAYMENT-ZERO', 'command.tenderedMinor');

  const amountMinor = Math.min(tenderedMinor, settled.dueMinor);
  const changeMinor = tenderedMinor - amountMinor;
  const dueMinor = settled.dueMinor - amountMinor;
  const payment: PaymentTaken = {
    paymentId: freshId(context, 0),
    basketId: basket.basketId,
    tender,
    currency: at.desk.shift.currency,
    amountMinor,
    tenderedMinor,
    changeMinor,
  };
  const taken = settled.dueMinor > 0 ? [payment] : [];
  const payments = [...basket.payments, ...taken];
  const paymentFacts = taken.map((each): Fact => ({ kind: 'payment.taken', ...each }));
  if (dueMinor > 0) {
    if (payments.length >= MAX_PAYMENTS) return refuse('PAYMENT-TOO-MANY');
    return decided({
      facts: stamped(at.desk, paymentFacts),
      basket: { ...basket, payments },
      answer: { kind: 'paid', changeMinor, dueMinor, saleId: null, label: null },
    });
  }
  const sale = completedSale({ desk: at.desk, basket, settled, payments });
  return decided({
    facts: stamped(at.desk, [...paymentFacts, sale]),
    basket: null,
    answer: { kind: 'paid', changeMinor, dueMinor, saleId: sale.saleId, label: sale.document.label },
  });
};

/** A payment of a basket that is still open is given back whole. */
export const returnPayment = (
  state: TillState,
  command: CommandOf<'payment.return'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'sell');
  if (!at.ok) return at;
  const { basket } = state;
  const payment = basket?.payments.find(({ paymentId }) => paymentId === command.paymentId);
  if (basket === null || payment === undefined) return refuse('PAYMENT-UNKNOWN', 'command.paymentId');
  const reason = reasonOf(command.reason);
  if (reason === null) return refuse('REASON-MISSING', 'command.reason');
  const { paymentId, tender, currency, amountMinor } = payment;
  return decided({
    facts: stamped(at.desk, [
      {
        kind: 'payment.returned',
        paymentId,
        basketId: basket.basketId,
        tender,
        currency,
        amountMinor,
        reason,
      },
    ]),
    basket: { ...basket, payments: basket.payments.filter((other) => other !== payment) },
    answer: { kind: 'done' },
  });
};
