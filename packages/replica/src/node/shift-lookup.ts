import {
  approvalOf,
  approvalRequestOf,
  type Lookup,
  NOTE,
  sharedShiftOf,
  sumsOf,
  type Uncounted,
} from '@tillmesh/model';
import type { TillStore } from '../store/till-store.ts';
import type { FactReader } from './fact-reader.ts';
import type { Roster } from './roster.ts';
import { countedParts, type CountedNow, countSeries } from './shift-count.ts';

export type ShiftLookupDeps = {
  readonly store: TillStore;
  readonly reader: FactReader;
  readonly roster: () => Roster;
  readonly ownDeviceId: string;
  /** Whether a link to a device stands. */
  readonly heard: (deviceId: string) => boolean;
};

type CountingDeps = ShiftLookupDeps & Pick<Required<Parameters<typeof countSeries>[0]>, 'memory'>;

const addsNothing = ({ totals }: CountedNow): boolean => sumsOf(totals).every((sum) => sum === 0);

const uncounted = (deps: CountingDeps, shiftId: string): readonly Uncounted[] => {
  const { store, roster, ownDeviceId, heard } = deps;
  const { series, devices } = roster();
  const counted = countedParts(deps, shiftId);
  // What moved nothing, such as leaving a shift that is closed, is no reason for a supplement.
  const isClosed = store.shifts.documents(shiftId).length > 0;
  return store.shifts
    .sums(shiftId)
    .flatMap((sum): Uncounted[] => {
      const found = countSeries(deps, shiftId, sum, counted.get(sum.series) ?? []);
      const deviceId = series.get(sum.series)?.deviceId;
      if (found === null || deviceId === undefined || (isClosed && addsNothing(found))) return [];
      const { salesMinor, refundsMinor } = store.shifts.grandOf(sum.series);
      const part = {
        ...found.part,
        seriesId: sum.series,
        deviceId,
        tillCode: devices.get(deviceId)?.code ?? deviceId.slice(0, 8),
        heard: deviceId === ownDeviceId || heard(deviceId),
        grandSalesMinor: salesMinor,
        grandRefundsMinor: refundsMinor,
      };
      return [{ part, totals: found.totals }];
    })
    .sort((a, b) => Number(b.part.deviceId === ownDeviceId) - Number(a.part.deviceId === ownDeviceId));
};

/** Shifts of the branch and what was asked for and answered at its tills, as far as this device knows. */
export const shiftLookup = (
  deps: ShiftLookupDeps,
): Pick<Lookup, 'shift' | 'uncounted' | 'approvalRequest' | 'approval'> => {
  const { notes } = deps.store;
  const counting: CountingDeps = { ...deps, memory: new Map() };
  return {
    shift: (shiftId) =>
      sharedShiftOf(
        shiftId,
        notes.get(NOTE.shift(shiftId)),
        notes.get(NOTE.z(shiftId)),
        notes.count(NOTE.supplements(shiftId)),
      ),
    uncounted: (shiftId) => uncounted(counting, shiftId),
    approvalRequest: (requestId) => approvalRequestOf(notes.get(NOTE.asked(requestId))?.value ?? null),
    approval: (requestId) =>
      approvalOf(
        notes.get(NOTE.granted(requestId))?.value ?? null,
        notes.get(NOTE.refused(requestId))?.value ?? null,
      ),
  };
};
