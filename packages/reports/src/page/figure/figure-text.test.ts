import { expect, it } from 'vitest';
import type { TradeView } from '../../api/today.ts';
import { hourBars, tradeText } from './figure-text.ts';

const money = (minor: number): string => `${minor} minor`;

const trade = (refunds: number, voids = 0): TradeView => ({
  currency: 'GBP',
  exponent: 2,
  sales: { count: 12, unitsMilli: 31_500, grossMinor: 4_550 },
  refunds: { count: refunds, unitsMilli: refunds * 1_000, grossMinor: refunds * 450 },
  voids: { count: voids, unitsMilli: voids * 1_000, grossMinor: voids * 200 },
});

it('[PAGE-01] says how many sales and units, and what was refunded and voided', () => {
  expect(tradeText(trade(0), money)).toBe('12 sales · 31.5 units · no refunds');
  expect(tradeText(trade(1), money)).toBe('12 sales · 31.5 units · 1 refund 450 minor');
  expect(tradeText(trade(2), money)).toBe('12 sales · 31.5 units · 2 refunds 900 minor');
  expect(tradeText(trade(0, 1), money)).toBe('12 sales · 31.5 units · no refunds · 1 void 200 minor');
});

it('[PAGE-02] gives each hour a bar with its amount', () => {
  const { sales, refunds, voids } = trade(0);
  const hours = [9, 0].map((hour) => ({ hour, sales, refunds, voids }));
  expect(hourBars(hours, money)).toEqual([
    { label: '09', value: 4_550, text: '4550 minor' },
    { label: '00', value: 4_550, text: '4550 minor' },
  ]);
});
