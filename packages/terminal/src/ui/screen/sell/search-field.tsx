import { KeyHint } from '@tillmesh/ui';
import { formatQuantity } from '@tillmesh/ui/number';
import { createSignal, type JSX, Show } from 'solid-js';
import { t } from '../../text/text.ts';
import type { Finder } from './finder.ts';

/**
 * The one field that takes scans, names and codes. On a touch screen it calls no keyboard by itself,
 * since it has the focus all the time; a tap on it asks for one.
 */
export const SearchField = (props: {
  readonly finder: Finder;
  readonly ref: (input: HTMLInputElement) => void;
}): JSX.Element => {
  const [tapped, setTapped] = createSignal(false);
  const found = () => (props.finder.hits()?.length ?? 0) > 0;
  const activeId = () => {
    const hit = props.finder.hits()?.[props.finder.active()];
    return hit === undefined ? undefined : `hit-${hit.id}`;
  };
  return (
    <div class="search">
      <Show when={props.finder.times()}>
        {(milli) => (
          <p class="times" role="status">
            <strong>{t.sell.times(formatQuantity(milli()))}</strong> {t.sell.timesHint}
          </p>
        )}
      </Show>
      <input
        ref={(input) => props.ref(input)}
        type="text"
        role="combobox"
        aria-label={t.sell.search}
        aria-expanded={found()}
        aria-controls={found() ? 'hits' : undefined}
        aria-activedescendant={activeId()}
        aria-autocomplete="list"
        aria-keyshortcuts="/"
        placeholder={props.finder.times() === null ? t.sell.searchHint : ''}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        inputMode={tapped() ? 'search' : 'none'}
        value={props.finder.text()}
        onPointerDown={(event) => setTapped(event.pointerType !== 'mouse')}
        onBlur={() => setTapped(false)}
        onInput={(event) => {
          props.finder.type(event.currentTarget.value);
          // A quantity was taken out of the text: the field shows what is left.
          event.currentTarget.value = props.finder.text();
        }}
      />
      <KeyHint keys="/" />
    </div>
  );
};
