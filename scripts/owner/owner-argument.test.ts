import { expect, it } from 'vitest';
import { ArgumentError } from '@tillmesh/replica/process/argument';
import { readOwnerArguments } from './owner-argument.ts';

it('[SHEET-06] what is asked is read whole, and a command line that does not fit is refused', () => {
  const common = { data: 'd', sheetFile: null, json: false };
  const read = (...words: readonly string[]) => readOwnerArguments(['--data', 'd', ...words]);
  expect(read('show')).toEqual({ ...common, act: 'show' });
  expect(read('--sheet-file', 's', '--json', 'grant', 'H2')).toEqual({
    data: 'd',
    sheetFile: 's',
    json: true,
    act: 'grant',
    device: 'H2',
  });
  expect(read('succeed')).toEqual({ ...common, act: 'succeed' });
  const fingerprint = '7KQ2M9XA04TEVW3R';
  for (const words of [['7KQ2 M9XA 04TE VW3R'], ['7kq2', 'm9xa', '04te-vw3r']])
    expect(read('confirm', ...words)).toEqual({ ...common, act: 'confirm', fingerprint });
  expect(read('admit', 'H2')).toEqual({ ...common, act: 'admit', device: 'H2' });
  expect(read('--since', '2026-05-04T18:00+02:00', 'revoke', 'H2', ' Stolen ')).toEqual({
    ...common,
    act: 'revoke',
    device: 'H2',
    reason: 'Stolen',
    sinceMs: Date.UTC(2026, 4, 4, 16),
  });
  expect(read('catalog-right', 'H2', 'off')).toEqual({
    ...common,
    act: 'catalog-right',
    device: 'H2',
    mayEdit: false,
  });
  expect(read('catalog-right', 'H2', 'on')).toMatchObject({ mayEdit: true });
  const wrong: readonly (readonly string[])[] = [
    [],
    ['show', 'H2'],
    ['succeed', 'H2'],
    ['confirm'],
    ['revoke', 'H2'],
    ['revoke', 'H2', ' '],
    ['reinstate', 'H2', 'why'],
    ['grant'],
    ['admit', 'H2', 'why'],
    ['sell', 'H2'],
    ['catalog-right', 'H2'],
    ['catalog-right', 'H2', 'maybe'],
    ['catalog-right', 'H2', 'on', 'more'],
    ['--since', '2026-05-04', 'revoke', 'H2', 'x'],
    ['--since', '2026-05-04T18:00', 'revoke', 'H2', 'x'],
    ['--since', '2026-05-04T18:00Z', 'grant', 'H2'],
    ['--sheet', 's', 'show'],
  ];
  for (const words of wrong) expect(() => read(...words)).toThrow(ArgumentError);
  expect(() => readOwnerArguments(['show'])).toThrow(ArgumentError);
});
