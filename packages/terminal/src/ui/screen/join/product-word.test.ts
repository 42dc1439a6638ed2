import { expect, it } from 'vitest';
import { productWords } from './product-word.ts';

it.each([
  [{ here: 0, expected: 20_000 }, 'Products are on their way.'],
  [{ here: 12_400, expected: 20_000 }, '12,400 of 20,000 products'],
  [{ here: 20_000, expected: 20_000 }, 'All 20,000 products are here.'],
  [{ here: 20_003, expected: 20_000 }, 'All 20,003 products are here.'],
  [{ here: 0, expected: 0 }, 'This till is ready.'],
])('[SCREEN-27] of %j it says "%s"', (products, words) => {
  expect(productWords(products)).toBe(words);
});
