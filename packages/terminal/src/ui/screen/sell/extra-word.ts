import type { BasketView } from '../../../api/basket-view.ts';
import { t } from '../../text/text.ts';

type Extra = BasketView['extras'][number];

/** `Deposit · cake for Saturday` */
export const extraWords = ({ kind, note }: Pick<Extra, 'kind' | 'note'>): string =>
  note === undefined ? t.sell.extra[kind] : `${t.sell.extra[kind]} · ${note}`;
