import { parseArgs } from 'node:util';

export type ReplayOptions = {
  readonly csv: string;
  readonly branches: number;
  readonly tills: number;
  readonly partition: boolean;
  readonly json: boolean;
  readonly limitDays: number | undefined;
  /** Where the devices' folders go; absent takes a temporary folder and removes it at the end. */
  readonly data: string | undefined;
};

export const USAGE =
  'replay --csv FILE[.gz] [--branches B] [--tills T] [--partition] [--json] [--limit-days N] [--data DIR]';

/** As many tills as one machine can be asked to run; a branch is named by one letter. */
const MAX_BRANCHES = 26;
const MAX_TILLS = 99;

const count = (text: string | undefined, name: string, fallback: number, max: number): number => {
  if (text === undefined) return fallback;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > max) throw new Error(`--${name} takes a number from 1 to ${max}, not "${text}"`);
  return value;
};

/** Reads the command line; throws a sentence that says what does not fit. */
export const readOptions = (args: readonly string[]): ReplayOptions => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      csv: { type: 'string' },
      branches: { type: 'string' },
      tills: { type: 'string' },
      partition: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      'limit-days': { type: 'string' },
      data: { type: 'string' },
    },
  });
  if (values.csv === undefined) throw new Error('--csv FILE is missing');
  const days = values['limit-days'];
  return {
    csv: values.csv,
    branches: count(values.branches, 'branches', 2, MAX_BRANCHES),
    tills: count(values.tills, 'tills', 2, MAX_TILLS),
    partition: values.partition,
    json: values.json,
    limitDays: days === undefined ? undefined : count(days, 'limit-days', 1, 100_000),
    data: values.data,
  };
};
