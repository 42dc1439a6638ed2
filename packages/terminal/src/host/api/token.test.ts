import { expect, it } from 'vitest';
import { holderOf, newTokens, protocolOf, tokenOfProtocol } from './token.ts';

let byte = 0;
const random = (length: number) => new Uint8Array(length).fill((byte += 1));

it('[HOST-15] page and machine have tokens of their own, new at each start', () => {
  const first = newTokens(random);
  const second = newTokens(random);
  expect(new Set([first.page, first.machine, second.page, second.machine]).size).toBe(4);
  expect(Buffer.from(first.page, 'base64url')).toHaveLength(32);
  expect(holderOf(first, first.page)).toBe('page');
  expect(holderOf(first, first.machine)).toBe('machine');
  for (const wrong of [second.page, '', `${first.page}x`, first.page.slice(1)])
    expect(holderOf(first, wrong)).toBe(null);
});

it('[HOST-15] a token comes as WebSocket subprotocol', () => {
  expect(protocolOf(['other', 'tillmesh.abc'])).toBe('tillmesh.abc');
  expect(protocolOf(['other'])).toBe(null);
  expect(tokenOfProtocol('tillmesh.abc')).toBe('abc');
});
