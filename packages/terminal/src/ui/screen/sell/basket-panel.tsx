import { Button, MoneyText } from '@tillmesh/ui';
import { formatQuantity } from '@tillmesh/ui/number';
import { For, type JSX, Show } from 'solid-js';
import type { BasketView } from '../../../api/basket-view.ts';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { BasketLine } from './basket-line.tsx';
import { extraWords } from './extra-word.ts';
import { itemsMilli, savedMinor, taxMinor } from './basket-sum.ts';
import type { SellDialog } from './sell-question.ts';

const Totals = (props: { readonly basket: BasketView }): JSX.Element => {
  const desk = useDesk();
  const items = () => {
    const words = t.sell.items(formatQuantity(itemsMilli(props.basket.lines)));
    const saved = savedMinor(props.basket.lines);
    return saved === 0 ? words : `${words} · ${t.sell.save(desk.plain(saved))}`;
  };
  const tax = () => {
    const amount = desk.plain(taxMinor(props.basket.rates));
    return desk.views.till?.pricesIncludeTax === false ? t.sell.taxAdded(amount) : t.sell.taxIncluded(amount);
  };
  return (
    <div class="totals">
      <p class="totals-small">
        <span>{items()}</span>
        <span>{tax()}</span>
      </p>
      <For each={props.basket.extras}>
        {(extra) => (
          <p class="totals-small">
            <span>{extraWords(extra)}</span>
            <span>{desk.plain(extra.amountMinor)}</span>
          </p>
        )}
      </For>
      <p class="totals-due">
        <span>{props.basket.paidMinor > 0 ? t.sell.stillToPay : t.sell.toPay}</span>
        <MoneyText class="due" minor={props.basket.dueMinor} format={desk.format()} />
      </p>
    </div>
  );
};

/** The basket: its lines, what it comes to, what can be done with the selected line, and paying. */
export const BasketPanel = (props: {
  readonly selected: number | null;
  readonly onSelect: (line: number) => void;
  readonly onDialog: (dialog: SellDialog) => void;
  readonly onPay: () => void;
}): JSX.Element => {
  const desk = useDesk();
  const lines = () => desk.views.basket?.lines ?? [];
  const promotionName = (id: string): string =>
    desk.views.basket?.promotions.find(({ promotionId }) => promotionId === id)?.name ?? id;
  return (
    <section class="basket-panel" aria-label={t.sell.basket}>
      <Show
        when={lines().length > 0}
        fallback={
          <div class="basket-empty">
            <p>{t.sell.empty}</p>
            <p class="quiet">{t.sell.emptyHint}</p>
          </div>
        }
      >
        <ol class="lines" aria-label={t.sell.lines}>
          <For each={lines()}>
            {(line) => (
              <BasketLine
                line={line}
                selected={props.selected === line.line}
                promotionName={promotionName}
                onSelect={() => props.onSelect(line.line)}
              />
            )}
          </For>
        </ol>
      </Show>
      <Show when={desk.views.basket}>
        {(basket) => (
          <div class="panel-foot">
            <Totals basket={basket()} />
            <div class="acts">
              <Button onClick={() => props.onDialog('discount')}>{t.sell.discountButton}</Button>
              <Button onClick={() => props.onDialog('quantity')}>{t.sell.quantityButton}</Button>
              <Show when={desk.may('override-price')}>
                <Button onClick={() => props.onDialog('price')}>{t.sell.priceButton}</Button>
              </Show>
              <Button
                look="stop"
                aria-label={t.sell.voidName}
                aria-keyshortcuts="Delete"
                onClick={() => props.onDialog('void')}
              >
                {t.sell.voidButton}
              </Button>
              <Button look="stop" aria-label={t.sell.cancelName} onClick={() => props.onDialog('cancel')}>
                {t.sell.cancelButton}
              </Button>
            </div>
            <Button look="primary" size="large" keys="Enter" onClick={() => props.onPay()}>
              {t.sell.pay(desk.money(basket().dueMinor))}
            </Button>
          </div>
        )}
      </Show>
    </section>
  );
};
