import { expect, it } from 'vitest';
import { extraWords } from '../sell/extra-word.ts';
import { isLikelyCode } from './likely-code.ts';
import { isUnresolved, paymentWords } from './payment-word.ts';
import { quickAmounts } from './quick-amount.ts';

it('[SCREEN-05] offers the round sums above what is due, lowest first, the due itself never', () => {
  expect(quickAmounts(3679, 2, 5)).toEqual([3700, 4000, 5000, 10_000, 20_000]);
  expect(quickAmounts(5000, 2, 5)).toEqual([6000, 10_000, 20_000, 50_000]);
  expect(quickAmounts(980, 0, 3)).toEqual([1000, 2000, 5000]);
  expect(quickAmounts(1234, 3, 2)).toEqual([2000, 5000]);
});

it('[SCREEN-05] takes no barcode for cash', () => {
  expect(isLikelyCode('12345670', 1_234_567_000, 3679)).toBe(true);
  expect(isLikelyCode('5012345678900', null, 3679)).toBe(true);
  expect(isLikelyCode('40', 4000, 3679)).toBe(false);
  expect(isLikelyCode('100000.00', 10_000_000, 3679)).toBe(false);
  // Eight digits of yen for a car are eight digits of yen.
  expect(isLikelyCode('12000000', 12_000_000, 11_800_000)).toBe(false);
});

it('[SCREEN-14] says what is to pay besides goods, and where a card payment stands', () => {
  expect(extraWords({ kind: 'tip' })).toBe('Tip');
  expect(extraWords({ kind: 'deposit', note: 'cake' })).toBe('Deposit · cake');
  expect(paymentWords('Card', 'approved')).toBe('Card');
  expect(paymentWords('Card', 'requested')).toBe('Card · asked for');
  expect((['requested', 'unknown', 'stored', 'captured'] as const).filter(isUnresolved)).toEqual([
    'requested',
    'unknown',
  ]);
});
