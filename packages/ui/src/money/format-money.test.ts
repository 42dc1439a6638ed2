import { describe, expect, it } from 'vitest';
import { decimalText, formatMoney } from './format-money.ts';

describe('formatMoney', () => {
  it('[UI-03] writes exactly the digits of the currency', () => {
    expect(formatMoney(3205, { currency: 'GBP', exponent: 2, locale: 'en-GB' })).toBe('£32.05');
    expect(formatMoney(123_456, { currency: 'JPY', exponent: 0, locale: 'en-GB' }, false)).toBe('123,456');
    expect(formatMoney(1234, { currency: 'KWD', exponent: 3, locale: 'en-GB' }, false)).toBe('1.234');
    // Intl gives the Iraqi dinar no digits; ISO 4217 gives it three.
    expect(formatMoney(1500, { currency: 'IQD', exponent: 3, locale: 'en-GB' }, false)).toBe('1.500');
  });

  it('[UI-03] is exact for the largest amounts and marks negative ones with a true minus', () => {
    const format = { currency: 'EUR', exponent: 2, locale: 'en-GB' };
    expect(formatMoney(Number.MAX_SAFE_INTEGER, format, false)).toBe('90,071,992,547,409.91');
    expect(formatMoney(-5, format, false)).toBe('\u22120.05');
  });

  it('[UI-07] refuses what is not whole', () => {
    expect(() => decimalText(0.5, 2)).toThrow('whole');
    expect(decimalText(-1205, 2)).toBe('-12.05');
    expect(decimalText(7, 0)).toBe('7');
  });
});
