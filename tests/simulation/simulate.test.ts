import { expect, it } from 'vitest';
import { simulate } from './simulate.fixture.ts';

const SMALL = ['--tills', '3', '--branches', '2', '--hours', '2', '--sales', '40'];
const USUAL = ['--tills', '4', '--branches', '2', '--hours', '4', '--sales', '90'];

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
