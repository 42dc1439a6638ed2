import type { LedgerFact, Lookup, SharedShift } from '@tillmesh/model';
import type { NodeCore } from '../node/node-core.ts';
import type { OpenRequest, TillNode, WaitingShift } from '../node/node-port.ts';
import type { BegunKind } from '../store/unsettled-table.ts';

type OpenLists = Pick<TillNode, 'openShifts' | 'waitingShifts' | 'openRequests'>;

const newestFirst = (a: LedgerFact, b: LedgerFact): number =>
  b.stamp.utcMs - a.stamp.utcMs || (a.entry < b.entry ? 1 : -1);

const byDate = ({ shift: a }: WaitingShift, { shift: b }: WaitingShift): number =>
  a.businessDate === b.businessDate ? b.number - a.number : a.businessDate < b.businessDate ? 1 : -1;

/** What is still open in the till's branch, however long ago it began. */
export const openLists = ({ store, reader, self }: NodeCore, lookup: Lookup): OpenLists => {
  const begun = (kind: BegunKind): readonly LedgerFact[] =>
    store.unsettled
      .of(kind)
      .map(({ hash }) => reader(hash))
      .filter((fact) => fact !== null)
      .filter(({ branchId }) => branchId === self.branchId)
      .toSorted(newestFirst);
  return {
    openShifts: () =>
      begun('shift').flatMap(({ fact }): readonly SharedShift[] =>
        fact.kind === 'shift.opened' ? [lookup.shift(fact.shiftId)].filter((shift) => shift !== null) : [],
      ),
    waitingShifts: () =>
      store.unsettled
        .late()
        .flatMap((id): readonly WaitingShift[] => {
          const shift = lookup.shift(id);
          if (shift?.z?.deviceId !== self.deviceId) return [];
          const uncounted = lookup.uncounted(id);
          return uncounted.length === 0 ? [] : [{ shift, uncounted }];
        })
        .toSorted(byDate),
    openRequests: () =>
      begun('request').flatMap(({ fact, deviceId, stamp }): readonly OpenRequest[] =>
        fact.kind === 'approval.requested'
          ? [{ requestId: fact.requestId, deviceId, utcMs: stamp.utcMs, detail: fact.detail }]
          : [],
      ),
  };
};
