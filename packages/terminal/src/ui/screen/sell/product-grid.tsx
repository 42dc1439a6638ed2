import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { ProductHit } from '../../../api/view.ts';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import type { Shelf } from './shelf.ts';
import { stockWord } from './stock-word.ts';

const Tile = (props: { readonly product: ProductHit; readonly onAdd: (id: string) => void }): JSX.Element => {
  const desk = useDesk();
  const stock = () => stockWord(props.product);
  return (
    <button
      type="button"
      class="tile"
      classList={{ 'is-stop': stock().level === 'stop' }}
      onClick={() => props.onAdd(props.product.id)}
    >
      <span class="tile-name">{props.product.name}</span>
      <span class="tile-price">
        {props.product.priceMinor === null ? t.sell.noPrice : desk.plain(props.product.priceMinor)}
      </span>
      <span class={`tile-stock is-${stock().level}`}>
        <span class="only-heard">{t.sell.inStock} </span>
        {stock().text}
      </span>
    </button>
  );
};

/** Products to tap, by category. */
export const ProductGrid = (props: {
  readonly shelf: Shelf;
  readonly onAdd: (id: string) => void;
}): JSX.Element => {
  const desk = useDesk();
  const [category, setCategory] = createSignal<string | null>(null);
  const shown = createMemo(() => {
    const chosen = category();
    return chosen === null
      ? props.shelf.products
      : props.shelf.products.filter((product) => product.category === chosen);
  });
  const chip = (value: string | null, label: string) => (
    <button type="button" class="chip" aria-pressed={category() === value} onClick={() => setCategory(value)}>
      {label}
    </button>
  );
  const total = () => desk.views.till?.productCount ?? 0;
  return (
    <>
      <Show when={props.shelf.categories().length > 1}>
        <div class="chips" role="group" aria-label={t.sell.categories}>
          {chip(null, t.sell.all)}
          <For each={props.shelf.categories()}>{(name) => chip(name, name === '' ? t.sell.other : name)}</For>
        </div>
      </Show>
      <div class="grid-frame">
        <div class="grid" role="group" aria-label={t.sell.products}>
          <For each={shown()}>{(product) => <Tile product={product} onAdd={props.onAdd} />}</For>
        </div>
        <Show when={props.shelf.loaded() && total() === 0}>
          <p class="quiet">{t.sell.noProducts}</p>
        </Show>
        <Show when={total() > props.shelf.products.length && props.shelf.loaded()}>
          <p class="quiet">{t.sell.moreBySearch(total().toLocaleString(t.locale))}</p>
        </Show>
      </div>
    </>
  );
};
