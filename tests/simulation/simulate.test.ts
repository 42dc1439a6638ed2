import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CORPUS = fileURLToPath(new URL('./corpus', import.meta.url));

type Line = {
  readonly seed: number;
  readonly verdict: string;
  readonly trace: string;
  readonly events: number;
  readonly sales: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly invariants: readonly string[];
};

/** A process of its own for each world: it replaces the time and chance of the whole process. */
const simulate = (...args: readonly string[]): { readonly status: number | null; readonly line: Line } => {
  const result = spawnSync(process.execPath, ['scripts/simulate.ts', ...args, '--json'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (result.stdout.trim() === '') throw new Error(result.stderr);
  return { status: result.status, line: JSON.parse(result.stdout) as Line };
};

const SMALL = ['--tills', '3', '--branches', '2', '--hours', '2', '--sales', '40'];
const USUAL = ['--tills', '4', '--branches', '2', '--hours', '4', '--sales', '90'];

const corpus = readdirSync(CORPUS).filter((name) => name.endsWith('.json'));

describe.runIf(corpus.length > 0)('what once failed', () => {
  it.each(corpus)('[SIM-05] %s holds', (name) => {
    const { args } = JSON.parse(readFileSync(join(CORPUS, name), 'utf8')) as {
      readonly args: readonly string[];
    };
    expect(simulate(...args).line.verdict).toBe('holds');
  });
});

it('[SIM-01] one seed decides a run: every frame, every entry and every finding, twice alike', () => {
  const [one, again] = [simulate('--seed', '11', ...SMALL), simulate('--seed', '11', ...SMALL)];
  expect(again.line.trace).toBe(one.line.trace);
  expect(again.line.events).toBe(one.line.events);
  expect(simulate('--seed', '12', ...SMALL).line.trace).not.toBe(one.line.trace);
});

it.each([1, 2, 3])('[SIM-03] seed %i: a day of trade and faults, and every invariant holds', (seed) => {
  const { status, line } = simulate('--seed', String(seed), ...USUAL);
  expect(line.verdict).toBe('holds');
  expect(status).toBe(0);
  expect(line.sales).toBeGreaterThan(20);
  expect(Object.keys(line.faults).length).toBeGreaterThan(5);
  expect(line.invariants).toEqual(['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I11', 'I12']);
});
