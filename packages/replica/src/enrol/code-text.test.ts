import { expect, it } from 'vitest';
import { codeIn, codePicture, enrolAddress } from './code-text.ts';

it.each([
  ['192.168.1.20', { host: '192.168.1.20', port: 4_182 }],
  [' till-1.local:5000 ', { host: 'till-1.local', port: 5_000 }],
  ['[fe80::1%eth0]:5000', { host: 'fe80::1%eth0', port: 5_000 }],
  ['fe80::1', { host: 'fe80::1', port: 4_182 }],
  ['', null],
  ['till 1', null],
  ['192.168.1.20:0', null],
  ['192.168.1.20:70000', null],
  ['http://192.168.1.20', null],
])('[ENROL-12] "%s" typed as an address is %j', (text, address) => {
  expect(enrolAddress(text)).toEqual(address);
});

it('[ENROL-05] a code is six digits, typed in any grouping, or those in the picture', () => {
  expect(codeIn(' 482 913 ')).toBe('482913');
  expect(codeIn('482-913')).toBe('482913');
  expect(codeIn(codePicture('482913', '[fe80::1%eth0]:4182'))).toBe('482913');
  for (const none of ['', '48291', '4829134', '48291x', 'TILLMESH:1:482913:7:a', 'TILLMESH:JOIN:1:a']) {
    expect(codeIn(none)).toBeNull();
  }
});
