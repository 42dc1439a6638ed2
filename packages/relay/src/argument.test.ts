import { expect, it } from 'vitest';
import { DEFAULT_PORT, readArguments } from './argument.ts';

const messageOf = (line: string): string | null => {
  const read = readArguments(line.split(' ').filter((part) => part !== ''));
  return read.ok ? null : read.message;
};

it('[RELAY-07] reads folder, addresses and peers', () => {
  expect(readArguments(['--data', 'relay', '--listen', '0.0.0.0:7400'])).toEqual({
    ok: true,
    value: {
      data: 'relay',
      listen: { host: '0.0.0.0', port: 7_400 },
      health: { host: '127.0.0.1', port: DEFAULT_PORT },
      peers: [],
    },
  });
  const full =
    '--data d --listen [::1]:0 --port 0 --bind 0.0.0.0 --peer other.example:7400 --peer 10.0.0.1:1';
  expect(readArguments(full.split(' '))).toEqual({
    ok: true,
    value: {
      data: 'd',
      listen: { host: '::1', port: 0 },
      health: { host: '0.0.0.0', port: 0 },
      peers: [
        { host: 'other.example', port: 7_400 },
        { host: '10.0.0.1', port: 1 },
      ],
    },
  });
});

it('[RELAY-07] says what does not fit in one sentence', () => {
  expect(messageOf('')).toBe('--data DIR is missing');
  expect(messageOf('--data d')).toBe('--listen HOST:PORT is missing');
  expect(messageOf('--data d --listen nowhere')).toBe('--listen takes HOST:PORT, not "nowhere"');
  expect(messageOf('--data d --listen h:70000')).toBe('--listen takes a port from 0 to 65535, not "70000"');
  expect(messageOf('--data d --listen h:1 --port x')).toBe('--port takes a port from 0 to 65535, not "x"');
  expect(messageOf('--data d --listen h:1 --peer x')).toBe('--peer takes HOST:PORT, not "x"');
  expect(messageOf('--data d --listen h:1 --colour red')).toContain("Unknown option '--colour'");
  expect(messageOf('--data d --listen h:1 surplus')).toContain('surplus');
});
