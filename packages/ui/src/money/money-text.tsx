import type { JSX } from 'solid-js';
import { formatMoney, type MoneyFormat } from './format-money.ts';
import './money.css';

/** An amount of minor units in tabular digits, with the currency's symbol unless told otherwise. */
export const MoneyText = (props: {
  readonly minor: number;
  readonly format: MoneyFormat;
  readonly symbol?: boolean;
  readonly class?: string;
}): JSX.Element => (
  <span class={`money ${props.class ?? ''}`}>
    {formatMoney(props.minor, props.format, props.symbol ?? true)}
  </span>
);
