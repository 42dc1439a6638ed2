import { describe, expect, it } from 'vitest';
import { itemsMilli, neighbourLine, savedMinor, selectedLine, taxMinor } from './basket-sum.ts';
import { lineOf as line } from './basket.fixture.ts';
import { categoriesOf } from './category.ts';
import { stockWord } from './stock-word.ts';

describe('the basket on the screen', () => {
  it('[SCREEN-04] counts pieces by number and weighed goods one a line', () => {
    expect(itemsMilli([line(1, { quantityMilli: 3000 }), line(2, { unit: 'kg', quantityMilli: 642 })])).toBe(
      4000,
    );
  });

  it('[SCREEN-04] adds up what discounts save and what tax is in it', () => {
    const discount = { amountMinor: 135, reason: 'Damaged' };
    expect(savedMinor([line(1, { discount }), line(2, { basketDiscountMinor: 15 }), line(3)])).toBe(150);
    const rate = { taxClass: 'standard', ratePpm: 200_000, netMinor: 100, taxMinor: 20, grossMinor: 120 };
    expect(taxMinor([rate, { ...rate, taxClass: 'reduced', taxMinor: 3 }])).toBe(23);
  });

  it('[SCREEN-04] acts on the chosen line, else on the newest', () => {
    const lines = [line(1), line(3), line(4)];
    expect(selectedLine(lines, 3)?.line).toBe(3);
    expect(selectedLine(lines, 2)?.line).toBe(4);
    expect(selectedLine(lines, null)?.line).toBe(4);
    expect(selectedLine([], 1)).toBeNull();
  });

  it('[SCREEN-04] moves by one and stays at the ends', () => {
    const lines = [line(1), line(3), line(4)];
    expect(neighbourLine(lines, null, -1)).toBe(3);
    expect(neighbourLine(lines, 1, -1)).toBe(1);
    expect(neighbourLine(lines, 1, 1)).toBe(3);
    expect(neighbourLine(lines, 4, 1)).toBe(4);
    expect(neighbourLine([], null, 1)).toBeNull();
  });
});

it('[SCREEN-06] says stock in words where it matters', () => {
  expect(stockWord({ stockMilli: -1000, unit: 'piece' })).toEqual({ text: '\u22121 · check', level: 'stop' });
  expect(stockWord({ stockMilli: 2000, unit: 'piece' })).toEqual({ text: '2 left', level: 'know' });
  expect(stockWord({ stockMilli: 21_358, unit: 'kg' })).toEqual({ text: '21.358 kg', level: 'well' });
});

it('[SCREEN-06] lists each category once, those without one last', () => {
  const products = ['Dairy', '', 'Bakery', 'Dairy'].map((category) => ({ category }));
  expect(categoriesOf(products)).toEqual(['Bakery', 'Dairy', '']);
  expect(categoriesOf([])).toEqual([]);
});
