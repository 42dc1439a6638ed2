import { type AlarmBoard, createAlarmBoard } from './alarm-board.ts';
import { createExceptionBoard, type ExceptionBoard } from './exception-board.ts';
import { createQuarantineBoard, type QuarantineBoard, type QuarantineBoardDeps } from './quarantine-board.ts';
import type { TillStore } from '../store/till-store.ts';

/** What a device tells of what goes wrong. */
export type StatusBoards = {
  readonly alarms: AlarmBoard;
  readonly exceptions: ExceptionBoard;
  readonly quarantines: QuarantineBoard;
};

/** `changed` is called whenever one of them has something new to show. */
export const createStatusBoards = (
  store: TillStore,
  carrier: QuarantineBoardDeps['carrier'],
  nowMs: () => number,
  changed: () => void,
): StatusBoards => {
  const alarms = createAlarmBoard(nowMs, changed, (happening) => exceptions.note(happening));
  const alarm = alarms.raise;
  const exceptions = createExceptionBoard({ store, nowMs, changed, alarm });
  return { alarms, exceptions, quarantines: createQuarantineBoard({ store, carrier, changed, alarm }) };
};
