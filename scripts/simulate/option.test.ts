import { expect, it } from 'vitest';
import { FAULT_NAMES } from './fault/fault-name.ts';
import { FAULTS, hasRightFaults, wantedFaults } from './fault/all-fault.ts';
import { OptionError, readOptions } from './option.ts';

const refusal = (...argv: readonly string[]): string => {
  try {
    readOptions(argv);
  } catch (error) {
    if (error instanceof OptionError) return error.message;
    throw error;
  }
  return 'none';
};

it('[SIM-06] the command line says how large a world, how long, and what is left out', () => {
  expect(
    readOptions(['--seed', '7', '--tills', '200', '--branches', '40', '--days', '1', '--json']),
  ).toMatchObject({
    seed: 7,
    tills: 200,
    branches: 40,
    hours: 24,
    apart: false,
    without: [],
    json: true,
  });
  expect(readOptions(['--seed', '1', '--hours', '8', '--sales', '20000', '--apart'])).toMatchObject({
    hours: 8,
    sales: 20_000,
    apart: true,
  });
  expect(readOptions(['--seed', '1', '--without', 'old-image', '--without', 'disk-full']).without).toEqual([
    'old-image',
    'disk-full',
  ]);
});

it('[SIM-06] what does not fit is said in one sentence', () => {
  expect(refusal()).toBe('--seed N is missing');
  expect(refusal('--seed', 'x')).toBe('--seed takes a whole number, not "x"');
  expect(refusal('--seed', '1', '--tills', '2', '--branches', '3')).toContain('at least one till');
  expect(refusal('--seed', '1', '--days', '0')).toBe('--days takes a number above 0, not "0"');
  expect(refusal('--seed', '1', '--speed', '9')).toContain('--speed');
  expect(refusal('--seed', '1', '--without', 'rain')).toContain('no fault is called rain');
});

it('[SIM-02] every fault that has a name is brought about', () => {
  const names = FAULTS.map(({ name }) => name);
  expect(names.toSorted()).toEqual([...FAULT_NAMES].toSorted());
});

it('[SIM-07] where three tills sell some are taken off, unless that is left out', () => {
  const names = (tills: number, without: readonly string[], apart = false): readonly string[] =>
    wantedFaults({ tills, without, apart }).map(({ name }) => name);
  expect(names(3, [])).toEqual(FAULTS.map(({ name }) => name));
  expect(names(2, [])).not.toContain('till-taken-off');
  expect(names(2, [])).toContain('till-lost');
  expect(names(4, ['admins-apart'])).not.toContain('admins-apart');
  expect(names(4, ['all'])).toEqual([]);
  expect(names(4, [], true)).toEqual([]);
  const rights = ['till-taken-off', 'late-sales-admitted', 'till-put-back', 'admins-apart', 'person-changed'];
  expect(hasRightFaults(wantedFaults({ tills: 4, without: rights.slice(1), apart: false }))).toBe(true);
  expect(hasRightFaults(wantedFaults({ tills: 4, without: rights, apart: false }))).toBe(false);
});
