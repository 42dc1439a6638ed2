import { encode, rfc8949EncodeOptions } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from './bytes.ts';
import { decodeCanonical, encodeCanonical, MAX_DEPTH, type Wire } from './canonical.ts';

const integer = fc.maxSafeInteger();
const wire = fc.letrec<{ any: Wire }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 5 },
    integer.map((n) => (Object.is(n, -0) ? 0 : n)),
    fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array(),
    fc.array(tie('any')),
    fc.array(fc.tuple(integer, tie('any'))).map((pairs) => new Map(pairs)),
  ),
})).any;

const refused = (hex: string): string => {
  const decoded = decodeCanonical(fromHex(hex));
  expect(decoded.ok, hex).toBe(false);
  return decoded.ok ? '' : decoded.reason;
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
    expect(
      toHex(
        encodeCanonical(
          new Map([
            [-1, 3],
            [100, 2],
            [10, 1],
          ]),
        ),
      ),
    ).toBe('a30a01186402' + '2003');
    fc.assert(
      fc.property(fc.uniqueArray(integer), fc.gen(), (keys, gen) => {
        const shuffled = gen(fc.shuffledSubarray, keys, { minLength: keys.length });
        const one = encodeCanonical(new Map(keys.map((key) => [key, null])));
        expect(toHex(encodeCanonical(new Map(shuffled.map((key) => [key, null]))))).toBe(toHex(one));
      }),
    );
  });

  it('[OBJ-01] throws for values that have no place in signed bytes', () => {
    for (const value of [
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
    ]) {
      expect(() => encodeCanonical(value as Wire), String(value)).toThrow(TypeError);
      expect(() => encodeCanonical([value as Wire])).toThrow(TypeError);
    }
    expect(() => encodeCanonical(new Map([['a', 1]]) as unknown as Wire)).toThrow(TypeError);
    expect(() => encodeCanonical(new Map([[0.5, 1]]))).toThrow(TypeError);
    expect(toHex(encodeCanonical(2 ** 53 - 1))).toBe('1b001fffffffffffff');
    expect(toHex(encodeCanonical(-(2 ** 53 - 1)))).toBe('3b001ffffffffffffe');
  });

  it('[OBJ-02] refuses every other encoding of a value', () => {
    refused('1800'); // 0 in two bytes
    refused('190001');
    refused('1a00000001');
    refused('1b0000000000000001');
    refused('3800');
    refused('580141'); // a byte string's length in two bytes
    refused('7801' + '41');
    refused('9800'); // lengths of lists and maps
    refused('b800');
    refused('a2' + '0200' + '0100'); // keys out of order
    refused('a2' + '0100' + '0100'); // a key twice
    refused('a1' + '4100' + '00'); // keys that are no integers
    refused('a1' + '6161' + '00');
    refused('a1' + 'f5' + '00');
    refused('a1' + '80' + '00');
    refused('5f41004100ff'); // indefinite lengths
    refused('7f61616161ff');
    refused('9f00ff');
    refused('bf0000ff');
    refused('ff');
    refused('0000'); // trailing bytes
    refused(''); // nothing
    refused('61ff'); // not UTF-8
    refused('63eda080'); // a surrogate
  });

  it('[OBJ-02] refuses floats, undefined, tags, simple values and integers beyond 2^53', () => {
    refused('f90000');
    refused('f93c00');
    refused('fa3f800000');
    refused('fb3ff0000000000000');
    refused('f97e00');
    refused('f7');
    refused('f0');
    refused('f820');
    refused('c000');
    refused('c249010000000000000000');
    refused('d28440a04040');
    refused('1b0020000000000000'); // 2^53
    refused('3b001fffffffffffff'); // -2^53
    refused('3b0020000000000000');
    refused('1bffffffffffffffff');
  });

  it('[OBJ-02] refuses truncated and bomb-like bytes at once', () => {
    refused('9affffffff');
    refused('9bffffffffffffffff');
    refused('bbffffffffffffffff00');
    refused('5affffffff00');
    refused('7b7fffffffffffffff00');
    expect(refused('81'.repeat(200_000) + '00')).toContain('nested deeper');
    expect(refused('a100'.repeat(200_000) + '00')).toContain('nested deeper');
    refused('80'.repeat(100_000));
    expect(decodeCanonical(fromHex('81'.repeat(MAX_DEPTH) + '00')).ok).toBe(true);
    expect(decodeCanonical(fromHex('81'.repeat(MAX_DEPTH - 1) + '82' + '80' + '80')).ok).toBe(false);
    // Closed lists do not count as depth.
    expect(decodeCanonical(fromHex('98c8' + '8100'.repeat(200))).ok).toBe(true);
  });

  it('[OBJ-02] never throws, and what it accepts it would write the same', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const decoded = decodeCanonical(bytes);
        if (decoded.ok) expect(toHex(encodeCanonical(decoded.value))).toBe(toHex(bytes));
      }),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(wire, fc.nat(), fc.integer({ min: 0, max: 7 }), (value, at, bit) => {
        const bytes = encodeCanonical(value);
        bytes[at % bytes.length]! ^= 1 << bit;
        const decoded = decodeCanonical(bytes);
        if (decoded.ok) expect(toHex(encodeCanonical(decoded.value))).toBe(toHex(bytes));
      }),
    );
  });
});
