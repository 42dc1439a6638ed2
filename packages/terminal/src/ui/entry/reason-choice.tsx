import { TextField } from '@tillmesh/ui';
import { createUniqueId, For, type JSX } from 'solid-js';
import { t } from '../text/text.ts';

/**
 * Why: one of the usual reasons, or own words. None is chosen beforehand, because a reason that
 * nobody chose says nothing.
 */
export const ReasonChoice = (props: {
  readonly reasons: readonly string[];
  readonly value: string;
  readonly onReason: (reason: string) => void;
  readonly fault?: string | undefined;
}): JSX.Element => {
  const name = createUniqueId();
  return (
    <fieldset class="reason-choice">
      <legend>{t.common.reason}</legend>
      <div class="choice-row">
        <For each={props.reasons}>
          {(reason) => (
            <label class="choice">
              <input
                type="radio"
                name={name}
                checked={props.value === reason}
                onChange={() => props.onReason(reason)}
              />
              <span>{reason}</span>
            </label>
          )}
        </For>
      </div>
      <div class="own-words">
        <TextField
          label={t.common.ownReason}
          value={props.reasons.includes(props.value) ? '' : props.value}
          maxLength={120}
          fault={props.fault}
          onText={props.onReason}
        />
      </div>
    </fieldset>
  );
};
