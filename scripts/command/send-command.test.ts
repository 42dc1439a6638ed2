import { expect, it } from 'vitest';
import { readCommands } from './send-command.ts';

it('[COMMAND-01] a line is one command, which gets an id where it has none', () => {
  const read = readCommands(['{"kind":"shift.report"}', '', ' {"kind":"drawer.open","id":"x"} ']);
  if (!read.ok) throw new Error(read.message);
  const [report, opened] = read.value;
  expect(report).toMatchObject({ kind: 'shift.report' });
  expect(report?.id).toMatch(/^[0-9a-f]{32}$/);
  expect(opened).toEqual({ kind: 'drawer.open', id: 'x' });
});

it('[COMMAND-01] what is no JSON object is named by its number, and nothing is sent', () => {
  const message = (...lines: string[]): string => {
    const read = readCommands(lines);
    return read.ok ? 'sent' : read.message;
  };
  expect(message('{"kind":"shift.report"}', 'shift.report')).toContain('command 2');
  expect(message('[]')).toContain('command 1');
  expect(message('null')).toContain('command 1');
  expect(message('', '  ')).toContain('no command');
});
