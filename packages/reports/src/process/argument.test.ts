import { expect, it } from 'vitest';
import { DEFAULT_PORT, readArguments } from './argument.ts';

const messageOf = (line: string): string | null => {
  const read = readArguments(line.split(' ').filter((part) => part !== ''));
  return read.ok ? null : read.message;
};

it('[SERVE-08] reads folder, address, origin and peers', () => {
  expect(readArguments(['--data', 'd'])).toEqual({
    ok: true,
    value: {
      data: 'd',
      port: DEFAULT_PORT,
      bind: '127.0.0.1',
      origin: null,
      peers: [],
      discover: true,
      setPassword: false,
    },
  });
  const full =
    '--data d --port 0 --bind 0.0.0.0 --origin https://sales.example.org --peer relay:7400 --peer [::1]:1';
  expect(readArguments([...full.split(' '), '--no-discovery', '--set-password'])).toEqual({
    ok: true,
    value: {
      data: 'd',
      port: 0,
      bind: '0.0.0.0',
      origin: new URL('https://sales.example.org'),
      peers: [
        { host: 'relay', port: 7_400 },
        { host: '::1', port: 1 },
      ],
      discover: false,
      setPassword: true,
    },
  });
});

it('[SERVE-08] says what does not fit in one sentence', () => {
  expect(messageOf('')).toBe('--data DIR is missing');
  expect(messageOf('--data d --port x')).toBe('--port takes a port from 0 to 65535, not "x"');
  expect(messageOf('--data d --peer nowhere')).toBe('--peer takes HOST:PORT, not "nowhere"');
  for (const origin of ['sales.example.org', 'ftp://x', 'https://x/path', 'https://user@x']) {
    expect(messageOf(`--data d --origin ${origin}`)).toContain('--origin takes an address such as');
  }
  expect(messageOf('--data d --colour red')).toContain("Unknown option '--colour'");
});
