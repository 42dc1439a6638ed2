import { expect, it } from 'vitest';
import { isTime, megabytesIn } from './meter-entry.ts';

it('[SCREEN-71] a budget is typed in whole megabytes, five at least, and hours as on a clock', () => {
  expect(['5', ' 30 ', '9999999'].map(megabytesIn)).toEqual([5, 30, 9_999_999]);
  for (const wrong of ['', '4', '1.5', '-30', '30 MB', '99999999']) expect(megabytesIn(wrong)).toBeNull();
  expect(['23:00', '6:30', ' 00:00 '].every(isTime)).toBe(true);
  for (const wrong of ['', '24:00', '6', '6:3', '06:60']) expect(isTime(wrong)).toBe(false);
});
