import { expect, it } from 'vitest';
import { DEFAULT_PORT, readArguments } from './argument.ts';

const messageOf = (...argv: string[]) => {
  const read = readArguments(argv);
  return read.ok ? null : read.message;
};

it('[HOST-01] the command line says folder, ports, peers, backups and clock', () => {
  expect(readArguments(['--data', 'shop'])).toEqual({
    ok: true,
    value: {
      data: 'shop',
      port: DEFAULT_PORT,
      listen: { host: '::', port: 7_100, onlyWithOthers: true },
      discover: true,
      peers: [],
      enrolPort: 4_182,
      clock: { kind: 'machine' },
      backup: { to: null, everyHours: 24 },
    },
  });
  const full =
    '--data d --port 0 --listen 0.0.0.0:7001 --peer h2.local:7002 --peer [fe80::1]:7003 --enrol-port 0 --clock injected:1291190400000 --backup-to /media/stick --backup-every 8';
  expect(readArguments(full.split(' '))).toEqual({
    ok: true,
    value: {
      data: 'd',
      port: 0,
      listen: { host: '0.0.0.0', port: 7001 },
      discover: true,
      peers: [
        { host: 'h2.local', port: 7002 },
        { host: 'fe80::1', port: 7003 },
      ],
      enrolPort: 0,
      clock: { kind: 'injected', startMs: 1_291_190_400_000 },
      backup: { to: '/media/stick', everyHours: 8 },
    },
  });
});

it.each([
  ['--no-discovery', { listen: null, discover: false }],
  ['--listen [::]:7001 --no-discovery', { listen: { host: '::', port: 7_001 }, discover: false }],
  ['--listen 127.0.0.1:7001', { listen: { host: '127.0.0.1', port: 7_001 }, discover: false }],
  ['--listen [::1]:7001', { listen: { host: '::1', port: 7_001 }, discover: false }],
  ['--listen localhost:7001', { listen: { host: 'localhost', port: 7_001 }, discover: false }],
  ['--peer h2.local:7100', { listen: { host: '::', port: 7_100, onlyWithOthers: true }, discover: true }],
])('[HOST-70] with %s the till keeps to itself or finds others as it was told', (line, told) => {
  expect(readArguments(['--data', 'd', ...line.split(' ')])).toMatchObject({ ok: true, value: told });
});

it('[HOST-01] a link-local address names its interface', () => {
  expect(readArguments(['--data', 'd', '--peer', '[fe80::1%eth0]:7100'])).toMatchObject({
    value: { peers: [{ host: 'fe80::1%eth0', port: 7_100 }] },
  });
});

it('[HOST-01] what does not fit is said clearly', () => {
  expect(messageOf()).toBe('--data DIR is missing');
  expect(messageOf('--data', 'd', '--port', '70000')).toBe(
    '--port takes a port from 0 to 65535, not "70000"',
  );
  expect(messageOf('--data', 'd', '--port', '-1')).toContain('--port');
  expect(messageOf('--data', 'd', '--port', 'x')).toBe('--port takes a port from 0 to 65535, not "x"');
  expect(messageOf('--data', 'd', '--peer', 'nowhere')).toBe('--peer takes HOST:PORT, not "nowhere"');
  expect(messageOf('--data', 'd', '--clock', 'sundial')).toBe(
    '--clock takes injected or injected:UTC_MS, not "sundial"',
  );
  expect(messageOf('--data', 'd', '--backup-every', '8')).toBe('--backup-every needs --backup-to FOLDER');
  for (const odd of ['0', '9000', 'x', '-1', '']) {
    expect(messageOf('--data', 'd', '--backup-to', 's', `--backup-every=${odd}`)).toBe(
      `--backup-every takes hours from 1 to 8760, not "${odd}"`,
    );
  }
  expect(messageOf('--data', 'd', '--backup-to', '')).toBe('--backup-to takes a folder');
  expect(messageOf('--data', 'd', '--colour', 'red')).toContain("Unknown option '--colour'");
  expect(messageOf('--data', 'd', 'surplus')).toContain('surplus');
});
