import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DiskHook } from '../database/disk-hook.ts';
import { Fault } from '../fault.ts';
import { writeDurably } from '../key/durable-file.ts';
import type { AtRest } from './at-rest.ts';
import { salvage, type Salvaged } from './salvage.ts';
import { openTillStore, type TillStore } from './till-store.ts';

/**
 * Files beside till.db: `.rebuild` says that it was found damaged while the till ran; `.part` is a new one that is
 * being filled; `.salvaged` one that is whole and takes its place; `.damaged-<ms>`, with its `-wal`, what it was.
 */
const markOf = (file: string): string => `${file}.rebuild`;
const partOf = (file: string): string => `${file}.part`;
const wholeOf = (file: string): string => `${file}.salvaged`;
const LOG = '-wal';
const INDEX = '-shm';

/** Kept in the new file until the damaged one was taken away by hand. */
type Note = Salvaged & { readonly atMs: number };
const NOTE = 'salvaged/note';

export type OpenedTillFile = {
  readonly store: TillStore;
  /** What was saved when till.db was damaged, for as long as the damaged file is there: `setAside` says where. */
  readonly salvaged: (Salvaged & { readonly setAside: string }) | null;
};

export type TillFileOptions = {
  readonly file: string;
  readonly atRest: AtRest;
  readonly deviceId: string;
  readonly nowMs: () => number;
  readonly disk?: DiskHook;
  /** Damage was met in this life: nothing more is written, and the next open salvages. */
  readonly onDamage: (fault: Fault) => void;
  /** A row was met that does not open: the rest goes on, and the next open makes the file anew. */
  readonly onRowDamage: (fault: Fault) => void;
};

const syncFolder = (folder: string): void => {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

const asideOf = (file: string, { atMs }: Note): string => `${file}.damaged-${atMs}`;
const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** The log first: a log beside a file that it does not belong to would be written into it. */
const setAside = (file: string, aside: string): void => {
  if (existsSync(`${file}${LOG}`)) renameSync(`${file}${LOG}`, `${aside}${LOG}`);
  if (existsSync(file)) renameSync(file, aside);
  rmSync(`${file}${INDEX}`, { force: true });
};

const removeAll = (file: string): void => {
  for (const suffix of ['', LOG, INDEX]) rmSync(`${file}${suffix}`, { force: true });
};

/** Puts a whole new file in the place of the damaged one. Broken off, it goes on from where it was. */
const putInPlace = ({ file, atRest }: TillFileOptions): void => {
  const whole = openTillStore(wholeOf(file), atRest);
  const note = noteIn(whole);
  whole.close();
  if (note !== null) setAside(file, asideOf(file, note));
  syncFolder(dirname(file));
  renameSync(wholeOf(file), file);
  rmSync(markOf(file), { force: true });
  syncFolder(dirname(file));
};

const noteIn = ({ local }: TillStore): Note | null => (local.get(NOTE) as Note | undefined) ?? null;

const salvageInto = ({ file, atRest, deviceId, nowMs, disk }: TillFileOptions): void => {
  const part = partOf(file);
  removeAll(part);
  const store = openTillStore(part, atRest, { disk });
  try {
    const saved = salvage(file, store, atRest, deviceId);
    store.transaction(() => store.local.put(NOTE, { ...saved, atMs: nowMs() } satisfies Note));
  } finally {
    // The last connection writes the log into the file and removes it.
    store.close();
  }
  renameSync(part, wholeOf(file));
};

/** All that there is stands in a log whose file is gone, and SQLite would throw it away. */
const isHeadless = (file: string): boolean => sizeOf(file) === 0 && sizeOf(`${file}${LOG}`) > 0;

/**
 * Opens till.db. One that is damaged, or was found so in its last life, is set aside under another name and a new
 * one begun with whatever can be read of it; so is one whose salvage was broken off. Throws a Fault when the disk
 * cannot be used.
 */
export const openTillFile = (options: TillFileOptions): OpenedTillFile => {
  const { file, atRest, disk, onDamage, onRowDamage } = options;
  const mark = (fault: Fault): void => {
    if (!existsSync(markOf(file))) writeDurably(markOf(file), new TextEncoder().encode(fault.code));
  };
  const open = (): OpenedTillFile => {
    const store = openTillStore(file, atRest, {
      disk,
      onDamage: (fault) => {
        try {
          mark(fault);
        } finally {
          onDamage(fault);
        }
      },
      onRowDamage: (fault) => {
        try {
          mark(fault);
        } finally {
          onRowDamage(fault);
        }
      },
    });
    const note = noteIn(store);
    const aside = note === null ? '' : asideOf(file, note);
    const { objects, rotten } = note ?? { objects: 0, rotten: 0 };
    return { store, salvaged: existsSync(aside) ? { objects, rotten, setAside: aside } : null };
  };
  // Ended between two of its steps.
  if (existsSync(wholeOf(file))) putInPlace(options);
  if (!existsSync(markOf(file)) && !isHeadless(file)) {
    try {
      return open();
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'DATABASE-DAMAGED') throw error;
    }
  }
  salvageInto(options);
  putInPlace(options);
  return open();
};
