import type { JSX } from 'solid-js';
import { ReasonChoice } from '../../entry/reason-choice.tsx';
import { t } from '../../text/text.ts';

/** Why it comes back, and whether it can be sold again: asked of every refund. */
export const RefundWhy = (props: {
  readonly reason: string;
  readonly onReason: (reason: string) => void;
  readonly restock: boolean;
  readonly onRestock: (restock: boolean) => void;
  /** Somebody tried to go on: what is missing is said. */
  readonly tried: boolean;
}): JSX.Element => (
  <ReasonChoice
    reasons={t.dialog.reasons.refund}
    value={props.reason}
    fault={props.tried && props.reason.trim() === '' ? t.dialog.reasonMissing : undefined}
    onReason={props.onReason}
    beside={
      <label class="tick">
        <input
          type="checkbox"
          checked={props.restock}
          onChange={(event) => props.onRestock(event.currentTarget.checked)}
        />
        <span>{t.refund.restock}</span>
      </label>
    }
  />
);
