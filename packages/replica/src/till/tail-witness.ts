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

/**
 * Says, beside till.db, how far its journal was written: written after each commit and left to the system to
 * sync, so it is never ahead of the journal and costs nothing. A journal that ends before it has lost its tail: its
 * log was removed, cut or written over, or till.db was put back.
 */
export const openTailWitness = (folder: string, alarm: (code: string, message: string) => void) => {
  const handle = openSync(join(folder, FILE), 'a+', 0o600);
  closeSync(handle);
  const file = openSync(join(folder, FILE), 'r+');
  let isFailing = false;
  return {
    read: (): Witnessed | null => {
      const bytes = Buffer.alloc(LINE_BYTES);
      readSync(file, bytes, 0, LINE_BYTES, 0);
      return readLine(bytes.toString('latin1').replaceAll('\0', ''));
    },
    note: (series: string, { sequence, hash }: Pick<Head, 'sequence' | 'hash'>): void => {
      const line = lineOf({ series, sequence, hash: toHex(hash) }).padEnd(LINE_BYTES - 1);
      try {
        writeSync(file, `${line}\n`, 0, 'latin1');
        isFailing = false;
      } catch (error) {
        // Trade does not depend on it.
        if (!isFailing)
          alarm('TAIL-NOT-NOTED', `How far the journal goes could not be noted: ${String(error)}`);
        isFailing = true;
      }
    },
    close: (): void => closeSync(file),
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
