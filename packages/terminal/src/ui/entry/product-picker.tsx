import { TextField } from '@tillmesh/ui';
import { type Accessor, createSignal, For, type JSX, onCleanup, Show } from 'solid-js';
import type { ProductHit } from '../../api/view.ts';
import { getJson } from '../link/api.ts';
import { type Desk, useDesk } from '../state/desk.ts';
import { t } from '../text/text.ts';

const PAUSE_MS = 90;
const MOST_HITS = 8;

const has = (product: ProductHit, code: string): boolean =>
  product.sku === code || product.codes.includes(code);

type Picker = {
  readonly typed: Accessor<string>;
  readonly hits: Accessor<readonly ProductHit[]>;
  readonly type: (text: string) => void;
  readonly enter: () => Promise<void>;
  readonly pick: (product: ProductHit) => void;
};

const createPicker = (desk: Pick<Desk, 'tell'>, onPick: (product: ProductHit) => void): Picker => {
  const [typed, setTyped] = createSignal('');
  const [hits, setHits] = createSignal<readonly ProductHit[]>([]);
  let pause: ReturnType<typeof setTimeout> | undefined;
  let asking: string | null = null;
  onCleanup(() => clearTimeout(pause));

  const search = async (): Promise<readonly ProductHit[]> => {
    const asked = typed().trim();
    if (asked === '') return [];
    const query = new URLSearchParams({ search: asked, limit: String(MOST_HITS) });
    const reply = await getJson<readonly ProductHit[]>(`/api/products?${query.toString()}`);
    if (typed().trim() !== asked || reply.status !== 'answered') return [];
    setHits(reply.value);
    return reply.value;
  };
  const pick = (product: ProductHit): void => {
    clearTimeout(pause);
    setTyped('');
    setHits([]);
    onPick(product);
  };
  return {
    typed,
    hits,
    pick,
    type: (text) => {
      setTyped(text);
      clearTimeout(pause);
      if (text.trim() === '') setHits([]);
      else pause = setTimeout(() => void search(), PAUSE_MS);
    },
    enter: async () => {
      clearTimeout(pause);
      const asked = typed().trim();
      // It stays in the field until it is found: Enter on it meanwhile is the same Enter.
      if (asked === '' || asked === asking) return;
      asking = asked;
      const found = await search();
      asking = null;
      const product = found.find((hit) => has(hit, asked)) ?? found[0];
      if (product !== undefined) pick(product);
      else desk.tell({ level: 'know', message: t.sell.noHits(asked) });
    },
  };
};

/** Finds one product by scan, code or name and hands it on; Enter takes an exact code, else the first found. */
export const ProductPicker = (props: {
  readonly label: string;
  readonly onPick: (product: ProductHit) => void;
}): JSX.Element => {
  const desk = useDesk();
  const picker = createPicker(desk, (product) => props.onPick(product));
  return (
    <div class="picker">
      <TextField
        label={props.label}
        value={picker.typed()}
        maxLength={64}
        onText={picker.type}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          void picker.enter();
        }}
      />
      <Show when={picker.hits().length > 0}>
        <ul class="recent" aria-label={t.sell.hits}>
          <For each={picker.hits()}>
            {(hit) => (
              <li>
                <button type="button" onClick={() => picker.pick(hit)}>
                  <span class="recent-label">{hit.name}</span>
                  <span class="recent-more">{hit.codes[0] ?? hit.sku}</span>
                  <span class="recent-total">
                    {hit.priceMinor === null ? t.sell.noPrice : desk.money(hit.priceMinor)}
                  </span>
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </div>
  );
};
