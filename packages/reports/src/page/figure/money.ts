import { formatMoney, type MoneyFormat } from '@tillmesh/ui';
import type { TradeView } from '../../api/today.ts';
import type { Money } from './figure-text.ts';

export const moneyFormatOf = ({ currency, exponent }: TradeView): MoneyFormat => ({ currency, exponent });

export const moneyOf = (trade: TradeView): Money => {
  const format = moneyFormatOf(trade);
  return (minor) => formatMoney(minor, format);
};
