import { describe, expect, it } from 'vitest';
import { guardRequest, namesOf } from './request-guard.ts';

const PORT = 4180;
const codeOf = (rawHeaders: readonly string[], url = '/api/commands') =>
  guardRequest({ rawHeaders: [...rawHeaders], url }, namesOf(PORT));

describe('[SHELL-01] only the process’s own loopback names are answered', () => {
  it.each(['127.0.0.1:4180', 'localhost:4180', '[::1]:4180'])('[SHELL-01] %s', (host) => {
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
  ])('[SHELL-01] "%s" is refused', (host) => {
    expect(codeOf(['Host', host])).toBe('HOST-REFUSED');
  });

  it('[SHELL-01] a missing or doubled Host is refused', () => {
    expect(codeOf([])).toBe('HOST-REFUSED');
    expect(codeOf(['Host', '127.0.0.1:4180', 'Host', 'evil.com'])).toBe('HOST-REFUSED');
    expect(codeOf(['Host', '127.0.0.1:4180', 'host', '127.0.0.1:4180'])).toBe('HOST-REFUSED');
  });

  it.each(['http://evil.com/api/commands', 'http://127.0.0.1:4180/', '*', 'evil.com:443', ''])(
    '[SHELL-01] the target "%s" is refused',
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
])('[SHELL-02] Origin "%s" is another page’s', (origin) => {
  expect(codeOf(['Host', '127.0.0.1:4180', 'Origin', origin])).toBe('ORIGIN-REFUSED');
});

it('[SHELL-02] of doubled Origins each must be the page’s own', () => {
  const own = 'http://127.0.0.1:4180';
  expect(codeOf(['Host', '127.0.0.1:4180', 'Origin', own, 'origin', 'null'])).toBe('ORIGIN-REFUSED');
});

it('[SHELL-01] behind a proxy it answers under one public name more', () => {
  const names = namesOf(PORT, new URL('https://sales.example.org'));
  const code = (...rawHeaders: string[]) => guardRequest({ rawHeaders, url: '/' }, names);
  expect(code('Host', 'sales.example.org', 'Origin', 'https://sales.example.org')).toBe(null);
  expect(code('Host', 'sales.example.org', 'Origin', `http://127.0.0.1:${PORT}`)).toBe('ORIGIN-REFUSED');
  expect(code('Host', `127.0.0.1:${PORT}`, 'Origin', 'https://sales.example.org')).toBe(null);
  expect(code('Host', 'www.sales.example.org')).toBe('HOST-REFUSED');
});
