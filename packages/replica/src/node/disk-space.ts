import { randomFillSync } from 'node:crypto';
import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Takes up room that is given back when there is no other: for the sale that is open, and the Z. */
const RESERVE_FILE = 'disk.reserve';
/** The reserve is made only where so many times its size is free. */
const PLENTY = 16;
/** For so long what was found is not looked up again. */
const KNOWN_MS = 5_000;

/** Of the last command: it was written; or the disk was full, and a reserve was given back or not. */
export type DiskState = 'takes' | 'reserve-released' | 'full';

/** How much room the disk of a device folder has, and a reserve of `reserveBytes` on it; 0: none is kept. */
export const createDiskSpace = (folder: string, reserveBytes: number, nowMs: () => number) => {
  const file = join(folder, RESERVE_FILE);
  let state: DiskState = 'takes';
  let known: { readonly atMs: number; readonly bytes: number | null } | null = null;

  const look = (): number | null => {
    try {
      const { bavail, bsize } = statfsSync(folder);
      return bavail * bsize;
    } catch {
      // Not every file system says.
      return null;
    }
  };
  const keep = (free: number | null): void => {
    if (reserveBytes === 0 || free === null || free < PLENTY * reserveBytes || existsSync(file)) return;
    try {
      // Zeros would take up no room on a disk that packs what it keeps.
      writeFileSync(file, randomFillSync(Buffer.alloc(reserveBytes)), { mode: 0o600 });
    } catch {
      // Without a reserve a full disk refuses a little earlier; half a one is none.
      rmSync(file, { force: true });
    }
  };
  /** Null where that cannot be told. */
  const freeBytes = (): number | null => {
    const atMs = nowMs();
    if (known === null || Math.abs(atMs - known.atMs) >= KNOWN_MS) {
      known = { atMs, bytes: look() };
      if (state === 'takes') keep(known.bytes);
    }
    return known.bytes;
  };
  return {
    freeBytes,
    state: (): DiskState => state,
    /** The disk refused what was to be written: now the reserve is given back, where there still is one. */
    refused: (): void => {
      known = null;
      state = existsSync(file) ? 'reserve-released' : 'full';
      rmSync(file, { force: true });
    },
    wrote: (): void => {
      state = 'takes';
    },
  };
};
export type DiskSpace = ReturnType<typeof createDiskSpace>;
