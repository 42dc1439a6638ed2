import { expect, it } from 'vitest';
import { HeldTable } from './held-table.ts';
import type { Held } from './wire-message.ts';

const held = (series: string, sequence: number): Held => ({ series, sequence, hash: new Uint8Array(32) });

it('[CARR-10] of each series of a device the highest place is kept, of the thousand confirmed last', () => {
  const table = new HeldTable();
  for (const [series, sequence] of [
    ['s', 1],
    ['t', 9],
    ['s', 3],
    ['s', 2],
  ] as const)
    table.keep('a', held(series, sequence));
  table.keep('b', held('u', 1));
  expect(table.of('a')).toEqual([held('t', 9), held('s', 3)]);
  expect([table.of('b'), table.of('c')]).toEqual([[held('u', 1)], []]);
  for (let n = 1; n < 1_000; n++) table.keep('a', held(`${n}`, n));
  expect(table.of('a')).toHaveLength(1_000);
  expect(table.of('a')[0]).toEqual(held('s', 3));
});
