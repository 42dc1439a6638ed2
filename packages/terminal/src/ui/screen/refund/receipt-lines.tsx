import type { Restock } from '@tillmesh/model';
import { Button, MoneyText } from '@tillmesh/ui';
import { formatQuantity } from '@tillmesh/ui/number';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import type { ReceiptView } from '../../../api/view.ts';
import { createOnce } from '../../entry/once.ts';
import { SubmitButton } from '../../entry/submit-button.tsx';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { partMinor, remainingMilli } from './part-amount.ts';
import { QuantityStep } from './quantity-step.tsx';
import { RefundWhy } from './refund-why.tsx';

type Line = ReceiptView['lines'][number];

const LineRow = (props: {
  readonly line: Line;
  readonly milli: number;
  readonly onMilli: (milli: number) => void;
}): JSX.Element => {
  const desk = useDesk();
  const remains = () => remainingMilli(props.line);
  const state = () => {
    const sold = t.refund.sold(formatQuantity(props.line.quantityMilli));
    return props.line.refundedMilli === 0
      ? sold
      : `${sold} · ${t.refund.refunded(formatQuantity(props.line.refundedMilli))}`;
  };
  return (
    <li classList={{ 'is-selected': props.milli > 0 }}>
      <label class="tick">
        <input
          type="checkbox"
          checked={props.milli > 0}
          disabled={remains() <= 0}
          onChange={(event) => props.onMilli(event.currentTarget.checked ? remains() : 0)}
        />
        <span>
          <span class="refund-name">{props.line.name}</span>
          <span class="refund-more">{state()}</span>
        </span>
      </label>
      <Show when={remains() > 0}>
        <QuantityStep
          name={props.line.name}
          milli={props.milli}
          maxMilli={remains()}
          onMilli={props.onMilli}
        />
      </Show>
      <span class="refund-total">
        {desk.plain(props.milli > 0 ? partMinor(props.line, props.milli) : props.line.totalMinor)}
      </span>
    </li>
  );
};

const Head = (props: { readonly receipt: ReceiptView; readonly onAll: () => void }): JSX.Element => (
  <div class="refund-head">
    <div>
      <h2>{t.refund.receipt(props.receipt.label)}</h2>
      <p class="quiet">{t.refund.soldAt(props.receipt.localTime, props.receipt.till)}</p>
    </div>
    <Button onClick={() => props.onAll()}>{t.refund.all}</Button>
  </div>
);

/** The receipt as it was; what comes back is ticked, with how many. */
export const ReceiptLines = (props: { readonly receipt: ReceiptView }): JSX.Element => {
  const desk = useDesk();
  const [milliOf, setMilliOf] = createStore<Record<number, number>>({});
  const [restock, setRestock] = createSignal<Restock>('shop');
  const [reason, setReason] = createSignal('');
  const [tried, setTried] = createSignal(false);
  const milli = (line: Line): number => milliOf[line.line] ?? 0;
  const chosen = createMemo(() => props.receipt.lines.filter((line) => milli(line) > 0));
  const totalMinor = createMemo(() => {
    let sum = 0;
    for (const line of chosen()) sum += partMinor(line, milli(line));
    return sum;
  });
  const goWords = (): string =>
    chosen().length === 0 ? t.refund.nothing : t.refund.go(desk.money(totalMinor()));
  const takeAll = (): void => {
    for (const line of props.receipt.lines) setMilliOf(line.line, remainingMilli(line));
  };
  const giving = createOnce(async () => {
    setTried(true);
    if (chosen().length === 0 || reason().trim() === '') return;
    const outcome = await desk.send({
      kind: 'refund.with-receipt',
      saleId: props.receipt.saleId,
      lines: chosen().map((line) => ({ line: line.line, quantityMilli: milli(line) })),
      restock: restock(),
      reason: reason().trim(),
    });
    if (outcome.ok) desk.go('sell');
  });
  return (
    <form
      class="card refund-form"
      aria-label={t.refund.receipt(props.receipt.label)}
      onSubmit={(event) => {
        event.preventDefault();
        void giving.run();
      }}
    >
      <Head receipt={props.receipt} onAll={takeAll} />
      <ul class="refund-lines" aria-label={t.refund.lines}>
        <For each={props.receipt.lines}>
          {(line) => (
            <LineRow line={line} milli={milli(line)} onMilli={(next) => setMilliOf(line.line, next)} />
          )}
        </For>
      </ul>
      <RefundWhy
        reason={reason()}
        onReason={setReason}
        restock={restock()}
        onRestock={setRestock}
        tried={tried()}
      />
      <div class="refund-foot">
        <p class="totals-due">
          <span>{t.refund.total}</span>
          <MoneyText class="due" minor={totalMinor()} format={desk.format()} />
        </p>
        <SubmitButton size="large" disabled={chosen().length === 0} busy={giving.busy()}>
          {goWords()}
        </SubmitButton>
      </div>
    </form>
  );
};
