import {
  addTotals,
  afterSaleOf,
  EMPTY_Z,
  type Fact,
  type LedgerFact,
  NOTE,
  sumsOf,
  type ZTotals,
} from '@tillmesh/model';
import type { TillStore } from '../store/till-store.ts';

type ShiftDocument = Extract<Fact, { kind: 'shift.closed' | 'shift.supplemented' }>;

const isClosed = ({ notes }: TillStore, shiftId: string | null): boolean =>
  shiftId !== null && notes.get(NOTE.z(shiftId)) !== null;

const isAnswered = ({ notes }: TillStore, requestId: string): boolean =>
  notes.get(NOTE.granted(requestId)) !== null || notes.get(NOTE.refused(requestId)) !== null;

/**
 * Opens and settles shifts and requests. Each looks for its other end, so that the order in which they come
 * makes no difference. What was asked in a shift is over with it.
 */
export const foldUnsettled = (store: TillStore, { fact, stamp }: LedgerFact, hash: Uint8Array): void => {
  const { unsettled } = store;
  switch (fact.kind) {
    case 'shift.opened':
      if (!isClosed(store, fact.shiftId)) unsettled.put('shift', fact.shiftId, fact.shiftId, hash);
      return;
    case 'shift.closed':
      unsettled.settle('shift', fact.shiftId);
      unsettled.settleOfShift('request', fact.shiftId);
      return;
    case 'approval.requested':
      if (!isAnswered(store, fact.requestId) && !isClosed(store, stamp.shiftId))
        unsettled.put('request', fact.requestId, stamp.shiftId, hash);
      return;
    case 'approval.given':
      if (fact.requestId !== undefined) unsettled.settle('request', fact.requestId);
      return;
    case 'sale.completed':
      foldStored(store, fact, hash);
      return;
    case 'payment.changed':
      endStored(store, fact);
      return;
    case 'sale.voided':
      unsettled.settleOfShift('stored', fact.original.saleId);
      return;
    default:
  }
};

type FactOf<Kind extends Fact['kind']> = Extract<Fact, { kind: Kind }>;

/** A payment that the terminal stored is open from its sale on; it may have ended in what came before that. */
const foldStored = (
  { unsettled, saleParts }: TillStore,
  { saleId, document, payments }: FactOf<'sale.completed'>,
  hash: Uint8Array,
): void => {
  if (document.kind === 'training-receipt') return;
  for (const { paymentId, state } of payments) {
    if (state !== 'stored') continue;
    if (unsettled.has('ended', paymentId)) unsettled.settle('ended', paymentId);
    else if (!afterSaleOf(saleParts.of(saleId)).voided) unsettled.put('stored', paymentId, saleId, hash);
  }
};

const endStored = (
  { unsettled, documents }: TillStore,
  { payment, saleId }: FactOf<'payment.changed'>,
): void => {
  if (saleId === undefined || payment.state === 'stored') return;
  unsettled.settle('stored', payment.paymentId);
  if (documents.byId(saleId) === null) unsettled.put('ended', payment.paymentId, saleId);
};

const isSame = (a: ZTotals, b: ZTotals): boolean => sumsOf(a).join() === sumsOf(b).join();

/** Whether a document of a shift left anything out, as far as can be told without reading the entries. */
const leavesSomething = ({ shifts, entries }: TillStore, document: ShiftDocument): boolean => {
  const sums = shifts.sums(document.shiftId);
  const { parts } = document;
  return (
    sums.some(({ series, first, last }) => {
      const isBehind = parts.some((part) => part.seriesId === series && part.through < last);
      return (
        // Behind a Z stands the approval that it rests on; whether more does its totals tell.
        (document.kind === 'shift.supplemented' && isBehind) ||
        entries.isForkedBetween(series, first, last) ||
        entries.linkedThrough(series) < last ||
        entries.firstNotUnderstood(series, first, last) !== null
      );
    }) ||
    (document.kind === 'shift.closed' &&
      !isSame(
        document.totals,
        sums.reduce((sum, { totals }) => addTotals(sum, totals), EMPTY_Z),
      ))
  );
};

/** After a Z or a supplement: whether more of the shift may be held than they count. */
export const foldLate = (store: TillStore, document: ShiftDocument): void => {
  const { shiftId } = document;
  if (leavesSomething(store, document)) store.unsettled.put('late', shiftId, shiftId);
  else store.unsettled.settle('late', shiftId);
};
