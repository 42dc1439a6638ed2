import { expect, it } from 'vitest';
import { systemRandom } from '../key/random.ts';
import { bearerOf, isSameToken, newToken } from './token.ts';

it('[SHELL-05] a token is new at each start and known only whole', () => {
  const token = newToken(systemRandom);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(newToken(systemRandom)).not.toBe(token);
  expect(isSameToken(token, token)).toBe(true);
  for (const other of ['', token.slice(1), `${token}x`, newToken(systemRandom)])
    expect(isSameToken(token, other)).toBe(false);
});

it('[SHELL-05] a token comes as a bearer, and as nothing else', () => {
  expect(bearerOf('Bearer abc-_1')).toBe('abc-_1');
  for (const header of [undefined, '', 'abc', 'bearer abc', 'Basic abc', 'Bearer ', 'Bearer a b'])
    expect(bearerOf(header)).toBeNull();
});
