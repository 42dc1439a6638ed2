import { createUniqueId, For, type JSX } from 'solid-js';

/** One of a few known values, with its label. */
export const SelectField = (props: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
  readonly onChoice: (value: string) => void;
}): JSX.Element => {
  const id = createUniqueId();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <select
        id={id}
        class="field-input"
        value={props.value}
        onChange={(event) => props.onChoice(event.currentTarget.value)}
      >
        <For each={props.options}>{(option) => <option value={option.value}>{option.text}</option>}</For>
      </select>
    </div>
  );
};
