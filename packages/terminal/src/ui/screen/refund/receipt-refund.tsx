import { createSignal, type JSX, Show } from 'solid-js';
import type { ReceiptView } from '../../../api/view.ts';
import { ReceiptFinder } from '../../entry/receipt-finder.tsx';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { ReceiptLines } from './receipt-lines.tsx';

const RECENT = 30;

/** Find the receipt by its number (or its QR) or among the recent ones; then its lines. */
export const ReceiptRefund = (): JSX.Element => {
  const desk = useDesk();
  const [receipt, setReceipt] = createSignal<ReceiptView | null>(null);
  const first = desk.takeRefundOf();
  return (
    <div class="two-columns is-tall">
      <ReceiptFinder
        label={t.refund.find}
        go={t.refund.findGo}
        list={t.refund.recent}
        most={RECENT}
        empty={t.refund.noRecent}
        shown={receipt()}
        first={first}
        onFound={setReceipt}
      />
      <Show when={receipt()} fallback={<p class="card quiet">{t.refund.choose}</p>} keyed>
        {(shown) => <ReceiptLines receipt={shown} />}
      </Show>
    </div>
  );
};
