import type { Decision } from '../command/decision.ts';
import type { Fact, FactOf } from '../fact/fact.ts';
import type { RecordedFact, Stamp } from '../fact/recorded-fact.ts';
import type { Payment } from '../payment/payment.ts';
import { isCovering, isUnresolved } from '../payment/progress.ts';
import type { DocumentNumber } from '../sale/document.ts';
import type { OpenShift, TillState } from './till-state.ts';
import { addFactToZ, EMPTY_Z } from './z-totals.ts';

/** A till that has not written anything yet. */
export const initialTillState = (): TillState => ({
  shift: null,
  shiftCount: 0,
  lastBusinessDate: null,
  documentNumbers: {},
  training: false,
  approvalRequests: [],
  storedPayments: [],
  session: null,
  basket: null,
});

/** A till that goes on in a new series, as after a restore: its documents are numbered from 1 again. */
export const startSeries = (state: TillState): TillState => ({ ...state, documentNumbers: {} });

const withDocument = (state: TillState, { kind, number, fiscalYear }: DocumentNumber): TillState => {
  const last = state.documentNumbers[kind];
  const [year, lastYear] = [fiscalYear ?? 0, last?.fiscalYear ?? 0];
  if (last !== undefined && (year < lastYear || (year === lastYear && number <= last.number))) return state;
  const used = { number, fiscalYear: fiscalYear ?? null };
  return { ...state, documentNumbers: { ...state.documentNumbers, [kind]: used } };
};

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
    drawerId: fact.drawerId,
    joined: false,
    floats: fact.floats,
    totals: EMPTY_Z,
  },
  shiftCount: Math.max(state.shiftCount, fact.number),
});

const joinShift = (state: TillState, fact: FactOf<'shift.joined'>, stamp: Stamp): TillState => ({
  ...state,
  shift: {
    shiftId: fact.shiftId,
    number: 0,
    businessDate: fact.businessDate,
    openedAtMs: stamp.utcMs,
    openedBy: stamp.staffId,
    currency: fact.currency,
    drawerId: fact.drawerId,
    joined: true,
    floats: [],
    totals: EMPTY_Z,
  },
});

/** What was asked for in a shift and never used ends with it: nobody waits for it any more. */
const withoutShift = (state: TillState, shiftId: string): TillState =>
  state.shift?.shiftId === shiftId ? { ...state, shift: null, approvalRequests: [] } : state;

const withPayments = (
  state: TillState,
  basketId: string,
  change: (payments: readonly Payment[]) => readonly Payment[],
): TillState =>
  state.basket?.basketId === basketId
    ? { ...state, basket: { ...state.basket, payments: change(state.basket.payments) } }
    : state;

const changePayment = (state: TillState, fact: FactOf<'payment.changed'>): TillState => {
  const { payment, basketId } = fact;
  const { paymentId } = payment;
  const stays = isCovering(payment.state) || isUnresolved(payment);
  const next = withPayments(state, basketId, (payments) =>
    payments.flatMap((each) => (each.paymentId !== paymentId ? [each] : stays ? [payment] : [])),
  );
  if (payment.state === 'stored') return next;
  const storedPayments = next.storedPayments.filter((stored) => stored.payment.paymentId !== paymentId);
  return storedPayments.length === next.storedPayments.length ? next : { ...next, storedPayments };
};

/** Payments that the terminal stored still have to end, after their sale too (I9). */
const completeSale = (state: TillState, fact: FactOf<'sale.completed'>): TillState => {
  const { saleId, basketId } = fact;
  const next = withoutBasket(withDocument(state, fact.document), basketId);
  if (fact.document.kind === 'training-receipt') return next;
  const stored = fact.payments.filter((payment) => payment.state === 'stored');
  if (stored.length === 0) return next;
  const added = stored.map((payment) => ({ payment, basketId, saleId }));
  return { ...next, storedPayments: [...next.storedPayments, ...added] };
};

/** A void gives every payment back: one that was stored ends with it. */
const voidSale = (state: TillState, { document, original }: FactOf<'sale.voided'>): TillState => {
  const next = withDocument(state, document);
  const storedPayments = next.storedPayments.filter(({ saleId }) => saleId !== original.saleId);
  return storedPayments.length === next.storedPayments.length ? next : { ...next, storedPayments };
};

const requestApproval = (
  state: TillState,
  { requestId, right, amountMinor, sharePpm }: FactOf<'approval.requested'>,
  { staffId }: Stamp,
): TillState => {
  const asked = {
    requestId,
    right,
    amountMinor: amountMinor ?? null,
    sharePpm: sharePpm ?? null,
    staffId,
  };
  return { ...state, approvalRequests: [...state.approvalRequests, asked] };
};

const evolveFact = (state: TillState, { fact, stamp }: RecordedFact): TillState => {
  switch (fact.kind) {
    case 'shift.opened':
      return openShift(state, fact, stamp);
    case 'shift.joined':
      return joinShift(state, fact, stamp);
    case 'shift.left':
      return withoutShift(state, fact.shiftId);
    case 'shift.closed':
      return withoutShift(withDocument(state, fact.document), fact.shiftId);
    case 'payment.taken':
    case 'payment.requested':
      return withPayments(state, fact.basketId, (payments) => [...payments, fact.payment]);
    case 'payment.changed':
      return changePayment(state, fact);
    case 'payment.returned':
      return withPayments(state, fact.basketId, (payments) =>
        payments.filter(({ paymentId }) => paymentId !== fact.payout.paymentId),
      );
    case 'sale.completed':
      return completeSale(state, fact);
    case 'basket.cancelled':
      return withoutBasket(state, fact.basketId);
    case 'sale.voided':
      return voidSale(state, fact);
    case 'refund.completed':
    case 'invoice.issued':
    case 'quote.issued':
    case 'gift-receipt.issued':
    case 'shift.supplemented':
      return withDocument(state, fact.document);
    case 'training.started':
      return { ...state, training: true };
    case 'training.ended':
      return { ...state, training: false };
    case 'approval.requested':
      return requestApproval(state, fact, stamp);
    case 'approval.used':
      return {
        ...state,
        approvalRequests: state.approvalRequests.filter(({ requestId }) => requestId !== fact.requestId),
      };
    case 'shift.handed-over':
    case 'drawer.moved':
    case 'drawer.opened':
    case 'clock.overridden':
    case 'line.voided':
    case 'override.withdrawn':
    case 'discount.withdrawn':
    case 'document.reprinted':
    case 'document.signed':
    case 'document.delivered':
    case 'sign-in.failed':
    case 'approval.given':
    case 'stock.moved':
      return state;
  }
};

/** What a fact adds to the open shift, if it is one of that shift's. */
const countInShift = (shift: OpenShift | null, fact: Fact, stamp: Stamp): OpenShift | null => {
  if (shift === null || stamp.shiftId !== shift.shiftId) return shift;
  const totals = addFactToZ(shift.totals, fact);
  return totals === shift.totals ? shift : { ...shift, totals };
};

/** The state after one more fact of the till's own, in the order of their sequence. */
export const evolve = (state: TillState, recorded: RecordedFact): TillState => {
  const { fact, stamp } = recorded;
  const next = evolveFact(state, recorded);
  const shift = countInShift(next.shift, fact, stamp);
  const counted = shift === next.shift ? next : { ...next, shift };
  // Only a shift's date was fixed by a person who saw it: what a wrong clock dates between two shifts is not.
  return stamp.shiftId !== null && stamp.businessDate > (counted.lastBusinessDate ?? '')
    ? { ...counted, lastBusinessDate: stamp.businessDate }
    : counted;
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
