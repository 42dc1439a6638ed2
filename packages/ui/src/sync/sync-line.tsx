import { For, type JSX } from 'solid-js';
import './sync-line.css';

export type SyncItem = {
  readonly id: string;
  readonly level: 'well' | 'know' | 'stop';
  readonly text: string;
};

/** The health of the shop in plain words; the coloured mark only repeats what the words say. */
export const SyncLine = (props: {
  readonly label: string;
  readonly items: readonly SyncItem[];
}): JSX.Element => (
  <ul class="sync-line" aria-label={props.label} aria-live="polite">
    <For each={props.items}>
      {(item) => (
        <li classList={{ 'is-know': item.level === 'know', 'is-stop': item.level === 'stop' }}>
          <span class="mark" aria-hidden="true" />
          <span>{item.text}</span>
        </li>
      )}
    </For>
  </ul>
);
