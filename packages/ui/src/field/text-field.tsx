import { createUniqueId, type JSX, Show, splitProps } from 'solid-js';
import './field.css';

export type TextFieldProps = Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'onInput' | 'id'> & {
  readonly label: string;
  readonly value: string;
  readonly onText: (text: string) => void;
  readonly hint?: string | undefined;
  /** What is wrong with the value, in words; undefined when nothing is. */
  readonly fault?: string | undefined;
};

/** A labelled input with its hint and its fault, both tied to it for screen readers. */
export const TextField = (props: TextFieldProps): JSX.Element => {
  const [own, rest] = splitProps(props, ['label', 'value', 'onText', 'hint', 'fault', 'class']);
  const id = createUniqueId();
  const note = () => own.fault ?? own.hint;
  return (
    <div class={`field ${own.class ?? ''}`}>
      <label for={id}>{own.label}</label>
      <input
        type="text"
        autocomplete="off"
        {...rest}
        id={id}
        class="field-input"
        value={own.value}
        aria-invalid={own.fault !== undefined}
        aria-describedby={note() === undefined ? undefined : `${id}-note`}
        onInput={(event) => own.onText(event.currentTarget.value)}
      />
      <Show when={note()}>
        {(text) => (
          <p id={`${id}-note`} class={own.fault === undefined ? 'field-hint' : 'field-fault'}>
            {text()}
          </p>
        )}
      </Show>
    </div>
  );
};
