import { expect, it } from 'vitest';
import { readOptions } from './option.ts';
import { createProgress, drawBar } from './progress.ts';

it('[REPLAY-11] the command line says file, size of the chain and what to do', () => {
  expect(
    readOptions(['--csv', 'a.csv.gz', '--branches', '2', '--tills', '3', '--partition', '--json']),
  ).toEqual({
    csv: 'a.csv.gz',
    branches: 2,
    tills: 3,
    partition: true,
    json: true,
    limitDays: undefined,
    data: undefined,
  });
});

it.each([
  [[], '--csv FILE is missing'],
  [['--csv', 'a', '--tills', '0'], '--tills takes a number from 1 to 99, not "0"'],
  [['--csv', 'a', '--branches', '1.5'], '--branches takes a number from 1 to 26, not "1.5"'],
  [['--csv', 'a', '--limit-days', 'x'], '--limit-days takes a number'],
  [['--csv', 'a', '--colour'], '--colour'],
])('[REPLAY-11] %j is refused in a sentence', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});

it('[REPLAY-12] a terminal sees a bar, a file only what is said', () => {
  expect(drawBar(1, 2, '2010-12-01')).toBe('[###############---------------]  50%  2010-12-01');
  expect(drawBar(0, 0, '')).toContain('100%');
  const written: string[] = [];
  const terminal = createProgress(4, { isTTY: true, write: (text) => written.push(text) });
  terminal.add(1, 'a day');
  terminal.say('cut');
  terminal.end();
  expect(written.join('')).toMatch(/ 25% {2}a day.* 25% {2}cut/s);
  const plain: string[] = [];
  const file = createProgress(4, { write: (text) => plain.push(text) });
  file.add(1, 'a day');
  file.say('cut');
  file.end();
  expect(plain).toEqual(['cut\n']);
});
