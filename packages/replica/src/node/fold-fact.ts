import { addFactToZ, type Effect, EMPTY_Z, type LedgerFact, type ZTotals } from '@tillmesh/model';
import type { PartSum } from '../store/sale-part-table.ts';
import type { GrandTotal } from '../store/shift-table.ts';
import type { TillStore } from '../store/till-store.ts';
import { documentOfFact, isAboutDocument } from './fact-document.ts';
import { foldLate, foldUnsettled } from './fold-unsettled.ts';

const foldSaleParts = ({ saleParts }: TillStore, effects: readonly Effect[]): void => {
  const bySale = new Map<string, PartSum[]>();
  for (const effect of effects) {
    if (effect.kind !== 'sale-part') continue;
    const { saleId, part, add } = effect;
    const sums = bySale.get(saleId);
    if (sums === undefined) bySale.set(saleId, [{ part, add }]);
    else sums.push({ part, add });
  }
  for (const [saleId, sums] of bySale) saleParts.add(saleId, sums);
};

const foldNotes = (
  { notes }: TillStore,
  effects: readonly Effect[],
  hash: Uint8Array,
  deviceId: string,
): void => {
  for (const effect of effects) {
    if (effect.kind === 'note') notes.put(effect.key, effect.value, hash, deviceId);
  }
};

/** What came to the grand totals of a series between two sums of one of its shifts. */
const grandBetween = (before: ZTotals, after: ZTotals): GrandTotal => ({
  salesMinor: after.salesGrossMinor - before.salesGrossMinor,
  refundsMinor:
    after.refundsGrossMinor - before.refundsGrossMinor + (after.voidsGrossMinor - before.voidsGrossMinor),
});

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
  const sum = before?.totals ?? EMPTY_Z;
  const totals = addFactToZ(sum, fact);
  if (totals !== sum && shifts.documents(shiftId).length > 0) unsettled.put('late', shiftId, shiftId);
  const grand = grandBetween(sum, totals);
  if (grand.salesMinor !== 0 || grand.refundsMinor !== 0) shifts.addGrand(seriesId, grand);
  shifts.putSum(shiftId, seriesId, {
    totals,
    entries: (before?.entries ?? 0) + 1,
    first: Math.min(before?.first ?? sequence, sequence),
    last: Math.max(before?.last ?? sequence, sequence),
  });
};

/**
 * What a counted fact adds to the read models besides stock: what became of sales, notes, shifts, documents.
 * Inside a transaction, once per fact, in any order.
 */
export const foldFact = (
  store: TillStore,
  ledgerFact: LedgerFact,
  effects: readonly Effect[],
  hash: Uint8Array,
): void => {
  const { fact, stamp, deviceId, sequence } = ledgerFact;
  foldSaleParts(store, effects);
  foldNotes(store, effects, hash, deviceId);
  foldShift(store, ledgerFact, hash);
  foldUnsettled(store, ledgerFact, hash);
  if (isAboutDocument(fact)) store.documentFacts.add(fact.documentId, hash);
  const made = documentOfFact(fact);
  if (made === null) return;
  const { id, document } = made;
  const { kind, label } = document;
  store.documents.put({ id, kind, label, hash, utcMs: stamp.utcMs, sequence });
};
