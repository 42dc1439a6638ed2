import type { Restock } from '@tillmesh/model';
import { createUniqueId, For, type JSX } from 'solid-js';
import { ReasonChoice } from '../../entry/reason-choice.tsx';
import { t } from '../../text/text.ts';

const RESTOCKS: readonly Restock[] = ['shop', 'damaged', 'none'];

const RestockChoice = (props: {
  readonly restock: Restock;
  readonly onRestock: (restock: Restock) => void;
}): JSX.Element => {
  const name = createUniqueId();
  return (
    <fieldset class="reason-choice">
      <legend>{t.refund.restock}</legend>
      <div class="choice-row">
        <For each={RESTOCKS}>
          {(restock) => (
            <label class="choice">
              <input
                type="radio"
                name={name}
                checked={props.restock === restock}
                onChange={() => props.onRestock(restock)}
              />
              <span>{t.refund.restockTo[restock]}</span>
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
};

/** Why it comes back, and where it goes: asked of every refund. */
export const RefundWhy = (props: {
  readonly reason: string;
  readonly onReason: (reason: string) => void;
  readonly restock: Restock;
  readonly onRestock: (restock: Restock) => void;
  /** Somebody tried to go on: what is missing is said. */
  readonly tried: boolean;
}): JSX.Element => (
  <>
    <ReasonChoice
      reasons={t.dialog.reasons.refund}
      value={props.reason}
      fault={props.tried && props.reason.trim() === '' ? t.dialog.reasonMissing : undefined}
      onReason={props.onReason}
    />
    <RestockChoice restock={props.restock} onRestock={props.onRestock} />
  </>
);
