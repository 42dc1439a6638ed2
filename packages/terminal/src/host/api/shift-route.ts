import type { SharedShift } from '@tillmesh/model';
import type { TillNode, WaitingShift } from '@tillmesh/replica';
import type { JoinableShiftView, ShiftsView, WaitingShiftView } from '../../api/shift-view.ts';
import { createShiftView } from '../live/shift-view.ts';
import { codeOf } from '../live/shop-view.ts';
import type { Desk } from './desk.ts';
import { ok, type Reply } from './reply.ts';

const joinableView = (node: TillNode, shift: SharedShift): JoinableShiftView => ({
  shiftId: shift.shiftId,
  number: shift.number,
  businessDate: shift.businessDate,
  currency: shift.currency,
  till: codeOf(node.shop(), shift.drawerId),
});

const waitingView = ({ shift, uncounted }: WaitingShift): WaitingShiftView => {
  const { shiftId, businessDate, z, supplements } = shift;
  const parts = uncounted.map(({ part }) => part);
  const entries = parts.reduce((sum, part) => sum + part.entries, 0);
  const tills = parts.map(({ tillCode }) => tillCode);
  return { shiftId, businessDate, z: z?.label ?? '', supplements, entries, tills };
};

/** `GET /api/shifts` */
export const listShifts = ({ node, board, nowMs }: Desk): Reply => {
  const { deviceId } = node.self;
  // Made anew: whoever asks for it wants to know who is heard now.
  const own = createShiftView({ node, nowMs, othersRevision: board.othersRevision })();
  const view: ShiftsView = {
    own,
    joinable: node
      .openShifts()
      .filter((shift) => shift.deviceId !== deviceId && shift.shiftId !== own?.shiftId)
      // A till that is gone leaves its shift open for ever: none is joined that began before this one's last.
      .filter(({ businessDate }) => businessDate >= (node.state().lastBusinessDate ?? ''))
      .map((shift) => joinableView(node, shift)),
    waiting: node.waitingShifts().map(waitingView),
  };
  return ok(view);
};
