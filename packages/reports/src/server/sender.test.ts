import { expect, it } from 'vitest';
import { senderOf } from './sender.ts';

const behindProxy = (forwarded: string | undefined, remoteAddress = '172.18.0.1'): string =>
  senderOf({ headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress } }, true);

it('[OWNER-06] behind the proxy it is the address that the proxy wrote, which is the last', () => {
  expect(behindProxy('203.0.113.7')).toBe('203.0.113.7');
  expect(behindProxy('10.0.0.1, 198.51.100.1,203.0.113.7 ')).toBe('203.0.113.7');
  expect(behindProxy('203.0.113.7:50312')).toBe('203.0.113.7');
  expect(behindProxy('::ffff:203.0.113.7')).toBe('203.0.113.7');
});

it('[OWNER-06] what is no address is not believed', () => {
  for (const forwarded of [
    undefined,
    '',
    'unknown',
    '_hidden',
    '203.0.113.7,',
    '203.0.113.777',
    '1:2',
    '[x]',
  ]) {
    expect(behindProxy(forwarded)).toBe('172.18.0.1');
  }
});

it('[OWNER-06] of IPv6 the first 64 bits count: one connection has all addresses that begin with them', () => {
  const written = [
    '2001:db8:1:2::1',
    '[2001:db8:1:2:ffff:ffff:ffff:ffff]',
    '[2001:DB8:1:2::9]:443',
    '2001:0db8:0001:0002:0:0:0:1',
    '2001:db8:1:2::198.51.100.1',
  ];
  expect(new Set(written.map((address) => behindProxy(address)))).toEqual(new Set(['2001:db8:1:2']));
  expect(behindProxy('2001:db8::1')).toBe('2001:db8:0:0');
  expect(behindProxy('2001:db8:1:3::1')).toBe('2001:db8:1:3');
  expect(behindProxy('2001::5:6:7:8:9:a')).toBe('2001:0:5:6');
  expect(behindProxy('1:2:3:4:5:6:7:8')).toBe('1:2:3:4');
  expect(behindProxy('fe80::1%eth0')).toBe('fe80:0:0:0');
  expect(behindProxy('::1')).toBe('0:0:0:0');
});

it('[OWNER-06] without a proxy nothing forwarded is believed', () => {
  const headers = { 'x-forwarded-for': '203.0.113.7' };
  expect(senderOf({ headers, socket: { remoteAddress: '127.0.0.1' } }, false)).toBe('127.0.0.1');
  expect(senderOf({ headers, socket: { remoteAddress: '::ffff:127.0.0.1' } }, false)).toBe('127.0.0.1');
  expect(senderOf({ headers, socket: {} }, false)).toBe('');
});
