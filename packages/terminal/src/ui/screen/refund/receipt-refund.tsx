import { Button, TextField } from '@tillmesh/ui';
import { createResource, createSignal, For, type JSX, onMount, Show } from 'solid-js';
import type { ReceiptSummaryView, ReceiptView } from '../../../api/view.ts';
import { getJson } from '../../link/api.ts';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { ReceiptLines } from './receipt-lines.tsx';

const RECENT = 30;

const fetchRecent = async (): Promise<readonly ReceiptSummaryView[]> => {
  const reply = await getJson<readonly ReceiptSummaryView[]>(`/api/receipts?limit=${RECENT}`);
  return reply.status === 'answered' ? reply.value : [];
};

/** Find the receipt by its number (or its QR) or among the recent ones; then its lines. */
export const ReceiptRefund = (): JSX.Element => {
  const desk = useDesk();
  const [typed, setTyped] = createSignal('');
  const [receipt, setReceipt] = createSignal<ReceiptView | null>(null);
  // A sale of any till of the branch makes the list longer.
  const [recent] = createResource(() => desk.views.arrivals?.[0]?.saleId ?? 'none', fetchRecent);
  let field: HTMLInputElement | undefined;

  const find = async (labelOrId: string): Promise<void> => {
    const asked = labelOrId.trim();
    if (asked === '') return;
    const reply = await getJson<ReceiptView>(`/api/receipts/${encodeURIComponent(asked)}`);
    if (reply.status === 'answered') {
      desk.tell(null);
      setReceipt(reply.value);
    } else if (reply.status === 'refused') {
      desk.refuse({ ...reply.refusal, at: asked });
    }
  };
  onMount(() => {
    const asked = desk.takeRefundOf();
    if (asked !== null) void find(asked);
    field?.focus();
  });
  return (
    <div class="two-columns is-tall">
      <section class="stack" aria-label={t.sell.find}>
        <form
          class="find-row"
          onSubmit={(event) => {
            event.preventDefault();
            void find(typed());
          }}
        >
          <TextField
            ref={(element: HTMLInputElement) => {
              field = element;
            }}
            label={t.refund.find}
            value={typed()}
            maxLength={200}
            onText={setTyped}
          />
          <Button type="submit" keys="Enter">
            {t.refund.findGo}
          </Button>
        </form>
        <h2 class="small-head">{t.refund.recent}</h2>
        <ul class="recent" aria-label={t.refund.recent}>
          <For each={recent.latest ?? []} fallback={<li class="quiet">{t.refund.noRecent}</li>}>
            {(sale) => (
              <li>
                <button
                  type="button"
                  aria-pressed={receipt()?.saleId === sale.saleId}
                  onClick={() => void find(sale.saleId)}
                >
                  <span class="recent-label">{sale.label}</span>
                  <span class="recent-more">{t.refund.soldAt(sale.localTime, sale.till)}</span>
                  <span class="recent-total">{desk.money(sale.totalMinor)}</span>
                </button>
              </li>
            )}
          </For>
        </ul>
      </section>
      <Show when={receipt()} fallback={<p class="card quiet">{t.refund.choose}</p>} keyed>
        {(shown) => <ReceiptLines receipt={shown} />}
      </Show>
    </div>
  );
};
