import { setTimeout as pause } from 'node:timers/promises';

const PAUSE_MS = 50;

/**
 * Asks until `probe` has an answer; null asks again a moment later. Throws, naming what was waited for,
 * when there is none within `timeoutMs`.
 */
export const waitFor = async <T>(
  what: string,
  timeoutMs: number,
  probe: () => T | null | Promise<T | null>,
): Promise<T> => {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    const found = await probe();
    if (found !== null) return found;
    if (performance.now() > endMs) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    await pause(PAUSE_MS);
  }
};
