import { zoneOffsetMinutes } from '@tillmesh/model';
import type { Arguments } from './argument.ts';

/** The time as a till takes it: the machine's, or in a replay the one that was set last. */
export type TillClock = {
  readonly nowMs: () => number;
  /** Null for the machine's clock. */
  readonly set: ((utcMs: number) => void) | null;
};

/** An injected clock stands still between settings; before the first it starts where it was told to, or now. */
export const createClock = (wanted: Arguments['clock'], machineNowMs: () => number): TillClock => {
  if (wanted.kind === 'machine') return { nowMs: machineNowMs, set: null };
  let nowMs = wanted.startMs ?? machineNowMs();
  return {
    nowMs: () => nowMs,
    set: (utcMs) => {
      nowMs = utcMs;
    },
  };
};

/** Minutes that a branch's local time is ahead of UTC at this clock's moment. */
export const offsetIn = (zone: string, clock: TillClock): number => zoneOffsetMinutes(zone, clock.nowMs());
