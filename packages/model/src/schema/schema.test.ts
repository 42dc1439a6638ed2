import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { field, list, optional, record } from './record.ts';
import { calendarDate, flag, id, integer, text, word } from './scalar.ts';
import { parse, type Shape } from './shape.ts';
import { readUnion } from './union.ts';

const item = record({ name: field(1, text(8, 1)), count: field(2, integer(0, 9)) });
const shape = record({
  id: field(1, id<'thing'>()),
  items: field(2, list(item, 3)),
  note: optional(5, text(4)),
  kind: field(4, word('a', 'b')),
  on: field(7, flag),
});
type Value = typeof shape extends Shape<infer T> ? T : never;

const values: fc.Arbitrary<Value> = fc.record(
  {
    id: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex')),
    items: fc.array(
      fc.record(
        { name: fc.string({ minLength: 1, maxLength: 8 }), count: fc.nat(9) },
        { noNullPrototype: true },
      ),
      { maxLength: 3 },
    ),
    note: fc.string({ maxLength: 4 }),
    kind: fc.constantFrom('a' as const, 'b' as const),
    on: fc.boolean(),
  },
  { requiredKeys: ['id', 'items', 'kind', 'on'], noNullPrototype: true },
);

const refusal = (reading: () => unknown): string => {
  const result = parse(reading);
  return result.ok ? 'fits' : result.error.message;
};

describe('shapes', () => {
  it('[SHAPE-01] a value comes back from its wire form and from its JSON', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(shape.decode(shape.encode(value), 'value')).toEqual(value);
        expect(shape.read(JSON.parse(JSON.stringify(value)), 'value')).toEqual(value);
      }),
    );
  });

  it('[SHAPE-02] unknown and missing names are refused, optional ones may be absent', () => {
    expect(refusal(() => item.decode(new Map([[1, 'x']]), 'item'))).toBe('item.count: expected a value');
    expect(
      refusal(() =>
        item.decode(
          new Map<unknown, unknown>([
            [1, 'x'],
            [2, 1],
            [3, 1],
          ]),
          'item',
        ),
      ),
    ).toContain('item[3]');
    expect(refusal(() => item.decode(new Map<unknown, unknown>([['1', 'x']]), 'item'))).toContain('item[1]');
    expect(refusal(() => item.read({ name: 'x', count: 1, more: 1 }, 'item'))).toContain('item.more');
    expect(refusal(() => item.read({ name: 'x' }, 'item'))).toContain('item.count');
    expect(refusal(() => item.read({ name: 'x', count: null }, 'item'))).toContain('item.count');
    expect(() => record({ a: field(1, flag), b: field(1, flag) })).toThrow('share a key');
  });

  it('[SHAPE-03] numbers are exact and within bounds', () => {
    for (const bad of [-1, 10, 1.5, -0, Number.NaN, Infinity, 2 ** 53, '1', 1n, null, true]) {
      expect(
        refusal(() =>
          item.decode(
            new Map<unknown, unknown>([
              [1, 'x'],
              [2, bad],
            ]),
            'item',
          ),
        ),
      ).toContain('item.count');
    }
    expect(integer().read(Number.MAX_SAFE_INTEGER, 'n')).toBe(2 ** 53 - 1);
  });

  it('[SHAPE-03] text is well formed and within bounds', () => {
    for (const bad of ['', '123456789', '\ud800', 'a\udc00', 5]) {
      expect(refusal(() => item.read({ name: bad, count: 1 }, 'item'))).toContain('item.name');
    }
    expect(item.read({ name: '😀', count: 1 }, 'item').name).toBe('😀');
  });

  it('[SHAPE-03] ids, words, flags and dates are exactly that', () => {
    const things = id<'thing'>();
    expect(refusal(() => things.read('A'.repeat(32), 'id'))).toContain('hexadecimal');
    expect(refusal(() => things.read('a'.repeat(31), 'id'))).toContain('hexadecimal');
    expect(refusal(() => things.decode(new Uint8Array(15), 'id'))).toContain('16 bytes');
    for (const none of ['', 'A'.repeat(32), 'a'.repeat(34), `${'a'.repeat(31)}g`]) {
      expect(() => things.encode(none)).toThrow('32 hexadecimal digits');
    }
    expect(refusal(() => word('a').read('constructor', 'word'))).toContain('one of a');
    expect(refusal(() => flag.read(1, 'flag'))).toContain('true or false');
    for (const good of ['2012-02-29', '2000-02-29', '1999-12-31'])
      expect(calendarDate.read(good, 'd')).toBe(good);
    for (const bad of [
      '2011-02-29',
      '1900-02-29',
      '2011-13-01',
      '2011-00-01',
      '2011-04-31',
      '2011-1-1',
      '2011-04-00',
    ]) {
      expect(refusal(() => calendarDate.read(bad, 'd'))).toContain('a date');
    }
  });

  it('[SHAPE-04] the place is named to the last step', () => {
    const items = [
      { name: 'x', count: 1 },
      { name: 'x', count: 10 },
    ];
    const value = { id: '0'.repeat(32), items, kind: 'a', on: true };
    expect(refusal(() => shape.read(value, 'value'))).toBe(
      'value.items[1].count: expected an integer from 0 to 9',
    );
    expect(refusal(() => shape.read({ ...value, items: [1, 2, 3, 4] }, 'value'))).toContain(
      'value.items: expected at most 3',
    );
    expect(refusal(() => shape.read({ ...value, items: {} }, 'value'))).toContain(
      'value.items: expected a list',
    );
    expect(refusal(() => shape.read([], 'value'))).toContain('value: expected an object');
    expect(refusal(() => shape.decode({}, 'value'))).toContain('value: expected a map');
  });

  it('[SHAPE-05] names of prototypes are no names', () => {
    expect(refusal(() => item.read(JSON.parse('{"name":"x","count":1,"__proto__":{}}'), 'item'))).toContain(
      '__proto__',
    );
    expect(refusal(() => item.read(Object.create({ name: 'x', count: 1 }), 'item'))).toContain('item.name');
    expect(refusal(() => readUnion({ item }, { kind: 'toString' }, 'u'))).toContain('u.kind');
    expect(refusal(() => readUnion({ item }, { kind: '__proto__' }, 'u'))).toContain('u.kind');
    const hostile: unknown = JSON.parse('{"kind":"item","name":"x","count":1,"__proto__":{"kind":"other"}}');
    expect(refusal(() => readUnion({ item }, hostile, 'u'))).toContain('__proto__');
  });

  it('[SHAPE-04] an error that is none of reading passes through', () => {
    expect(() =>
      parse(() => {
        throw new TypeError('a bug');
      }),
    ).toThrow(TypeError);
  });
});
