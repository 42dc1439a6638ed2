import type { NewPlace } from './device.ts';

/** So many may be open at one till at once. */
export const INVITATIONS_OPEN_MAX = 16;
/** Kept to be told apart from those that never were; the oldest that are over make room. */
const INVITATIONS_KEPT_MAX = 64;

/**
 * That one device may join in this place without anybody who types its code: the till that made it keeps it, and no
 * other knows of it. Times are UTC milliseconds by that till's clock.
 */
export type Invitation = {
  /** 32 hexadecimal digits, drawn at random: who knows them may ask. */
  readonly id: string;
  readonly place: NewPlace;
  readonly name?: string;
  /** Where the device is to find the relay; left out: where this till does. */
  readonly relay?: string;
  readonly madeMs: number;
  readonly untilMs: number;
  readonly state: 'open' | 'cancelled' | 'used';
  /** Of the device that used it; the same one may come again until its time is over. */
  readonly signKey: string | null;
};

/** What stands in the way of a device that comes with it; null: nothing. */
export type InvitationFault = 'INVITATION-OVER' | 'INVITATION-CANCELLED' | 'INVITATION-USED';

/** `signKey` null: not known yet, so that one that was used may have been used by whoever comes. */
export const invitationFault = (
  { untilMs, state, signKey }: Invitation,
  nowMs: number,
  by: string | null,
): InvitationFault | null => {
  if (state === 'cancelled') return 'INVITATION-CANCELLED';
  if (state === 'used' && by !== null && by !== signKey) return 'INVITATION-USED';
  if (nowMs >= untilMs) return state === 'used' ? 'INVITATION-USED' : 'INVITATION-OVER';
  return null;
};

/** All that are kept once this one is as it is now, the newest last. */
export const withInvitation = (
  kept: readonly Invitation[],
  invitation: Invitation,
  nowMs: number,
): readonly Invitation[] => {
  const all = [...kept.filter(({ id }) => id !== invitation.id), invitation];
  const isOver = (each: Invitation): boolean => each.state !== 'open' || nowMs >= each.untilMs;
  const gone = all.filter(isOver).slice(0, Math.max(0, all.length - INVITATIONS_KEPT_MAX));
  return all.filter((each) => !gone.includes(each));
};
