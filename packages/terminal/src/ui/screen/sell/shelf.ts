import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { ProductHit } from '../../../api/view.ts';
import { getJson } from '../../link/api.ts';
import type { Desk } from '../../state/desk.ts';
import { categoriesOf } from './category.ts';

/** As many as fingers will look through; the search finds the rest. The host gives at most 200 at once. */
const PAGE = 200;
const REFRESH_MS = 400;

export type Shelf = {
  readonly products: readonly ProductHit[];
  readonly loaded: Accessor<boolean>;
  /** Categories of the products on the shelf, by name; '' stands for those without one. */
  readonly categories: Accessor<readonly string[]>;
};

/** The first products of the catalogue with their stock, asked again whenever the host says that they changed. */
export const createShelf = (desk: Desk): Shelf => {
  const [state, setState] = createStore<{ products: readonly ProductHit[] }>({ products: [] });
  const [loaded, setLoaded] = createSignal(false);
  let due: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(due));

  const load = async (): Promise<void> => {
    const reply = await getJson<readonly ProductHit[]>(`/api/products?offset=0&limit=${PAGE}`);
    if (reply.status !== 'answered') return;
    setState(
      'products',
      reconcile(
        reply.value.filter(({ active }) => active),
        { key: 'id' },
      ),
    );
    setLoaded(true);
  };
  void load();
  createEffect(
    on(
      () => [desk.views.catalog?.revision, desk.reached()],
      () => {
        // A sale changes stock: wait a moment, so that a busy minute costs one question and no more.
        clearTimeout(due);
        due = setTimeout(() => void load(), REFRESH_MS);
      },
      { defer: true },
    ),
  );
  return {
    get products() {
      return state.products;
    },
    loaded,
    categories: () => categoriesOf(state.products),
  };
};
