import { expect, it } from 'vitest';
import { createLog } from './log.ts';

it('[SHELL-03] a line says what happened and where in the source, never with which data', () => {
  const lines: string[] = [];
  const log = createLog(
    (line) => lines.push(line),
    () => 0,
  );
  log.info('ready', { port: 4180 });
  log.error('request-failed', new RangeError('Amelia Planted paid 4711.13 with PIN 123456789012'), {
    route: '/api/commands',
  });
  log.error('request-failed', 'a thrown text of Amelia Planted');
  expect(JSON.parse(lines[0]!)).toEqual({
    time: '1970-01-01T00:00:00.000Z',
    level: 'info',
    event: 'ready',
    port: 4180,
  });
  expect(JSON.parse(lines[1]!)).toMatchObject({
    level: 'error',
    error: 'RangeError',
    code: null,
    route: '/api/commands',
  });
  expect(lines[1]).toContain('log.test.ts');
  expect(lines.join('')).not.toMatch(/Amelia|4711|123456789012/);
});
