import { formatQuantity, readQuantity } from '@tillmesh/ui/number';
import type { JSX } from 'solid-js';
import { t } from '../../text/text.ts';

const ONE = 1_000;

/** A quantity between zero and `maxMilli`, by steps of one or typed. */
export const QuantityStep = (props: {
  readonly name: string;
  readonly milli: number;
  readonly maxMilli: number;
  readonly onMilli: (milli: number) => void;
}): JSX.Element => {
  const set = (milli: number): void => props.onMilli(Math.max(0, Math.min(props.maxMilli, milli)));
  return (
    <div class="step">
      <button
        type="button"
        aria-label={t.refund.less(props.name)}
        disabled={props.milli <= 0}
        onClick={() => set(props.milli - ONE)}
      >
        −
      </button>
      <input
        type="text"
        inputMode="decimal"
        aria-label={t.refund.quantityOf(props.name)}
        value={formatQuantity(props.milli)}
        onChange={(event) => {
          set(readQuantity(event.currentTarget.value) ?? props.milli);
          event.currentTarget.value = formatQuantity(props.milli);
        }}
      />
      <button
        type="button"
        aria-label={t.refund.moreOf(props.name)}
        disabled={props.milli >= props.maxMilli}
        onClick={() => set(props.milli + ONE)}
      >
        +
      </button>
    </div>
  );
};
