import { writeSync } from 'node:fs';
import { SETTING } from './setting.ts';

/** To the terminal itself: nothing that collects a test's output may hold it back or drop it. */
const say = (line: string): void => {
  writeSync(process.stdout.fd, `${line}\n`);
};

/** What a suite did, one line of JSON with the seed that did it. */
export const tellOutcome = (suite: string, figures: Readonly<Record<string, unknown>>): void =>
  say(JSON.stringify({ suite, seed: SETTING.seed, short: SETTING.isShort, ...figures }));

/** First of all the seed, which a run that breaks off has told too. */
export const tellSeed = (suite: string): void => say(`${suite}: seed ${SETTING.seed}`);

/** Nothing is left out in silence. Gives whether something is missing. */
export const tellSkipped = (what: string, missing: readonly string[]): boolean => {
  if (missing.length > 0) say(`SKIPPED: ${what} needs ${missing.join(', ')}`);
  return missing.length > 0;
};

export const tellProgress = (suite: string, text: string): void => say(`${suite}: ${text}`);
