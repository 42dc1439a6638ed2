import { createEffect, For, type JSX, Show } from 'solid-js';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import type { Finder } from './finder.ts';
import { stockWord } from './stock-word.ts';

/** What the search found, best first; arrows move, Enter takes. */
export const HitList = (props: { readonly finder: Finder }): JSX.Element => {
  const desk = useDesk();
  const hits = () => props.finder.hits() ?? [];
  createEffect(() => {
    const hit = hits()[props.finder.active()];
    if (hit !== undefined) document.querySelector(`#hit-${hit.id}`)?.scrollIntoView({ block: 'nearest' });
  });
  return (
    <div class="grid-frame">
      <Show
        when={hits().length > 0}
        fallback={<p class="quiet">{t.sell.noHits(props.finder.text().trim())}</p>}
      >
        <ul class="hits" id="hits" role="listbox" aria-label={t.sell.hits}>
          <For each={hits()}>
            {(hit, place) => (
              // The search field keeps the focus and acts on the option it names as active.
              <li
                id={`hit-${hit.id}`}
                role="option"
                aria-selected={props.finder.active() === place()}
                class="hit"
                onClick={() => void props.finder.add(hit.id)}
              >
                <span class="hit-name">
                  {hit.name}
                  <span class="hit-more">
                    {[hit.codes[0] ?? hit.sku, hit.category].filter(Boolean).join(' · ')}
                  </span>
                </span>
                <span class={`tile-stock is-${stockWord(hit).level}`}>{stockWord(hit).text}</span>
                <span class="hit-price">
                  {hit.priceMinor === null ? t.sell.noPrice : desk.plain(hit.priceMinor)}
                </span>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </div>
  );
};
