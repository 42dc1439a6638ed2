import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { committedPages } from './write-ahead-log.ts';

/** Every file of ours has pages of this size: it is SQLite's own default, and nothing here sets another. */
export const PAGE_BYTES = 4_096;

/** The pages of a database file as they are on the disk, with what its log holds over them, whatever else is damaged. */
export type PageFile = {
  readonly count: number;
  /** From 1. Null for a page that is not there or cannot be read. */
  readonly page: (number: number) => Buffer | null;
  readonly close: () => void;
};

const readLog = (file: string): Buffer => {
  try {
    return existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  } catch {
    // A log that cannot be read is one that is lost.
    return Buffer.alloc(0);
  }
};

/** Opens a file for reading alone, or only its log where it is gone; both are left as they are. Throws Node's error when it cannot be opened. */
export const openPageFile = (file: string): PageFile => {
  const over = committedPages(readLog(`${file}-wal`), PAGE_BYTES);
  const handle = existsSync(file) ? openSync(file, 'r') : null;
  const stored = handle === null ? 0 : Math.ceil(fstatSync(handle).size / PAGE_BYTES);
  return {
    count: [...over.keys()].reduce((most, number) => Math.max(most, number), stored),
    page: (number) => {
      const newer = over.get(number);
      if (newer !== undefined) return newer;
      if (handle === null || number < 1 || number > stored) return null;
      const page = Buffer.alloc(PAGE_BYTES);
      try {
        readSync(handle, page, 0, PAGE_BYTES, (number - 1) * PAGE_BYTES);
        return page;
      } catch {
        // A sector that cannot be read costs what stood in it.
        return null;
      }
    },
    close: () => {
      if (handle !== null) closeSync(handle);
    },
  };
};
