import { describe, expect, it } from 'vitest';
import { guardRequest } from './request-guard.ts';

const PORT = 4180;
const codeOf = (rawHeaders: readonly string[], url = '/api/commands') =>
  guardRequest({ rawHeaders: [...rawHeaders], url }, PORT)?.reply.code ?? null;

describe('[HOST-10] only the till’s own loopback names are answered', () => {
  it.each(['127.0.0.1:4180', 'localhost:4180', '[::1]:4180'])('[HOST-10] %s', (host) => {
    expect(codeOf(['Host', host])).toBe(null);
    expect(codeOf(['hOsT', host, 'Origin', `http://${host}`])).toBe(null);
  });

  it.each([
    'evil.com',
    'evil.com:4180',
    '127.0.0.1.evil.com:4180',
    '127.0.0.1',
    '127.0.0.1:80',
    '127.0.0.1:4180.',
    '127.0.0.1.:4180',
    'localhost.:4180',
    'LOCALHOST:4180',
    '127.0.0.1:04180',
    '127.1:4180',
    '2130706433:4180',
    '0.0.0.0:4180',
    '[::ffff:127.0.0.1]:4180',
    '[::1%25lo]:4180',
    'user@127.0.0.1:4180',
    ' 127.0.0.1:4180',
    '',
  ])('[HOST-10] "%s" is refused', (host) => {
    expect(codeOf(['Host', host])).toBe('HOST-REFUSED');
  });

  it('[HOST-10] a missing or doubled Host is refused', () => {
    expect(codeOf([])).toBe('HOST-REFUSED');
    expect(codeOf(['Host', '127.0.0.1:4180', 'Host', 'evil.com'])).toBe('HOST-REFUSED');
    expect(codeOf(['Host', '127.0.0.1:4180', 'host', '127.0.0.1:4180'])).toBe('HOST-REFUSED');
  });

  it.each(['http://evil.com/api/commands', 'http://127.0.0.1:4180/', '*', 'evil.com:443', ''])(
    '[HOST-10] the target "%s" is refused',
    (url) => {
      expect(codeOf(['Host', '127.0.0.1:4180'], url)).toBe('REQUEST-MALFORMED');
    },
  );
});

it.each([
  'null',
  'http://evil.com',
  'https://127.0.0.1:4180',
  'http://localhost:4180',
  'http://127.0.0.1:4181',
  '',
])('[HOST-11] Origin "%s" is another page’s', (origin) => {
  expect(codeOf(['Host', '127.0.0.1:4180', 'Origin', origin])).toBe('ORIGIN-REFUSED');
});

it('[HOST-11] of doubled Origins each must be the page’s own', () => {
  const own = 'http://127.0.0.1:4180';
  expect(codeOf(['Host', '127.0.0.1:4180', 'Origin', own, 'origin', 'null'])).toBe('ORIGIN-REFUSED');
});
