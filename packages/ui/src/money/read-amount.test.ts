import { describe, expect, it } from 'vitest';
import { readAmount, readPercent, readQuantity } from './read-amount.ts';

describe('readAmount', () => {
  it('[UI-01] reads typed amounts digit by digit', () => {
    expect(readAmount('12', 2)).toBe(1200);
    expect(readAmount('12.3', 2)).toBe(1230);
    expect(readAmount('0,5', 2)).toBe(50);
    expect(readAmount('.05', 2)).toBe(5);
    expect(readAmount(' 007.10 ', 2)).toBe(710);
    expect(readAmount('1000', 0)).toBe(1000);
    expect(readAmount('1.234', 3)).toBe(1234);
    expect(readAmount('0', 2)).toBe(0);
    // 1.005 * 100 is 100.49999999999999 in floats, 4.35 * 100 is 434.99999999999994.
    expect(readAmount('4.35', 2)).toBe(435);
    expect(readAmount('1.005', 3)).toBe(1005);
    expect(readAmount('9999999999.99', 2)).toBe(999_999_999_999);
  });

  it('[UI-01] reads every amount of two digits back from its own text', () => {
    for (let minor = 0; minor < 20_000; minor += 1) {
      const text = `${String(Math.floor(minor / 100))}.${String(minor % 100).padStart(2, '0')}`;
      expect(readAmount(text, 2)).toBe(minor);
    }
  });

  it('[UI-02] does not guess', () => {
    for (const typed of [
      '',
      '.',
      ',',
      '-1',
      '+1',
      '1e3',
      '1.2.3',
      '1,234.50',
      '1.234',
      'abc',
      '1 000',
      '0x10',
    ]) {
      expect(readAmount(typed, 2)).toBeNull();
    }
    expect(readAmount('1.0', 0)).toBeNull();
    expect(readAmount('10000000000.01', 2)).toBeNull();
    expect(readAmount('5012345678900', 2)).toBeNull();
    expect(readAmount('9'.repeat(400), 2)).toBeNull();
  });

  it('[UI-01] reads quantities in thousandths and percentages in parts per million', () => {
    expect(readQuantity('0.642')).toBe(642);
    expect(readQuantity('3')).toBe(3000);
    expect(readQuantity('1000000')).toBe(1_000_000_000);
    expect(readPercent('12.5')).toBe(125_000);
    expect(readPercent('100')).toBe(1_000_000);
  });

  it('[UI-02] refuses quantities and percentages beyond their bounds', () => {
    expect(readQuantity('1000000.001')).toBeNull();
    expect(readQuantity('0.0001')).toBeNull();
    expect(readPercent('100.1')).toBeNull();
  });
});
