import { TextField } from '@tillmesh/ui';
import { createSignal, For, type JSX, onCleanup, Show } from 'solid-js';
import type { ProductHit } from '../../api/view.ts';
import { getJson } from '../link/api.ts';
import { useDesk } from '../state/desk.ts';
import { t } from '../text/text.ts';

const PAUSE_MS = 90;
const MOST_HITS = 8;

const has = (product: ProductHit, code: string): boolean =>
  product.sku === code || product.codes.includes(code);

/** Finds one product by scan, code or name and hands it on; Enter takes an exact code, else the first found. */
export const ProductPicker = (props: {
  readonly label: string;
  readonly onPick: (product: ProductHit) => void;
}): JSX.Element => {
  const desk = useDesk();
  const [typed, setTyped] = createSignal('');
  const [hits, setHits] = createSignal<readonly ProductHit[]>([]);
  let pause: ReturnType<typeof setTimeout> | undefined;
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
    props.onPick(product);
  };
  const enter = async (): Promise<void> => {
    clearTimeout(pause);
    const asked = typed().trim();
    const found = await search();
    const product = found.find((hit) => has(hit, asked)) ?? found[0];
    if (product !== undefined) pick(product);
    else if (asked !== '') desk.tell({ level: 'know', message: t.sell.noHits(asked) });
  };
  return (
    <div class="picker">
      <TextField
        label={props.label}
        value={typed()}
        maxLength={64}
        onText={(text) => {
          setTyped(text);
          clearTimeout(pause);
          if (text.trim() === '') setHits([]);
          else pause = setTimeout(() => void search(), PAUSE_MS);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          void enter();
        }}
      />
      <Show when={hits().length > 0}>
        <ul class="recent" aria-label={t.sell.hits}>
          <For each={hits()}>
            {(hit) => (
              <li>
                <button type="button" onClick={() => pick(hit)}>
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
