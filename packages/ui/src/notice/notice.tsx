import { type JSX, Show } from 'solid-js';
import './notice.css';

/** What happened, what to do next and its code: one quiet bar that covers nothing. */
export const Notice = (props: {
  readonly level: 'well' | 'know' | 'stop';
  readonly message: string;
  readonly nextStep?: string | undefined;
  readonly code?: string | undefined;
  /** With a label there is a button that puts the notice away. */
  readonly closeLabel?: string;
  readonly onClose?: () => void;
}): JSX.Element => (
  <div
    class="notice"
    classList={{ 'is-stop': props.level === 'stop', 'is-well': props.level === 'well' }}
    role={props.level === 'stop' ? 'alert' : 'status'}
  >
    <p>
      <strong>{props.message}</strong> {props.nextStep}
    </p>
    <Show when={props.code}>{(code) => <code>{code()}</code>}</Show>
    <Show when={props.closeLabel}>
      {(label) => (
        <button type="button" onClick={() => props.onClose?.()}>
          {label()}
        </button>
      )}
    </Show>
  </div>
);
