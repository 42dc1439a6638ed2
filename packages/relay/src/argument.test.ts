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
      proxy: null,
      idleMs: 600_000,
      loadedMost: 900,
    },
  });
  const full =
    '--data d --listen [::1]:0 --port 0 --bind 0.0.0.0 --peer other.example:7400 --peer 10.0.0.1:1 --idle 5 --loaded 80 --peer wss://other.example/relay --behind-proxy 127.0.0.1:7401';
  expect(readArguments(full.split(' '))).toEqual({
    ok: true,
    value: {
      data: 'd',
      listen: { host: '::1', port: 0 },
      health: { host: '0.0.0.0', port: 0 },
      peers: [
        { host: 'other.example', port: 7_400 },
        { host: '10.0.0.1', port: 1 },
        { host: 'other.example', port: 443, url: 'wss://other.example/relay' },
      ],
      proxy: { host: '127.0.0.1', port: 7_401 },
      idleMs: 5_000,
      loadedMost: 80,
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
  expect(messageOf('--data d --listen h:1 --peer ws://other.example/')).toBe(
    '--peer takes HOST:PORT or wss://HOST/PATH, not "ws://other.example/"',
  );
  expect(messageOf('--data d --listen h:1 --behind-proxy 0.0.0.0:1')).toBe(
    '--behind-proxy takes an address of this machine alone, not "0.0.0.0:1"',
  );
  expect(messageOf('--data d --listen h:1 --loaded 0')).toBe('--loaded takes a whole number from 1, not "0"');
  expect(messageOf('--data d --listen h:1 --colour red')).toContain("Unknown option '--colour'");
  expect(messageOf('--data d --listen h:1 surplus')).toContain('surplus');
});
