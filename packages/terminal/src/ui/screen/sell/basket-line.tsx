import { formatQuantity } from '@tillmesh/ui/number';
import { createEffect, For, type JSX, Show } from 'solid-js';
import type { BasketView } from '../../../api/basket-view.ts';
import { type Desk, useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { formatRate } from '../setup/format-rate.ts';

type Line = BasketView['lines'][number];

/** Why the line costs what it costs: price for one, a price asked by hand and its reason. */
const priceWords = (line: Line, desk: Desk): string => {
  const each =
    line.unit === 'kg'
      ? t.sell.weight(t.common.kg, desk.plain(line.unitPriceMinor))
      : t.sell.each(desk.plain(line.unitPriceMinor));
  if (line.overrideReason === undefined) return each;
  const before = line.listPriceMinor === undefined ? t.sell.noPrice : desk.plain(line.listPriceMinor);
  return `${each} · ${t.sell.listPrice(before, line.overrideReason)}`;
};

const discountWords = (discount: NonNullable<Line['discount']>, desk: Desk): string => {
  const share = discount.sharePpm === undefined ? '' : `${formatRate(discount.sharePpm)} `;
  return `${discount.reason} ${share}${desk.plain(-discount.amountMinor)}`;
};

/** One line of the basket: how many, what, why so much, how much. Tapping it selects it. */
export const BasketLine = (props: {
  readonly line: Line;
  readonly selected: boolean;
  readonly promotionName: (promotionId: string) => string;
  readonly onSelect: () => void;
}): JSX.Element => {
  const desk = useDesk();
  let item: HTMLLIElement | undefined;
  createEffect(() => {
    if (props.selected) item?.scrollIntoView({ block: 'nearest' });
  });
  return (
    <li
      ref={(element) => {
        item = element;
      }}
      class="line"
      classList={{ 'is-selected': props.selected }}
    >
      <button
        type="button"
        tabIndex={props.selected ? 0 : -1}
        aria-current={props.selected ? 'true' : undefined}
        onClick={() => props.onSelect()}
      >
        <span class="line-quantity">{formatQuantity(props.line.quantityMilli)}</span>
        <span class="line-name">{props.line.name}</span>
        <span class="line-total">{desk.plain(props.line.totalMinor)}</span>
        <span class="line-notes">
          <span class="line-why">{priceWords(props.line, desk)}</span>
          <For each={props.line.promotions}>
            {({ promotionId, amountMinor }) => (
              <span class="line-discount">
                {props.promotionName(promotionId)} {desk.plain(-amountMinor)}
              </span>
            )}
          </For>
          <Show when={props.line.discount}>
            {(discount) => <span class="line-discount">{discountWords(discount(), desk)}</span>}
          </Show>
        </span>
      </button>
    </li>
  );
};
