import { For, type JSX } from 'solid-js';
import type { PadKey } from './pad-entry.ts';
import './number-pad.css';

const DIGITS: readonly PadKey[] = ['7', '8', '9', '4', '5', '6', '1', '2', '3'];

const keepFocus = (event: MouseEvent): void => event.preventDefault();

/**
 * A pad for fingers. It keeps nothing itself: every press goes to `onKey` and the owner applies it
 * with `pressPadKey`, so that keyboard and pad feed the same text. Focus stays where it was.
 */
export const NumberPad = (props: {
  /** The name of the group for screen readers. */
  readonly label: string;
  readonly eraseLabel: string;
  readonly clearLabel: string;
  /** The key left of zero: a decimal mark, a double zero, or clearing. */
  readonly corner: '.' | '00' | 'clear';
  readonly onKey: (key: PadKey) => void;
}): JSX.Element => {
  const press = (key: PadKey) => (
    <button type="button" onMouseDown={keepFocus} onClick={() => props.onKey(key)}>
      {key}
    </button>
  );
  const word = (key: PadKey, label: string) => (
    <button type="button" class="is-word" onMouseDown={keepFocus} onClick={() => props.onKey(key)}>
      {label}
    </button>
  );
  return (
    <div class="number-pad" role="group" aria-label={props.label}>
      <For each={DIGITS}>{(digit) => press(digit)}</For>
      {props.corner === 'clear' ? word('clear', props.clearLabel) : press(props.corner)}
      {press('0')}
      {word('erase', props.eraseLabel)}
    </div>
  );
};
