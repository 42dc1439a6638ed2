import { expect, it } from 'vitest';
import { type PadKey, pressPadKey } from './pad-entry.ts';

const press = (keys: readonly PadKey[], maxLength = 12): string => {
  let typed = '';
  for (const key of keys) typed = pressPadKey(typed, key, maxLength);
  return typed;
};

it('[UI-05] builds the text a keyboard would have typed', () => {
  expect(press(['1', '2', '.', '5', '.', '0'])).toBe('12.50');
  expect(press(['.', '5'])).toBe('0.5');
  expect(press(['2', '00'])).toBe('200');
  expect(press(['1', '2', 'erase'])).toBe('1');
  expect(press(['1', '2', 'clear'])).toBe('');
  expect(press(['erase'])).toBe('');
  expect(press(['1', '2', '3', '4', '00'], 4)).toBe('1234');
});
