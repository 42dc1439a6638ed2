import { formatQuantity } from '@tillmesh/model';
import type { Bar } from '@tillmesh/ui';
import type { HourView, TradeView } from '../../api/today.ts';
import { en } from '../text/en.ts';

/** Writes minor units of one currency as the reader does. */
export type Money = (minor: number) => string;

/** `12 sales · 31 units · 1 refund £4.50 · 1 void £2.00`: what stands below an amount. */
export const tradeText = ({ sales, refunds, voids }: TradeView, money: Money): string => {
  const refunded =
    refunds.count === 0 ? en.figure.noRefunds : en.figure.refunds(refunds.count, money(refunds.grossMinor));
  const voided = voids.count === 0 ? [] : [en.figure.voids(voids.count, money(voids.grossMinor))];
  return [
    en.figure.sales(sales.count),
    en.figure.units(formatQuantity(sales.unitsMilli)),
    refunded,
    ...voided,
  ].join(' · ');
};

/** A bar for each hour, as the branch's clock shows it. */
export const hourBars = (hours: readonly HourView[], money: Money): readonly Bar[] =>
  hours.map(({ hour, sales }) => ({
    label: String(hour).padStart(2, '0'),
    value: sales.grossMinor,
    text: money(sales.grossMinor),
  }));
