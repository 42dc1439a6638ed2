import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Fault } from '../fault.ts';
import { syncFolder, writeDurably } from '../key/durable-file.ts';

/**
 * How a damaged database is replaced by one made anew from what can be read of it. Files beside it: `.rebuild` says
 * that it was found damaged; `.part` is a new one that is being filled; `.salvaged` one that is whole and takes its
 * place. Broken off at any step, the next call of `finishRebuild` and `rebuild` does the step again or goes on: the
 * damaged file is moved away only when the new one is whole.
 */
const markOf = (file: string): string => `${file}.rebuild`;
const partOf = (file: string): string => `${file}.part`;
const wholeOf = (file: string): string => `${file}.salvaged`;
const LOG = '-wal';
const INDEX = '-shm';

export const isToBeRebuilt = (file: string): boolean => existsSync(markOf(file));

/** So that the next open rebuilds the file. Throws Node's error. */
export const markToRebuild = (file: string, { code }: Fault): void => {
  if (!isToBeRebuilt(file)) writeDurably(markOf(file), new TextEncoder().encode(code));
};

/** The log first: a log beside a file that it does not belong to would be written into it. */
const setAside = (file: string, aside: string): void => {
  if (existsSync(`${file}${LOG}`)) renameSync(`${file}${LOG}`, `${aside}${LOG}`);
  if (existsSync(file)) renameSync(file, aside);
  rmSync(`${file}${INDEX}`, { force: true });
};

/** Puts a new file that is whole in the place of the damaged one, if there is one. `asideOf`: where that goes. */
export const finishRebuild = (file: string, asideOf: (whole: string) => string): void => {
  const whole = wholeOf(file);
  if (!existsSync(whole)) return;
  setAside(file, asideOf(whole));
  syncFolder(dirname(file));
  renameSync(whole, file);
  rmSync(markOf(file), { force: true });
  syncFolder(dirname(file));
};

/** `fill` makes the new file at a path of its own, reading the damaged one, and has it closed when it returns. */
export const rebuild = (
  file: string,
  fill: (part: string) => void,
  asideOf: (whole: string) => string,
): void => {
  const part = partOf(file);
  for (const suffix of ['', LOG, INDEX]) rmSync(`${part}${suffix}`, { force: true });
  fill(part);
  renameSync(part, wholeOf(file));
  finishRebuild(file, asideOf);
};
