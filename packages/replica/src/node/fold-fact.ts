import {
  addFactToSum,
  type Effect,
  effectsOf,
  EMPTY_Z_SUM,
  type LedgerFact,
  takeFactFromSum,
  type ZTotals,
} from '@tillmesh/model';
import type { PartSum } from '../store/sale-part-table.ts';
import type { GrandTotal, ShiftSum } from '../store/shift-table.ts';
import type { TillStore } from '../store/till-store.ts';
import { documentOfFact, isAboutDocument } from './fact-document.ts';
import type { FactReader } from './fact-reader.ts';
import { foldLate, foldUnsettled, unfoldUnsettled } from './fold-unsettled.ts';

/** The sums that effects add to sales, sale by sale. */
const partsBySale = (effects: readonly Effect[]): ReadonlyMap<string, readonly PartSum[]> => {
  const bySale = new Map<string, PartSum[]>();
  for (const effect of effects) {
    if (effect.kind !== 'sale-part') continue;
    const { saleId, part, add } = effect;
    const sums = bySale.get(saleId);
    if (sums === undefined) bySale.set(saleId, [{ part, add }]);
    else sums.push({ part, add });
  }
  return bySale;
};

/** What came to the grand totals of a series between two sums of one of its shifts. */
export const grandBetween = (before: ZTotals, after: ZTotals): GrandTotal => ({
  salesMinor: after.salesGrossMinor - before.salesGrossMinor,
  refundsMinor:
    after.refundsGrossMinor - before.refundsGrossMinor + (after.voidsGrossMinor - before.voidsGrossMinor),
});

const moveGrand = ({ shifts }: TillStore, series: string, before: ZTotals, after: ZTotals): void => {
  const grand = grandBetween(before, after);
  if (grand.salesMinor !== 0 || grand.refundsMinor !== 0) shifts.addGrand(series, grand);
};

/** A shift's own documents count its entries and are not among them. */
const foldShift = (
  store: TillStore,
  { fact, stamp, seriesId, sequence }: LedgerFact,
  hash: Uint8Array,
): void => {
  const { shifts, unsettled } = store;
  if (fact.kind === 'shift.closed' || fact.kind === 'shift.supplemented') {
    shifts.addDocument(fact.shiftId, hash);
    foldLate(store, fact);
    return;
  }
  const { shiftId } = stamp;
  if (shiftId === null) return;
  const before = shifts.sum(shiftId, seriesId);
  const sum = before ?? EMPTY_Z_SUM;
  const after = addFactToSum(sum, fact);
  if (after !== sum && shifts.documents(shiftId).length > 0) unsettled.putLate(shiftId);
  moveGrand(store, seriesId, sum.totals, after.totals);
  shifts.putSum(shiftId, seriesId, {
    totals: after.totals,
    weights: after.weights,
    entries: (before?.entries ?? 0) + 1,
    first: Math.min(before?.first ?? sequence, sequence),
    last: Math.max(before?.last ?? sequence, sequence),
  });
};

/** The place of the first or the last entry that still counts in a shift, looked for from where it was. */
const placeLeft = (
  store: TillStore,
  reader: FactReader,
  shiftId: string,
  seriesId: string,
  { first, last }: ShiftSum,
  order: 'up' | 'down',
): number => {
  for (const hash of store.entries.countedBetween(seriesId, first, last, order)) {
    const read = reader(hash);
    const isOf = read !== null && read.stamp.shiftId === shiftId;
    if (isOf && read.fact.kind !== 'shift.closed' && read.fact.kind !== 'shift.supplemented')
      return read.sequence;
  }
  return order === 'up' ? first : last;
};

const unfoldShift = (
  store: TillStore,
  reader: FactReader,
  { fact, stamp, seriesId, sequence }: LedgerFact,
  hash: Uint8Array,
): void => {
  const { shifts, unsettled } = store;
  const shiftId =
    fact.kind === 'shift.closed' || fact.kind === 'shift.supplemented' ? fact.shiftId : stamp.shiftId;
  if (shiftId === null) return;
  const isDocument = shifts.documents(shiftId).length > 0;
  if (fact.kind === 'shift.closed' || fact.kind === 'shift.supplemented') {
    shifts.removeDocument(shiftId, hash);
    if (shifts.documents(shiftId).length > 0) unsettled.putLate(shiftId);
    else unsettled.settleLate(shiftId);
    return;
  }
  const before = shifts.sum(shiftId, seriesId);
  if (before === null) throw new Error(`shift ${shiftId} lacks what ${seriesId} added to it`);
  if (isDocument) unsettled.putLate(shiftId);
  const { totals, weights } = takeFactFromSum(before, fact);
  moveGrand(store, seriesId, before.totals, totals);
  const entries = before.entries - 1;
  if (entries === 0) {
    shifts.removeSum(shiftId, seriesId);
    return;
  }
  const left = (order: 'up' | 'down'): number => placeLeft(store, reader, shiftId, seriesId, before, order);
  shifts.putSum(shiftId, seriesId, {
    totals,
    weights,
    entries,
    first: before.first === sequence ? left('up') : before.first,
    last: before.last === sequence ? left('down') : before.last,
  });
};

/**
 * What a counted fact adds to the read models besides stock: what became of sales, notes, shifts, documents.
 * Inside a transaction, once per fact, in any order.
 */
export const foldFact = (store: TillStore, ledgerFact: LedgerFact, hash: Uint8Array): void => {
  const { fact, stamp, deviceId, sequence } = ledgerFact;
  const effects = effectsOf(fact, stamp);
  for (const [saleId, sums] of partsBySale(effects)) store.saleParts.add(saleId, sums);
  for (const effect of effects) {
    if (effect.kind === 'note') store.notes.put(effect.key, effect.value, hash, deviceId);
  }
  foldShift(store, ledgerFact, hash);
  foldUnsettled(store, ledgerFact, hash);
  if (isAboutDocument(fact)) store.documentFacts.add(fact.documentId, hash);
  const made = documentOfFact(fact);
  if (made === null) return;
  const { id, document } = made;
  const { kind, label } = document;
  store.documents.put({ id, kind, label, hash, utcMs: stamp.utcMs, sequence });
};

/**
 * Takes back what `foldFact` added: the read models are then what they would be had it never counted. Inside a
 * transaction, once per fact, in any order, after it was taken from the facts that count.
 */
export const unfoldFact = (
  store: TillStore,
  reader: FactReader,
  ledgerFact: LedgerFact,
  hash: Uint8Array,
): void => {
  const { fact, stamp } = ledgerFact;
  const effects = effectsOf(fact, stamp);
  for (const [saleId, sums] of partsBySale(effects)) store.saleParts.take(saleId, sums);
  for (const effect of effects) if (effect.kind === 'note') store.notes.remove(effect.key, hash);
  unfoldShift(store, reader, ledgerFact, hash);
  unfoldUnsettled(store, ledgerFact, hash);
  if (isAboutDocument(fact)) store.documentFacts.remove(fact.documentId, hash);
  const made = documentOfFact(fact);
  if (made !== null) store.documents.remove(made.id, hash);
};
