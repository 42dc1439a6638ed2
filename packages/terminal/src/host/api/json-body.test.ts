import { describe, expect, it } from 'vitest';
import { isType, MAX_DEPTH, readJson } from './json-body.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const codeOf = (body: Uint8Array) => {
  const read = readJson(body);
  return read.ok ? null : read.refusal.reply.code;
};

describe('JSON', () => {
  it('[HOST-13] is read when it is UTF-8 and well formed', () => {
    expect(readJson(bytes('[{"kind":"shift.open","float":"£ \\"[[[["}]'))).toEqual({
      ok: true,
      value: [{ kind: 'shift.open', float: '£ "[[[[' }],
    });
  });

  it.each(['', '{', '[1,]', '{"a":1}x', "{'a':1}", 'NaN', '[1', '"\u0001"'])(
    '[HOST-13] %j is refused',
    (text) => {
      expect(codeOf(bytes(text))).toBe('BODY-NOT-JSON');
    },
  );

  it('[HOST-13] what is not UTF-8 is refused', () => {
    expect(codeOf(new Uint8Array([0x22, 0xff, 0x22]))).toBe('BODY-NOT-JSON');
  });

  it('[HOST-14] nesting is bounded before anything is built', () => {
    const nested = (depth: number) => bytes('['.repeat(depth) + ']'.repeat(depth));
    expect(codeOf(nested(MAX_DEPTH))).toBe(null);
    expect(codeOf(nested(MAX_DEPTH + 1))).toBe('BODY-TOO-DEEP');
    expect(codeOf(bytes('{"a":'.repeat(500_000)))).toBe('BODY-TOO-DEEP');
    expect(codeOf(bytes(`["${'['.repeat(1_000)}"]`))).toBe(null);
    expect(codeOf(bytes(`["\\"${'['.repeat(1_000)}"]`))).toBe(null);
  });
});

it.each([
  ['application/json', true],
  ['application/json; charset=utf-8', true],
  ['Application/JSON;charset="UTF-8"', true],
  ['text/plain', false],
  ['text/plain; application/json', false],
  ['application/json; charset=utf-16', false],
  ['application/json, text/plain', false],
  ['application/jsonp', false],
  ['application/x-www-form-urlencoded', false],
  ['', false],
  [undefined, false],
])('[HOST-12] content type %s: %s', (type, taken) => {
  expect(isType(type, 'application/json')).toBe(taken);
});
