import { assert, constantFrom, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalOf, readNumber } from './number-text.ts';

const read = (text: string, decimals = 2, known: '.' | ',' | null = null) => {
  const result = readNumber(text, decimals, known);
  return result.ok ? result.value : result.reason;
};

describe('[IMPORT-04] prices become minor units without a float', () => {
  it.each([
    ['12.50', 1250],
    ['12,50', 1250],
    ['12', 1200],
    ['0.1', 10],
    ['1.234,50', 123450],
    ['1,234.50', 123450],
    ['1 234,50', 123450],
    ["1'234.50", 123450],
    ['1,234,567', 123456700],
    ['£12.50', 1250],
    ['12,50 €', 1250],
    ['GBP 12.50', 1250],
    ['12.50 EUR', 1250],
    ['-3.10', -310],
    ['-0', 0],
    ['90071992547409.91', 9007199254740991],
  ])('[IMPORT-04] %s', (text, minor) => {
    expect(read(text)).toBe(minor);
  });

  it.each([
    ['', 'not a number'],
    ['abc', 'not a number'],
    ['1e3', 'not a number'],
    ['12.345.6', 'not a number'],
    ['1,23.45', 'not a number'],
    ['--5', 'not a number'],
    ['5-', 'not a number'],
    ['.50', 'not a number'],
    ['12.5055', 'more than 2 decimals'],
    ['90071992547409.92', 'too large'],
  ])('[IMPORT-04] %s is refused: %s', (text, reason) => {
    expect(read(text)).toContain(reason);
  });

  it('[IMPORT-04] three digits after one sign may be a group, so they are refused until the list says more', () => {
    expect(read('1,234')).toContain('may mean thousands or decimals');
    expect(read('1,234', 2, '.')).toBe(123400);
    expect(read('1,234', 2, ',')).toContain('more than 2 decimals');
    expect(read('1.250', 3)).toBe(1250);
  });

  it('[IMPORT-04] a currency without decimals', () => {
    expect(read('1234', 0)).toBe(1234);
    expect(read('1,234', 0, '.')).toBe(1234);
    expect(read('12.5', 0)).toContain('more than 0 decimals');
  });

  it('[IMPORT-04] every amount written either way is read as itself', () => {
    const amount = integer({ min: 0, max: 1_000_000_000_000 });
    assert(
      property(amount, constantFrom('.' as const, ',' as const), (minor, decimal) => {
        const digits = minor.toString().padStart(3, '0');
        const group = decimal === '.' ? ',' : '.';
        const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, group);
        expect(read(`${whole}${decimal}${digits.slice(-2)}`)).toBe(minor);
      }),
    );
  });
});

describe('[IMPORT-04] the decimal sign of a column', () => {
  it.each([
    [['12', '1.50', '1,234'], '.'],
    [['1,50', '1.234'], ','],
    [['1,50', '1.50'], null],
    [['1,234', '12'], null],
    [['1.234.567'], ','],
  ])('[IMPORT-04] %j gives %s', (cells, decimal) => {
    expect(decimalOf(cells, 2)).toBe(decimal);
  });
});
