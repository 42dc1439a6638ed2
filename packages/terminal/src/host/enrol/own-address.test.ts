import { expect, it } from 'vitest';
import { type Interfaces, ownAddresses } from './own-address.ts';

const at = (address: string, internal = false) => ({
  address,
  internal,
  family: address.includes(':') ? ('IPv6' as const) : ('IPv4' as const),
  netmask: '',
  mac: '',
  cidr: null,
  ...(address.includes(':') ? { scopeid: 0 } : {}),
});
const INTERFACES = {
  lo: [at('127.0.0.1', true), at('::1', true)],
  eth0: [at('2001:db8::7'), at('fe80::1'), at('192.168.1.20')],
  wlan0: [at('10.0.0.4')],
} as Interfaces;

it('[JOIN-06] addresses are those that others reach, the shortest first', () => {
  expect(ownAddresses('0.0.0.0', 4182, INTERFACES)).toEqual(['192.168.1.20:4182', '10.0.0.4:4182']);
  expect(ownAddresses('::', 4182, INTERFACES)).toEqual([
    '192.168.1.20:4182',
    '10.0.0.4:4182',
    '[2001:db8::7]:4182',
  ]);
  expect(ownAddresses('192.168.1.20', 5000, INTERFACES)).toEqual(['192.168.1.20:5000']);
  expect(ownAddresses('::1', 5000, INTERFACES)).toEqual(['[::1]:5000']);
});

it('[JOIN-06] where there is nothing but a cable between two tills, that is told', () => {
  const cable = { eth0: [at('169.254.3.4'), at('fe80::1')] } as Interfaces;
  expect(ownAddresses('::', 4182, cable)).toEqual(['169.254.3.4:4182', '[fe80::1]:4182']);
  expect(ownAddresses('::', 4182, {})).toEqual([]);
});
