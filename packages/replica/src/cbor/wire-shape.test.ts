import { integer, parse, ShapeError, type Wire } from '@tillmesh/model';
import { describe, expect, it } from 'vitest';
import { anyWire, bytes, hex, nullable } from './wire-shape.ts';

const two = Uint8Array.of(0xab, 0x01);
const ok = (reading: () => unknown): boolean => parse(reading).ok;

describe('shapes of signed objects', () => {
  it('[OBJ-01] bytes are bytes of their length on the wire and digits in JSON', () => {
    expect([bytes(2).encode(two), bytes(2).decode(two, 'at'), bytes(2).read('ab01', 'at')]).toEqual([
      two,
      two,
      two,
    ]);
    const wrong: unknown[] = ['ab01', Uint8Array.of(1), null, [1, 2]];
    expect(wrong.filter((wire) => ok(() => bytes(2).decode(wire, 'at')))).toEqual([]);
    expect(['AB01', 'ab0', 'ab0102', 'zz', 7].filter((json) => ok(() => bytes(2).read(json, 'at')))).toEqual(
      [],
    );
    expect(ok(() => bytes(1, 3).decode(two, 'at'))).toBe(true);
  });

  it('[OBJ-01] an id is digits in the program and bytes on the wire', () => {
    expect([hex(2).encode('ab01'), hex(2).decode(two, 'at'), hex(2).read('ab01', 'at')]).toEqual([
      two,
      'ab01',
      'ab01',
    ]);
    expect(ok(() => hex(3).decode(two, 'at'))).toBe(false);
  });

  it('[OBJ-01] null stands for nothing where it may', () => {
    const maybe = nullable(integer(1));
    expect([maybe.encode(null), maybe.decode(null, 'at'), maybe.read(null, 'at')]).toEqual([
      null,
      null,
      null,
    ]);
    expect([maybe.encode(5), maybe.decode(5, 'at'), maybe.read(5, 'at')]).toEqual([5, 5, 5]);
    expect(ok(() => maybe.decode(0, 'at'))).toBe(false);
    const wire: Wire = [1, new Map([[1, 'x']])];
    expect([anyWire.encode(wire), anyWire.decode(wire, 'at')]).toEqual([wire, wire]);
    expect(() => anyWire.read({}, 'at')).toThrow(ShapeError);
  });
});
