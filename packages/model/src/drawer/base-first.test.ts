import { describe, expect, it } from 'vitest';
import { baseFirst } from './base-first.ts';

describe('money of several currencies', () => {
  it('[DRAWER-06] stands in one order: the base currency, then by code', () => {
    const money = ['USD', 'AUD', 'GBP', 'EUR'].map((currency) => ({ currency }));
    expect(baseFirst(money, 'GBP').map(({ currency }) => currency)).toEqual(['GBP', 'AUD', 'EUR', 'USD']);
    expect(baseFirst(money, 'CHF').map(({ currency }) => currency)).toEqual(['AUD', 'EUR', 'GBP', 'USD']);
  });
});
