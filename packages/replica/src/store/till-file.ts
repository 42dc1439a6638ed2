import { existsSync, statSync } from 'node:fs';
import type { DiskHook } from '../database/disk-hook.ts';
import { finishRebuild, isToBeRebuilt, markToRebuild, rebuild } from '../database/rebuilt-file.ts';
import { Fault } from '../fault.ts';
import type { AtRest } from './at-rest.ts';
import { salvage, type Salvaged } from './salvage.ts';
import { openTillStore, type TillStore } from './till-store.ts';

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
  /** The disk failed in this life: nothing more is written, and only the next open shows what is there. */
  readonly onDiskFailed: (fault: Fault) => void;
  /** A row was met that does not open: the rest goes on, and the next open makes the file anew. */
  readonly onRowDamage: (fault: Fault) => void;
};

const asideOf = (file: string, { atMs }: Pick<Note, 'atMs'>): string => `${file}.damaged-${atMs}`;
const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

const noteIn = ({ local }: TillStore): Note | null => (local.get(NOTE) as Note | undefined) ?? null;

const salvageInto = (part: string, { file, atRest, deviceId, nowMs, disk }: TillFileOptions): void => {
  const store = openTillStore(part, atRest, { disk });
  try {
    const saved = salvage(file, store, atRest, deviceId);
    store.transaction(() => store.local.put(NOTE, { ...saved, atMs: nowMs() } satisfies Note));
  } finally {
    // The last connection writes the log into the file and removes it.
    store.close();
  }
};

/** Where the damaged file goes, as the note in the new one says; without one that is no damaged file's heir. */
const asideIn = (whole: string, { file, atRest, nowMs }: TillFileOptions): string => {
  const store = openTillStore(whole, atRest);
  const note = noteIn(store);
  store.close();
  return asideOf(file, note ?? { atMs: nowMs() });
};

/** All that there is stands in a log whose file is gone, and SQLite would throw it away. */
const isHeadless = (file: string): boolean => sizeOf(file) === 0 && sizeOf(`${file}-wal`) > 0;

/**
 * Opens till.db. One that is damaged, or was found so in its last life, is set aside under another name and a new
 * one begun with whatever can be read of it; so is one whose salvage was broken off. Throws a Fault when the disk
 * cannot be used.
 */
export const openTillFile = (options: TillFileOptions): OpenedTillFile => {
  const { file, atRest, disk, onDamage, onRowDamage, onDiskFailed } = options;
  const marked = (fault: Fault, told: (fault: Fault) => void): void => {
    try {
      markToRebuild(file, fault);
    } finally {
      told(fault);
    }
  };
  const asideFor = (whole: string): string => asideIn(whole, options);
  const open = (): OpenedTillFile => {
    const store = openTillStore(file, atRest, {
      disk,
      onDamage: (fault) => marked(fault, onDamage),
      onRowDamage: (fault) => marked(fault, onRowDamage),
      onDiskFailed,
    });
    const note = noteIn(store);
    const aside = note === null ? '' : asideOf(file, note);
    const { objects, rotten } = note ?? { objects: 0, rotten: 0 };
    return { store, salvaged: existsSync(aside) ? { objects, rotten, setAside: aside } : null };
  };
  // Ended between two of its steps.
  finishRebuild(file, asideFor);
  if (!isToBeRebuilt(file) && !isHeadless(file)) {
    try {
      return open();
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'DATABASE-DAMAGED') throw error;
    }
  }
  rebuild(file, (part) => salvageInto(part, options), asideFor);
  return open();
};
