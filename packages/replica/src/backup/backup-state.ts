import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { utf8 } from '../cbor/bytes.ts';
import { writeDurably } from '../key/durable-file.ts';

/** A backup that was read back and found whole. */
export type BackupDone = {
  readonly atMs: number;
  /** With its folder. */
  readonly file: string;
  readonly size: number;
  /** The till's series then, and its last entry in the backup. */
  readonly series: string | null;
  readonly sequence: number;
  /** The folder is on the disk that till.db is on: a dead disk takes both. */
  readonly sameDisk: boolean;
};

/** Why a backup was not made. `message` and `nextStep` are sentences for people. */
export type BackupFailure = {
  readonly atMs: number;
  readonly code: string;
  readonly message: string;
  readonly nextStep: string;
};

/** How this device's backups do, kept in its data folder: nothing in it tells of the shop's trade. */
export type BackupState = {
  readonly last: BackupDone | null;
  /** Of the newest attempt, when it failed. */
  readonly failure: BackupFailure | null;
};

const FILE = 'backup-state.json';

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;

const doneIn = (value: unknown): BackupDone | null => {
  const { atMs, file, size, series, sequence, sameDisk } = fieldsOf(value) ?? {};
  if (typeof atMs !== 'number' || typeof file !== 'string' || typeof size !== 'number') return null;
  if (typeof sequence !== 'number' || typeof sameDisk !== 'boolean') return null;
  return { atMs, file, size, series: typeof series === 'string' ? series : null, sequence, sameDisk };
};

const failureIn = (value: unknown): BackupFailure | null => {
  const { atMs, code, message, nextStep } = fieldsOf(value) ?? {};
  if (typeof atMs !== 'number' || typeof code !== 'string') return null;
  if (typeof message !== 'string' || typeof nextStep !== 'string') return null;
  return { atMs, code, message, nextStep };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // A file that is no JSON tells of no backup, which is what the person is then told.
    return null;
  }
};

/** A file that the disk does not give tells of no backup either: whoever asks goes on. */
const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** What is not readable counts as no backup: rather one too many than none. */
export const readBackupState = (folder: string): BackupState => {
  const path = join(folder, FILE);
  const fields = fieldsOf(parsed(textOf(path)));
  return { last: doneIn(fields?.['last']), failure: failureIn(fields?.['failure']) };
};

export const writeBackupState = (folder: string, state: BackupState): void =>
  writeDurably(join(folder, FILE), utf8(`${JSON.stringify({ format: 1, ...state }, null, 1)}\n`));
