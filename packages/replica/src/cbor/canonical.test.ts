import { encode, rfc8949EncodeOptions } from 'cborg';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from './bytes.ts';
import { decodeCanonical, encodeCanonical, MAX_DEPTH, type Wire } from './canonical.ts';

const integer = fc.maxSafeInteger();
const wire = fc.letrec<{ any: Wire }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 5 },
    integer.map((n) => (Object.is(n, -0) ? 0 : n)),
    fc.string({ unit: 'grapheme' }),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array(),
    fc.array(tie('any')),
    fc.array(fc.tuple(integer, tie('any'))).map((pairs) => new Map(pairs)),
  ),
})).any;

/** Those of the given bytes that were accepted. */
const accepted = (...hexes: string[]): string[] => hexes.filter((hex) => decodeCanonical(fromHex(hex)).ok);
const reason = (hex: string): string => {
  const decoded = decodeCanonical(fromHex(hex));
  return decoded.ok ? 'accepted' : decoded.reason;
};
/** What is accepted must be what would be written. */
const refusedOrSame = (bytes: Uint8Array): boolean => {
  const decoded = decodeCanonical(bytes);
  return !decoded.ok || toHex(encodeCanonical(decoded.value)) === toHex(bytes);
};

describe('canonical CBOR', () => {
  it('[OBJ-01] reads back what it wrote, whatever the value', () => {
    fc.assert(
      fc.property(wire, (value) => {
        const bytes = encodeCanonical(value);
        const decoded = decodeCanonical(bytes);
        expect(decoded).toStrictEqual({ ok: true, value });
        expect(toHex(bytes)).toBe(toHex(encode(value, rfc8949EncodeOptions)));
      }),
    );
  });

  it('[OBJ-01] sorts map keys by their encoded bytes, whatever their order', () => {
    // RFC 8949 4.2.1: 10, 100, -1 in that order.
    const keys = [-1, 100, 10];
    expect(toHex(encodeCanonical(new Map(keys.map((key) => [key, 0]))))).toBe('a30a001864002000');
    fc.assert(
      fc.property(fc.uniqueArray(integer), fc.gen(), (some, gen) => {
        const shuffled = gen(fc.shuffledSubarray, some, { minLength: some.length });
        const one = encodeCanonical(new Map(some.map((key) => [key, null])));
        expect(toHex(encodeCanonical(new Map(shuffled.map((key) => [key, null]))))).toBe(toHex(one));
      }),
    );
  });

  it('[OBJ-01] throws for values that have no place in signed bytes', () => {
    const values = [
      0.5,
      -0,
      Number.NaN,
      Infinity,
      2 ** 53,
      -(2 ** 53),
      '\ud800',
      undefined,
      1n,
      {},
      new Date(0),
    ];
    for (const value of values) {
      expect(() => encodeCanonical(value as Wire)).toThrow(TypeError);
      expect(() => encodeCanonical([value as Wire])).toThrow(TypeError);
    }
    expect(() => encodeCanonical(new Map([['a', 1]]) as unknown as Wire)).toThrow(TypeError);
    expect(() => encodeCanonical(new Map([[0.5, 1]]))).toThrow(TypeError);
    expect(toHex(encodeCanonical(2 ** 53 - 1))).toBe('1b001fffffffffffff');
    expect(toHex(encodeCanonical(-(2 ** 53 - 1)))).toBe('3b001ffffffffffffe');
  });

  it('[OBJ-02] refuses every other encoding of a value', () => {
    const longHeads = [
      '1800',
      '190001',
      '1a00000001',
      '1b0000000000000001',
      '3800',
      '580141',
      '780141',
      '9800',
      'b800',
    ];
    expect(accepted(...longHeads)).toEqual([]);
    const maps = ['a202000100', 'a201000100', 'a1410000', 'a1616100', 'a1f500', 'a18000'];
    expect(accepted(...maps)).toEqual([]);
    const indefinite = ['5f41004100ff', '7f61616161ff', '9f00ff', 'bf0000ff', 'ff'];
    expect(accepted(...indefinite)).toEqual([]);
    const [trailing, nothing, notUtf8, surrogate] = ['0000', '', '61ff', '63eda080'] as const;
    expect(accepted(trailing, nothing, notUtf8, surrogate)).toEqual([]);
  });

  it('[OBJ-02] refuses floats, undefined, tags, simple values and integers beyond 2^53', () => {
    expect(
      accepted('f90000', 'f93c00', 'fa3f800000', 'fb3ff0000000000000', 'f97e00', 'f7', 'f0', 'f820'),
    ).toEqual([]);
    expect(accepted('c000', 'c249010000000000000000', 'd28440a04040')).toEqual([]);
    expect(
      accepted('1b0020000000000000', '3b001fffffffffffff', '3b0020000000000000', '1bffffffffffffffff'),
    ).toEqual([]);
  });

  it('[OBJ-02] refuses truncated, deep and bomb-like bytes at once', () => {
    const cut = [
      '9affffffff',
      '9bffffffffffffffff',
      'bbffffffffffffffff00',
      '5affffffff00',
      '7b7fffffffffffffff00',
    ];
    expect(accepted(...cut, '80'.repeat(100_000))).toEqual([]);
    expect(reason(`${'81'.repeat(200_000)}00`)).toContain('nested deeper');
    expect(reason(`${'a100'.repeat(200_000)}00`)).toContain('nested deeper');
    const deepest = '81'.repeat(MAX_DEPTH);
    expect(accepted(`${deepest}00`, `81${deepest}00`)).toEqual([`${deepest}00`]);
    // What is closed again does not count as depth.
    expect(reason(`98c8${'8100'.repeat(200)}`)).toBe('accepted');
    expect(reason(`98c8${'a10080'.repeat(200)}`)).toBe('accepted');
  });

  it('[OBJ-02] never throws, and what it accepts it would write the same', () => {
    const random = fc.property(fc.uint8Array({ maxLength: 64 }), refusedOrSame);
    const flipped = fc.property(wire, fc.nat(), fc.integer({ min: 0, max: 7 }), (value, at, bit) => {
      const bytes = encodeCanonical(value);
      bytes[at % bytes.length]! ^= 1 << bit;
      return refusedOrSame(bytes);
    });
    expect(() => fc.assert(random, { numRuns: 2_000 })).not.toThrow();
    expect(() => fc.assert(flipped)).not.toThrow();
  });
});
