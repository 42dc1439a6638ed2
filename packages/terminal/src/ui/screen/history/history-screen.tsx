import { Button } from '@tillmesh/ui';
import { createSignal, type JSX, Show } from 'solid-js';
import type { ReceiptView } from '../../../api/view.ts';
import { ReceiptFinder } from '../../entry/receipt-finder.tsx';
import { Page } from '../../frame/page.tsx';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { DocumentPaper } from '../done/document-paper.tsx';

const MOST = 100;

/** Receipts of the whole branch as this till holds them, newest first; each can be seen, printed, refunded. */
export const HistoryScreen = (): JSX.Element => {
  const desk = useDesk();
  const [receipt, setReceipt] = createSignal<ReceiptView | null>(null);
  const refund = (saleId: string): void => {
    desk.refundOf(saleId);
    desk.go('returns');
  };
  return (
    <Page title={t.history.title} onBack={() => desk.go('sell')}>
      <div class="two-columns is-tall">
        <ReceiptFinder
          label={t.history.find}
          go={t.history.findGo}
          list={t.history.list}
          most={MOST}
          empty={t.history.empty}
          shown={receipt()}
          onFound={setReceipt}
        />
        <Show when={receipt()} fallback={<p class="card quiet">{t.history.choose}</p>} keyed>
          {(sale) => (
            <section class="card has-paper" aria-label={t.refund.receipt(sale.label)}>
              <div class="refund-head">
                <h2>{t.refund.receipt(sale.label)}</h2>
                <Show when={desk.views.shift !== null}>
                  <Button onClick={() => refund(sale.saleId)}>{t.history.refund}</Button>
                </Show>
              </div>
              <Show when={sale.heldBy}>{(names) => <p class="quiet">{t.history.heldBy(names())}</p>}</Show>
              <DocumentPaper id={sale.saleId} name={sale.label} />
            </section>
          )}
        </Show>
      </div>
    </Page>
  );
};
