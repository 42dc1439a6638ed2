import { expect, it } from 'vitest';
import { leftWords, nextCode } from './time-word.ts';

it.each([
  [120_000, 'Almost two minutes left.'],
  [90_000, 'A good minute left.'],
  [60_000, 'Less than a minute left.'],
  [29_001, '30 seconds left.'],
  [1_000, 'One second left.'],
  [0, '0 seconds left.'],
])('[SCREEN-28] %i ms are told as "%s"', (leftMs, words) => {
  expect(leftWords(leftMs)).toBe(words);
});

it('[SCREEN-28] the code offered is the first free number after the own letters', () => {
  expect(nextCode(['H1'], 'H1')).toBe('H2');
  expect(nextCode(['H1', 'H2', 'H4'], 'H1')).toBe('H3');
  expect(nextCode(['BAR'], 'BAR')).toBe('BAR2');
});
