import { expect, it } from 'vitest';
import { formatQuantity } from './format-quantity.ts';

it('[UI-04] writes quantities without idle digits', () => {
  expect(formatQuantity(2000)).toBe('2');
  expect(formatQuantity(642)).toBe('0.642');
  expect(formatQuantity(10_000)).toBe('10');
  expect(formatQuantity(-1500)).toBe('\u22121.5');
  expect(formatQuantity(0)).toBe('0');
});
