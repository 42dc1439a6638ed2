import type { Decision } from '../command/decision.ts';
import type { FactOf, ZTotals } from '../fact/fact.ts';
import type { RecordedFact, Stamp } from '../fact/recorded-fact.ts';
import type { DocumentNumber } from '../sale/document.ts';
import type { TillState } from './till-state.ts';
import { addRefund, addSale, addTender, EMPTY_Z, expectedDrawer } from './z-totals.ts';

/** A till that has not written anything yet. */
export const initialTillState = (): TillState => ({
  shift: null,
  shiftCount: 0,
  lastBusinessDate: null,
  documentNumbers: { receipt: 0, refund: 0, z: 0 },
  session: null,
  basket: null,
});

/** A till that goes on in a new series, as after a restore: its documents are numbered from 1 again. */
export const startSeries = (state: TillState): TillState => ({
  ...state,
  documentNumbers: { receipt: 0, refund: 0, z: 0 },
});

const withTotals = (state: TillState, change: (totals: ZTotals) => ZTotals): TillState => {
  if (state.shift === null) throw new Error('a fact of a shift stands outside every shift');
  const totals = change(state.shift.totals);
  return {
    ...state,
    shift: { ...state.shift, totals, expectedMinor: expectedDrawer(state.shift.floatMinor, totals) },
  };
};

const withDocument = (state: TillState, { kind, number }: DocumentNumber): TillState => ({
  ...state,
  documentNumbers: { ...state.documentNumbers, [kind]: Math.max(state.documentNumbers[kind], number) },
});

const withoutBasket = (state: TillState, basketId: string): TillState =>
  state.basket?.basketId === basketId ? { ...state, basket: null } : state;

const openShift = (state: TillState, fact: FactOf<'shift.opened'>, stamp: Stamp): TillState => ({
  ...state,
  shift: {
    shiftId: fact.shiftId,
    number: fact.number,
    businessDate: fact.businessDate,
    openedAtMs: stamp.utcMs,
    openedBy: stamp.staffId,
    currency: fact.currency,
    floatMinor: fact.floatMinor,
    expectedMinor: fact.floatMinor,
    totals: EMPTY_Z,
  },
  shiftCount: fact.number,
});

const takePayment = (state: TillState, { kind: _kind, ...payment }: FactOf<'payment.taken'>): TillState => {
  const { tender, amountMinor } = payment;
  const next = withTotals(state, (totals) => addTender(totals, { tender, receivedMinor: amountMinor }));
  return next.basket?.basketId === payment.basketId
    ? { ...next, basket: { ...next.basket, payments: [...next.basket.payments, payment] } }
    : next;
};

const returnPayment = (state: TillState, fact: FactOf<'payment.returned'>): TillState => {
  const { tender, amountMinor, basketId, paymentId } = fact;
  const next = withTotals(state, (totals) => addTender(totals, { tender, givenBackMinor: amountMinor }));
  if (next.basket?.basketId !== basketId) return next;
  const payments = next.basket.payments.filter((payment) => payment.paymentId !== paymentId);
  return { ...next, basket: { ...next.basket, payments } };
};

const evolveFact = (state: TillState, { fact, stamp }: RecordedFact): TillState => {
  switch (fact.kind) {
    case 'shift.opened':
      return openShift(state, fact, stamp);
    case 'shift.closed':
      return { ...withDocument(state, fact.document), shift: null };
    case 'payment.taken':
      return takePayment(state, fact);
    case 'payment.returned':
      return returnPayment(state, fact);
    case 'sale.completed':
      return withoutBasket(
        withDocument(
          withTotals(state, (totals) => addSale(totals, fact)),
          fact.document,
        ),
        fact.basketId,
      );
    case 'refund.completed':
      return withDocument(
        withTotals(state, (totals) => addRefund(totals, fact)),
        fact.document,
      );
    case 'line.voided':
      return withTotals(state, (totals) => ({ ...totals, voidedLinesCount: totals.voidedLinesCount + 1 }));
    case 'basket.cancelled':
      return withoutBasket(
        withTotals(state, (totals) => ({
          ...totals,
          cancelledBasketsCount: totals.cancelledBasketsCount + 1,
        })),
        fact.basketId,
      );
    case 'stock.moved':
      return state;
  }
};

/** The state after one more fact of the till's own, in the order of their sequence. */
export const evolve = (state: TillState, recorded: RecordedFact): TillState => {
  const next = evolveFact(state, recorded);
  const { businessDate } = recorded.stamp;
  return next.lastBusinessDate === null || businessDate > next.lastBusinessDate
    ? { ...next, lastBusinessDate: businessDate }
    : next;
};

/** The state after a decision: its facts, then the basket and session that it replaces. */
export const applyDecision = (state: TillState, decision: Decision): TillState => {
  const next = decision.facts.reduce(evolve, state);
  return {
    ...next,
    basket: decision.basket === undefined ? next.basket : decision.basket,
    session: decision.session === undefined ? next.session : decision.session,
  };
};
