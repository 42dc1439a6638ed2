import { addTotals, EMPTY_Z, type Fact, type LedgerFact, sumsOf, type ZTotals } from '@tillmesh/model';
import type { TillStore } from '../store/till-store.ts';

type ShiftDocument = Extract<Fact, { kind: 'shift.closed' | 'shift.supplemented' }>;

type Unsettled = TillStore['unsettled'];
type Beginning = Parameters<Unsettled['begin']>[0];
type Ending = Parameters<Unsettled['end']>[0];

type FactOf<Kind extends Fact['kind']> = Extract<Fact, { kind: Kind }>;

/** A payment that the terminal stored is open from its sale on. */
const storedOf = (
  { saleId, document, payments }: FactOf<'sale.completed'>,
  hash: Uint8Array,
): readonly Beginning[] =>
  document.kind === 'training-receipt'
    ? []
    : payments
        .filter(({ state }) => state === 'stored')
        .map(({ paymentId }) => ({ kind: 'stored', id: paymentId, within: saleId, hash }));

const beginningsOf = ({ fact, stamp }: LedgerFact, hash: Uint8Array): readonly Beginning[] => {
  switch (fact.kind) {
    case 'shift.opened':
      return [{ kind: 'shift', id: fact.shiftId, within: fact.shiftId, hash }];
    case 'approval.requested':
      return [{ kind: 'request', id: fact.requestId, within: stamp.shiftId ?? '', hash }];
    case 'sale.completed':
      return storedOf(fact, hash);
    default:
      return [];
  }
};

const endingsOf = ({ fact }: LedgerFact, hash: Uint8Array): readonly Ending[] => {
  switch (fact.kind) {
    case 'shift.closed':
      return [{ kind: 'shift', id: fact.shiftId, hash }];
    case 'approval.given':
      return fact.requestId === undefined ? [] : [{ kind: 'request', id: fact.requestId, hash }];
    case 'payment.changed':
      return fact.saleId === undefined || fact.payment.state === 'stored'
        ? []
        : [{ kind: 'stored', id: fact.payment.paymentId, hash }];
    case 'sale.voided':
      return [{ kind: 'voided', id: fact.original.saleId, hash }];
    default:
      return [];
  }
};

/** Begins and ends shifts, requests and stored payments: which comes first makes no difference. */
export const foldUnsettled = ({ unsettled }: TillStore, fact: LedgerFact, hash: Uint8Array): void => {
  for (const beginning of beginningsOf(fact, hash)) unsettled.begin(beginning);
  for (const ending of endingsOf(fact, hash)) unsettled.end(ending);
};

/** As if it had never been folded. */
export const unfoldUnsettled = ({ unsettled }: TillStore, fact: LedgerFact, hash: Uint8Array): void => {
  for (const beginning of beginningsOf(fact, hash)) unsettled.neverBegan(beginning);
  for (const ending of endingsOf(fact, hash)) unsettled.neverEnded(ending);
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
  if (leavesSomething(store, document)) store.unsettled.putLate(shiftId);
  else store.unsettled.settleLate(shiftId);
};
