import { Button, TextField } from '@tillmesh/ui';
import { createResource, For, type JSX, onMount } from 'solid-js';
import type { ReceiptSummaryView, ReceiptView } from '../../api/view.ts';
import { getJson } from '../link/api.ts';
import { useDesk } from '../state/desk.ts';
import { t } from '../text/text.ts';
import { createReceiptSearch } from './receipt-search.ts';

const fetchNewest = async (count: number): Promise<readonly ReceiptSummaryView[]> => {
  const reply = await getJson<readonly ReceiptSummaryView[]>(`/api/receipts?limit=${count}`);
  return reply.status === 'answered' ? reply.value : [];
};

/** Finds one receipt of the branch: by its number or its code, or among the newest. */
export const ReceiptFinder = (props: {
  readonly label: string;
  readonly go: string;
  /** The name of the list of the newest receipts, how many it holds, and what it says when empty. */
  readonly list: string;
  readonly most: number;
  readonly empty: string;
  /** The receipt that stands beside. */
  readonly shown: ReceiptView | null;
  /** A receipt to find at once: its id, label or scanned code. */
  readonly first?: string | null;
  readonly onFound: (receipt: ReceiptView) => void;
}): JSX.Element => {
  const desk = useDesk();
  let field: HTMLInputElement | undefined;
  const search = createReceiptSearch({
    ask: (idOrLabel) => getJson<ReceiptView>(`/api/receipts/${encodeURIComponent(idOrLabel)}`),
    onFound: (receipt) => props.onFound(receipt),
    onReturned: () => field?.select(),
    tell: desk.tell,
    refuse: desk.refuse,
  });
  // A sale of any till of the branch makes the list longer.
  const [newest] = createResource(
    () => desk.views.arrivals?.[0]?.saleId ?? 'none',
    () => fetchNewest(props.most),
  );
  onMount(() => {
    if (typeof props.first === 'string') void search.find(props.first);
    field?.focus();
  });
  return (
    <section class="stack" aria-label={t.sell.find}>
      <form
        class="find-row"
        onSubmit={(event) => {
          event.preventDefault();
          void search.submit();
        }}
      >
        <TextField
          ref={(element: HTMLInputElement) => {
            field = element;
          }}
          label={props.label}
          value={search.typed()}
          maxLength={200}
          onText={search.type}
        />
        <Button type="submit" keys="Enter">
          {props.go}
        </Button>
      </form>
      <h2 class="small-head">{props.list}</h2>
      <ul class="recent" aria-label={props.list}>
        <For each={newest.latest ?? []} fallback={<li class="quiet">{props.empty}</li>}>
          {(sale) => (
            <li>
              <button
                type="button"
                aria-pressed={props.shown?.saleId === sale.saleId}
                onClick={() => void search.find(sale.saleId)}
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
  );
};
