import { expect, it } from 'vitest';
import { readMultiplier } from './multiplier.ts';

it('[SCREEN-02] reads a quantity before an item', () => {
  expect(readMultiplier('3*')).toEqual({ quantityMilli: 3000, rest: '' });
  expect(readMultiplier('0,5*')).toEqual({ quantityMilli: 500, rest: '' });
  expect(readMultiplier('12*5012345678900')).toEqual({ quantityMilli: 12_000, rest: '5012345678900' });
});

it('[SCREEN-02] takes nothing else for a quantity', () => {
  for (const typed of ['*', '0*', 'x*', '-3*', '1.2345*', '2000000*', '3', 'size 3*']) {
    expect(readMultiplier(typed)).toBeNull();
  }
});
