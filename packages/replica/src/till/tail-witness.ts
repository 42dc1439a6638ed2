import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { toHex, utf8 } from '../cbor/bytes.ts';
import { sha256 } from '../key/hash.ts';
import type { NodeCore } from '../node/node-core.ts';
import type { Head } from './journal.ts';

/** One line: series, sequence and hash of the last entry that was committed, and a checksum of them. */
const FILE = 'till.head';
const LINE_BYTES = 192;
const CHECK_DIGITS = 16;

export type Witnessed = { readonly series: string; readonly sequence: number; readonly hash: string };

const lineOf = ({ series, sequence, hash }: Witnessed): string => {
  const said = `${series} ${sequence} ${hash}`;
  return `${said} ${toHex(sha256(utf8(said))).slice(0, CHECK_DIGITS)}`;
};

const readLine = (line: string): Witnessed | null => {
  const [series = '', sequence = '', hash = ''] = line.trimEnd().split(' ');
  const read = { series, sequence: Number(sequence), hash };
  return lineOf(read) === line.trimEnd() ? read : null;
};

/** The file as it is, or made where there is none. */
const openToReadAndWrite = (path: string): number => {
  closeSync(openSync(path, 'a+', 0o600));
  return openSync(path, 'r+');
};

/**
 * Says, beside till.db, how far its journal was written: written after each commit and left to the system to
 * sync, so it is never ahead of the journal and costs nothing. A journal that ends before it has lost its tail: its
 * log was removed, cut or written over, or till.db was put back.
 */
export const openTailWitness = (folder: string, alarm: (code: string, message: string) => void) => {
  const path = join(folder, FILE);
  let file: number | null = null;
  let isFailing = false;
  /** Trade does not depend on it. */
  const unlessFailing = <T>(work: (file: number) => T): T | null => {
    try {
      const done = work((file ??= openToReadAndWrite(path)));
      isFailing = false;
      return done;
    } catch (error) {
      if (!isFailing) {
        alarm('TAIL-NOT-NOTED', `How far the journal goes could not be read or noted: ${String(error)}`);
      }
      isFailing = true;
      return null;
    }
  };
  return {
    read: (): Witnessed | null =>
      unlessFailing((opened) => {
        const bytes = Buffer.alloc(LINE_BYTES);
        readSync(opened, bytes, 0, LINE_BYTES, 0);
        return readLine(bytes.toString('latin1').replaceAll('\0', ''));
      }),
    note: (series: string, { sequence, hash }: Pick<Head, 'sequence' | 'hash'>): void => {
      const line = lineOf({ series, sequence, hash: toHex(hash) }).padEnd(LINE_BYTES - 1);
      unlessFailing((opened) => writeSync(opened, `${line}\n`, 0, 'latin1'));
    },
    close: (): void => {
      if (file !== null) closeSync(file);
    },
  };
};
export type TailWitness = ReturnType<typeof openTailWitness>;

/** Whether the journal of `series`, as till.db has it, ends before what was written of it. */
export const hasLostTail = (
  { store, registry }: Pick<NodeCore, 'store' | 'registry'>,
  series: string,
  witnessed: Witnessed | null,
): boolean => {
  const last = store.entries.last(series);
  // Its bytes are gone or rotten: what it said is not known, and nothing may follow it.
  if (last !== null && store.objects.get(last.hash) === null) return true;
  if (witnessed === null || witnessed.sequence === 0) return false;
  // A series that till.db does not know was begun after it.
  if (witnessed.series !== series) return !registry.roster().series.has(witnessed.series);
  return !store.entries.hashesAt(series, witnessed.sequence).some((hash) => toHex(hash) === witnessed.hash);
};
