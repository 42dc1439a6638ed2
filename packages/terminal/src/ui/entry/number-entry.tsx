import { NumberPad, type PadKey, pressPadKey, TextField } from '@tillmesh/ui';
import { type JSX, onMount } from 'solid-js';
import { t } from '../text/text.ts';

const MAX_LENGTH = 14;

/** A number by keyboard or by pad: both write the same text, and the field keeps the focus. */
export const NumberEntry = (props: {
  readonly label: string;
  readonly value: string;
  readonly onText: (text: string) => void;
  readonly corner: '.' | '00' | 'clear';
  readonly hint?: string | undefined;
  readonly fault?: string | undefined;
  /** The pad's name when two pads are on one screen. */
  readonly padLabel?: string;
  readonly secret?: boolean;
  readonly maxLength?: number;
  readonly focus?: boolean;
}): JSX.Element => {
  let input: HTMLInputElement | undefined;
  onMount(() => {
    if (props.focus !== false) input?.focus();
  });
  const press = (key: PadKey): void =>
    props.onText(pressPadKey(props.value, key, props.maxLength ?? MAX_LENGTH));
  return (
    <div class="number-entry">
      <TextField
        ref={(element: HTMLInputElement) => {
          input = element;
        }}
        label={props.label}
        type={props.secret === true ? 'password' : 'text'}
        inputMode="none"
        maxLength={props.maxLength ?? MAX_LENGTH}
        value={props.value}
        hint={props.hint}
        fault={props.fault}
        onText={props.onText}
      />
      <NumberPad
        label={props.padLabel ?? t.common.pad}
        eraseLabel={t.common.erase}
        clearLabel={t.common.clear}
        corner={props.corner}
        onKey={press}
      />
    </div>
  );
};
