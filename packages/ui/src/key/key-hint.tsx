import type { JSX } from 'solid-js';
import './key-hint.css';

const SHORT: Readonly<Record<string, string>> = { Escape: 'Esc', Delete: 'Del' };

/**
 * A key, printed where it acts. It is not read aloud: the control it stands in says its key by
 * `aria-keyshortcuts`, so that the control's name stays the same whatever the key.
 */
export const KeyHint = (props: { readonly keys: string }): JSX.Element => (
  <kbd class="key-hint" aria-hidden="true">
    {SHORT[props.keys] ?? props.keys}
  </kbd>
);
