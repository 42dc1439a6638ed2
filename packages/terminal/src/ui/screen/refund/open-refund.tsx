import type { Restock } from '@tillmesh/model';
import { decimalText, readAmount } from '@tillmesh/ui/number';
import { createSignal, For, type JSX } from 'solid-js';
import { createStore, produce } from 'solid-js/store';
import type { ProductHit } from '../../../api/view.ts';
import { createOnce } from '../../entry/once.ts';
import { ProductPicker } from '../../entry/product-picker.tsx';
import { SubmitButton } from '../../entry/submit-button.tsx';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { QuantityStep } from './quantity-step.tsx';
import { RefundWhy } from './refund-why.tsx';

/** As much as one line can hold: a million units. */
const MAX_MILLI = 1_000_000_000;
type Row = { readonly product: ProductHit; milli: number; price: string };

const OpenRow = (props: {
  readonly row: Row;
  readonly priceKnown: boolean;
  readonly onMilli: (milli: number) => void;
  readonly onPrice: (price: string) => void;
  readonly onRemove: () => void;
}): JSX.Element => (
  <li>
    <span class="refund-name">{props.row.product.name}</span>
    <QuantityStep
      name={props.row.product.name}
      milli={props.row.milli}
      maxMilli={MAX_MILLI}
      onMilli={props.onMilli}
    />
    <input
      class="field-input price-input"
      type="text"
      inputMode="decimal"
      aria-label={t.refund.priceOf(props.row.product.name)}
      aria-invalid={!props.priceKnown}
      value={props.row.price}
      onInput={(event) => props.onPrice(event.currentTarget.value)}
    />
    <button
      type="button"
      class="remove"
      aria-label={t.refund.remove(props.row.product.name)}
      onClick={() => props.onRemove()}
    >
      ×
    </button>
  </li>
);

/** A refund without a receipt: what comes back, at which price, and why. */
export const OpenRefund = (): JSX.Element => {
  const desk = useDesk();
  const [rows, setRows] = createStore<Row[]>([]);
  const [restock, setRestock] = createSignal<Restock>('shop');
  const [reason, setReason] = createSignal('');
  const [tried, setTried] = createSignal(false);
  const priceOf = (row: Row): number | null => readAmount(row.price, desk.format().exponent);
  const ready = () => rows.length > 0 && rows.every((row) => row.milli > 0 && priceOf(row) !== null);
  const add = (product: ProductHit): void => {
    const price = product.priceMinor === null ? '' : decimalText(product.priceMinor, desk.format().exponent);
    setRows(rows.length, { product, milli: 1_000, price });
  };
  const giving = createOnce(async () => {
    setTried(true);
    if (!ready() || reason().trim() === '') return;
    const outcome = await desk.send({
      kind: 'refund.without-receipt',
      lines: rows.map((row) => ({
        productId: row.product.id,
        quantityMilli: row.milli,
        unitPriceMinor: priceOf(row) ?? 0,
      })),
      restock: restock(),
      reason: reason().trim(),
    });
    if (outcome.ok) desk.go('sell');
  });
  return (
    <div class="two-columns is-tall">
      <section class="stack" aria-label={t.sell.find}>
        <ProductPicker label={t.refund.product} onPick={add} />
      </section>
      <form
        class="card refund-form"
        aria-label={t.refund.withoutReceipt}
        onSubmit={(event) => {
          event.preventDefault();
          void giving.run();
        }}
      >
        <ul class="refund-lines" aria-label={t.refund.lines}>
          <For each={rows} fallback={<li class="quiet">{t.refund.noLines}</li>}>
            {(row, place) => (
              <OpenRow
                row={row}
                priceKnown={priceOf(row) !== null}
                onMilli={(milli) => setRows(place(), 'milli', milli)}
                onPrice={(price) => setRows(place(), 'price', price)}
                onRemove={() => setRows(produce((all) => void all.splice(place(), 1)))}
              />
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
        <SubmitButton size="large" disabled={!ready()} busy={giving.busy()}>
          {ready() ? t.refund.giveBack : t.refund.nothing}
        </SubmitButton>
      </form>
    </div>
  );
};
