import { Button, TextField } from '@tillmesh/ui';
import { createResource, createSignal, For, type JSX, Show } from 'solid-js';
import type { ReceiptSummaryView, ReceiptView } from '../../../api/view.ts';
import { Page } from '../../frame/page.tsx';
import { getJson } from '../../link/api.ts';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { DocumentPaper } from '../done/document-paper.tsx';

const MOST = 100;
type Shown = { readonly saleId: string; readonly label: string };

const fetchReceipts = async (): Promise<readonly ReceiptSummaryView[]> => {
  const reply = await getJson<readonly ReceiptSummaryView[]>(`/api/receipts?limit=${MOST}`);
  return reply.status === 'answered' ? reply.value : [];
};

/** Receipts of the whole branch as this till holds them, newest first; each can be seen, printed, refunded. */
export const HistoryScreen = (): JSX.Element => {
  const desk = useDesk();
  const [typed, setTyped] = createSignal('');
  const [shown, setShown] = createSignal<Shown | null>(null);
  const [receipts] = createResource(() => desk.views.arrivals?.[0]?.saleId ?? 'none', fetchReceipts);
  const find = async (): Promise<void> => {
    const asked = typed().trim();
    if (asked === '') return;
    const reply = await getJson<ReceiptView>(`/api/receipts/${encodeURIComponent(asked)}`);
    if (reply.status === 'answered') setShown(reply.value);
    else if (reply.status === 'refused') desk.refuse({ ...reply.refusal, at: asked });
  };
  const refund = (saleId: string): void => {
    desk.refundOf(saleId);
    desk.go('returns');
  };
  return (
    <Page title={t.history.title} onBack={() => desk.go('sell')}>
      <div class="two-columns is-tall">
        <section class="stack" aria-label={t.sell.find}>
          <form
            class="find-row"
            onSubmit={(event) => {
              event.preventDefault();
              void find();
            }}
          >
            <TextField label={t.history.find} value={typed()} maxLength={200} onText={setTyped} />
            <Button type="submit">{t.history.findGo}</Button>
          </form>
          <ul class="recent" aria-label={t.history.list}>
            <For each={receipts.latest ?? []} fallback={<li class="quiet">{t.history.empty}</li>}>
              {(sale) => (
                <li>
                  <button
                    type="button"
                    aria-pressed={shown()?.saleId === sale.saleId}
                    onClick={() => setShown(sale)}
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
        <Show when={shown()} fallback={<p class="card quiet">{t.history.choose}</p>} keyed>
          {(sale) => (
            <section class="card has-paper" aria-label={t.refund.receipt(sale.label)}>
              <div class="refund-head">
                <h2>{t.refund.receipt(sale.label)}</h2>
                <Show when={desk.views.shift !== null}>
                  <Button onClick={() => refund(sale.saleId)}>{t.history.refund}</Button>
                </Show>
              </div>
              <DocumentPaper id={sale.saleId} name={sale.label} />
            </section>
          )}
        </Show>
      </div>
    </Page>
  );
};
