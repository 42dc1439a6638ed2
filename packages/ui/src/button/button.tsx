import { type JSX, Show, splitProps } from 'solid-js';
import { KeyHint } from '../key/key-hint.tsx';
import './button.css';

export type ButtonProps = JSX.ButtonHTMLAttributes<HTMLButtonElement> & {
  /** `primary` is the one thing to do next (one per screen); `stop` takes something away. */
  readonly look?: 'primary' | 'plain' | 'stop' | 'quiet';
  readonly size?: 'normal' | 'large';
  /** The key that does the same, shown inside the button. */
  readonly keys?: string | undefined;
};

/** A button at least 48 px high. Never of type submit unless asked. */
export const Button = (props: ButtonProps): JSX.Element => {
  const [own, rest] = splitProps(props, ['look', 'size', 'keys', 'class', 'children']);
  return (
    <button
      type="button"
      aria-keyshortcuts={own.keys}
      {...rest}
      class={`button ${own.class ?? ''}`}
      classList={{
        'is-primary': own.look === 'primary',
        'is-stop': own.look === 'stop',
        'is-quiet': own.look === 'quiet',
        'is-large': own.size === 'large',
      }}
    >
      <span>{own.children}</span>
      <Show when={own.keys}>{(keys) => <KeyHint keys={keys()} />}</Show>
    </button>
  );
};
