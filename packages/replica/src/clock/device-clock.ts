import { adopt, EARLIEST, type HybridTime, isLater, tick } from './hybrid-clock.ts';

/** The one clock under which a device signs: each time it gives is later than all it gave or heard before. */
export const createDeviceClock = () => {
  let last: HybridTime = EARLIEST;
  return {
    next: (nowMs: number): HybridTime => {
      last = tick(last, nowMs);
      return last;
    },
    /** What another device signed; a time too far ahead is not taken over. */
    hear: (heard: HybridTime, nowMs: number): void => {
      last = adopt(last, heard, nowMs);
    },
    /** What this device signed in an earlier life, however wrong its clock was then. */
    goOnFrom: (own: HybridTime): void => {
      if (isLater(own, last)) last = own;
    },
  };
};
export type DeviceClock = ReturnType<typeof createDeviceClock>;
