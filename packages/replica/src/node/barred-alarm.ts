import type { AlarmBoard } from './alarm-board.ts';
import type { Roster } from './roster.ts';

/** It is told anew so long after it was told last. */
const AGAIN_MS = 3_600_000;

/** Tells of a device that edited the catalogue without the right to: once, however many values it wrote. */
export const createBarredAlarm = (
  alarm: AlarmBoard['raise'],
  roster: () => Pick<Roster, 'devices'>,
  nowMs: () => number,
): ((deviceIds: Iterable<string>) => void) => {
  const told = new Map<string, number>();
  return (deviceIds) => {
    for (const deviceId of deviceIds) {
      const lastMs = told.get(deviceId);
      const now = nowMs();
      if (lastMs !== undefined && Math.abs(now - lastMs) < AGAIN_MS) continue;
      told.set(deviceId, now);
      const code = roster().devices.get(deviceId)?.code ?? deviceId;
      alarm(
        'CATALOG-EDIT-WITHHELD',
        `${code} edited products or prices without the right to: it counts nowhere, and what stood before stands.`,
        { deviceId },
      );
    }
  };
};
