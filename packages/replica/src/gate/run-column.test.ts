import { expect, it } from 'vitest';
import { Malformed } from './byte-reader.ts';
import { checkFlags, countRows, readDeltas, readNumbers, readTexts } from './run-column.ts';

const column = (...values: number[]): Uint8Array => Uint8Array.from(values);
const refused = (read: () => unknown): boolean => {
  try {
    read();
    return false;
  } catch (error) {
    if (error instanceof Malformed) return true;
    throw error;
  }
};

/** Values, how they are written, and how they might be written too. 0x7f is -1, 0x7e is -2 and so on. */
const WAYS: readonly [(number | null)[], Uint8Array, ...Uint8Array[]][] = [
  [[5], column(0x7f, 5), column(1, 5), column(0x7f, 0x85, 0)],
  [
    [5, 5],
    column(2, 5),
    column(0x7e, 5, 5),
    column(1, 5, 1, 5),
    column(0x7f, 5, 0x7f, 5),
    column(0x82, 0, 5),
  ],
  [[5, 6], column(0x7e, 5, 6), column(0x7f, 5, 0x7f, 6), column(1, 5, 1, 6), column(0x7f, 5, 1, 6)],
  [[5, 5, 6], column(2, 5, 0x7f, 6), column(0x7d, 5, 5, 6), column(0x7f, 5, 0x7e, 5, 6)],
  [[5, 6, 6], column(0x7f, 5, 2, 6), column(0x7d, 5, 6, 6), column(0x7e, 5, 6, 0x7f, 6)],
  [[5, 5, 5, 5], column(4, 5), column(2, 5, 2, 5), column(3, 5, 0x7f, 5)],
  [
    [null, null, 5],
    column(0, 2, 0x7f, 5),
    column(0, 1, 0, 1, 0x7f, 5),
    column(0, 2, 1, 5),
    column(0, 0, 0, 2, 0x7f, 5),
  ],
  [[5, null], column(0x7f, 5, 0, 1), column(0x7f, 5, 0, 1, 0, 0), column(1, 5, 0, 1)],
];

it.each(WAYS)('[CHANGE-03] %j has one way to be written', (values, written, ...otherWays) => {
  expect(readNumbers(written, values.length)).toEqual(values);
  for (const other of otherWays)
    expect([other, refused(() => readNumbers(other, values.length))]).toEqual([other, true]);
  for (const rows of [values.length - 1, values.length + 1])
    expect(refused(() => readNumbers(written, rows))).toBe(true);
  for (let length = 0; length < written.length; length += 1)
    expect(refused(() => readNumbers(written.subarray(0, length), values.length))).toBe(true);
});

it('[CHANGE-03] a column that holds nothing, more than there are rows, or no UTF-8 is refused', () => {
  expect(refused(() => readNumbers(column(0, 3), 3))).toBe(true);
  expect(refused(() => readNumbers(column(0xff, 0xff, 0xff, 0xff, 0x07, 1), 3))).toBe(true);
  expect(refused(() => readNumbers(column(0, 0xff, 0xff, 0xff, 0x07), 3))).toBe(true);
  expect(readTexts(column(0x7f, 2, 0xc3, 0xa4), 1)).toEqual(['ä']);
  expect(refused(() => readTexts(column(0x7f, 1, 0xc3), 1))).toBe(true);
  expect(readDeltas(column(0x7d, 3, 0x7f, 4), 3)).toEqual([3, 2, 6]);
});

it('[CHANGE-03] operations are counted from one run, flags read as one', () => {
  expect([countRows(column(0x7f, 1), 1, 9), countRows(column(9, 1), 1, 9)]).toEqual([1, 9]);
  for (const wrong of [
    column(10, 1),
    column(1, 1),
    column(2, 3),
    column(0x7e, 1, 1),
    column(2, 1, 0x7f, 1),
    column(0, 2),
  ])
    expect(refused(() => countRows(wrong, 1, 9))).toBe(true);
  expect(() => checkFlags(column(0, 3), 3, true)).not.toThrow();
  expect(() => checkFlags(column(3), 3, false)).not.toThrow();
  for (const wrong of [column(0, 2, 1), column(0, 4), column(1, 2), column(3), column(0, 0, 0, 3)])
    expect(refused(() => checkFlags(wrong, 3, true))).toBe(true);
  for (const wrong of [column(0, 3), column(2, 1), column(3, 0), column(4)])
    expect(refused(() => checkFlags(wrong, 3, false))).toBe(true);
});
