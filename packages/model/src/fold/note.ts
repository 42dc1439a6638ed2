import type { ApprovalMeasure, SharedShift } from '../command/context.ts';
import type { Right } from '../people/right.ts';
import type { StaffId } from '../people/staff.ts';
import type { Note } from './effect.ts';

/** The keys of notes. A shift's supplements have one prefix, so that they can be counted. */
export const NOTE = {
  shift: (shiftId: string): string => `shift:${shiftId}`,
  z: (shiftId: string): string => `z:${shiftId}`,
  supplements: (shiftId: string): string => `supplement:${shiftId}/`,
  supplement: (shiftId: string, supplementId: string): string => `supplement:${shiftId}/${supplementId}`,
  asked: (requestId: string): string => `asked:${requestId}`,
  granted: (requestId: string): string => `granted:${requestId}`,
  refused: (requestId: string): string => `refused:${requestId}`,
} as const;

/** A note as a read model keeps it: with the till whose entry said it. */
export type Noted = { readonly value: Note; readonly deviceId: string };

/** A shift from what was noted of it; null where nobody has said yet that it was opened. */
export const sharedShiftOf = (
  shiftId: string,
  opened: Noted | null,
  closed: Noted | null,
  supplements: number,
): SharedShift | null =>
  opened === null
    ? null
    : {
        shiftId,
        drawerId: opened.value['drawerId'] as string,
        businessDate: opened.value['businessDate'] as string,
        currency: opened.value['currency'] as string,
        number: opened.value['number'] as number,
        deviceId: opened.deviceId,
        z: closed === null ? null : { label: closed.value['label'] as string, deviceId: closed.deviceId },
        supplements,
      };

const measureOf = (note: Note): ApprovalMeasure => ({
  right: note['right'] as Right,
  amountMinor: note['amountMinor'] as number | null,
  sharePpm: note['sharePpm'] as number | null,
});

/** What was asked to be allowed, in words too. */
export const approvalRequestOf = (
  asked: Note | null,
): (ApprovalMeasure & { readonly staffId: StaffId | null; readonly detail: string }) | null =>
  asked === null
    ? null
    : {
        ...measureOf(asked),
        staffId: asked['staffId'] as StaffId | null,
        detail: asked['detail'] as string,
      };

/** The answer to a request: a refusal counts before any consent, whichever came first. */
export const approvalOf = (
  granted: Note | null,
  refused: Note | null,
): (ApprovalMeasure & { readonly granted: boolean; readonly approverId: StaffId }) | null => {
  const answer = refused ?? granted;
  return answer === null
    ? null
    : { ...measureOf(answer), granted: refused === null, approverId: answer['approverId'] as StaffId };
};
