import {
  addTotals,
  EMPTY_Z,
  evolve,
  type LedgerFact,
  NOTE,
  type OpenShift,
  readTillState,
  type TillState,
} from '@tillmesh/model';
import type { NodeCore } from '../node/node-core.ts';

const NOTHING = { basket: null, session: null, shift: null, numbers: null };

/** Whether this till made the Z of a shift, in whatever life. */
export const isClosedHere = ({ store, self }: NodeCore, shiftId: string): boolean =>
  store.notes.get(NOTE.z(shiftId))?.deviceId === self.deviceId;

/** With the sums of all that this till has of the shift, in whatever life. */
export const withTotals = ({ store, registry, self }: NodeCore, shift: OpenShift): OpenShift => {
  const { series } = registry.roster();
  const totals = store.shifts
    .sums(shift.shiftId)
    .filter((sum) => series.get(sum.series)?.deviceId === self.deviceId)
    .reduce((sum, part) => addTotals(sum, part.totals), EMPTY_Z);
  return JSON.stringify(totals) === JSON.stringify(shift.totals) ? shift : { ...shift, totals };
};

/** As this till opened or joined it; null while the entry that says so is not held. */
const shiftBegun = (
  { store, reader }: NodeCore,
  shiftId: string,
  series: readonly string[],
): OpenShift | null => {
  const begun = store.shifts
    .sums(shiftId)
    .filter((sum) => series.includes(sum.series))
    .flatMap((sum) => store.entries.hashesAt(sum.series, sum.first))
    .map((hash) => reader(hash))
    .find((fact) => fact?.fact.kind === 'shift.opened' || fact?.fact.kind === 'shift.joined');
  return begun === undefined || begun === null ? null : evolve(readTillState(NOTHING, true), begun).shift;
};

/** The shift in which the till sold when it wrote its last fact in one of these series; null where it sold in none. */
export const shiftAfter = (core: NodeCore, last: LedgerFact, series: readonly string[]): OpenShift | null => {
  const { shiftId } = last.stamp;
  const isOver = last.fact.kind === 'shift.closed' || last.fact.kind === 'shift.left';
  if (shiftId === null || isOver || isClosedHere(core, shiftId)) return null;
  const shift = shiftBegun(core, shiftId, series);
  return shift === null ? null : withTotals(core, shift);
};

/**
 * So that a new shift gets a number that was never used, and a day that is not before the last one. `counted`: the
 * shifts that were looked at before, and now.
 */
export const withShiftNumbers = (
  { store, self }: NodeCore,
  state: TillState,
  series: readonly string[],
  counted: Set<string>,
): TillState => {
  let { shiftCount, lastBusinessDate } = state;
  for (const shiftId of series.flatMap(store.shifts.ofSeries)) {
    const noted = counted.has(shiftId) ? null : store.notes.get(NOTE.shift(shiftId));
    if (noted === null) continue;
    counted.add(shiftId);
    const { number, businessDate } = noted.value as { number: number; businessDate: string };
    if (noted.deviceId === self.deviceId) shiftCount = Math.max(shiftCount, number);
    if (businessDate > (lastBusinessDate ?? '')) lastBusinessDate = businessDate;
  }
  return { ...state, shiftCount, lastBusinessDate };
};
