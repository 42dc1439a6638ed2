import { parseArgs } from 'node:util';
import { FAULT_NAMES } from './fault/fault-name.ts';

export type SimulateOptions = {
  readonly seed: number;
  readonly tills: number;
  readonly branches: number;
  readonly hours: number;
  /** Baskets that cashiers take up, all tills together, about. */
  readonly sales: number;
  /** Kinds of faults that are left out. */
  readonly without: readonly string[];
  /** All tills are cut off from all others until the end. */
  readonly apart: boolean;
  readonly json: boolean;
};

export const USAGE =
  'simulate --seed N [--tills 6] [--branches 2] [--days D | --hours H] [--sales N] [--apart] [--without FAULT ...] [--json]';

/** Something on the command line that does not fit; its message is the sentence. */
export class OptionError extends Error {}

const whole = (text: string | undefined, name: string, fallback: number): number => {
  if (text === undefined) return fallback;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value)) throw new OptionError(`--${name} takes a whole number, not "${text}"`);
  return value;
};

const positive = (text: string | undefined, name: string, fallback: number): number => {
  const value = text === undefined ? fallback : Number(text);
  if (!(value > 0 && value <= 10_000))
    throw new OptionError(`--${name} takes a number above 0, not "${text}"`);
  return value;
};

const OPTIONS = {
  seed: { type: 'string' },
  tills: { type: 'string' },
  branches: { type: 'string' },
  days: { type: 'string' },
  hours: { type: 'string' },
  sales: { type: 'string' },
  without: { type: 'string', multiple: true },
  apart: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/** A till takes up so many baskets a day where nothing else is asked, and a large chain fewer at each. */
const salesOf = (tills: number, hours: number): number =>
  Math.round(Math.min(tills * 40, 400 + tills * 4) * Math.min(1, hours / 12));

/** Throws OptionError with a sentence about what does not fit. */
export const readOptions = (argv: readonly string[]): SimulateOptions => {
  let values: ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];
  try {
    ({ values } = parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: false }));
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error));
  }
  if (values.seed === undefined) throw new OptionError('--seed N is missing');
  const tills = whole(values.tills, 'tills', 6);
  const branches = whole(values.branches, 'branches', Math.min(2, tills));
  if (tills < 1 || branches < 1 || branches > tills) {
    throw new OptionError('--tills and --branches are at least 1, and a branch has at least one till');
  }
  const without = values.without ?? [];
  const unknown = without.find((name) => name !== 'all' && !FAULT_NAMES.some((known) => known === name));
  if (unknown !== undefined)
    throw new OptionError(`no fault is called ${unknown}: ${FAULT_NAMES.join(', ')}`);
  const hours =
    values.days === undefined ? positive(values.hours, 'hours', 12) : 24 * positive(values.days, 'days', 1);
  return {
    seed: whole(values.seed, 'seed', 0),
    tills,
    branches,
    hours,
    sales: whole(values.sales, 'sales', salesOf(tills, hours)),
    without,
    apart: values.apart ?? false,
    json: values.json ?? false,
  };
};
