import { Button, type Column, DataTable, TextField } from '@tillmesh/ui';
import { createEffect, createSignal, type JSX, on, onCleanup, Show } from 'solid-js';
import type { ImportReport, ProductHit } from '../../../api/view.ts';
import { Page } from '../../frame/page.tsx';
import { getJson } from '../../link/api.ts';
import { type Desk, useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { stockWord } from '../sell/stock-word.ts';
import { ImportPanel } from './import-panel.tsx';
import { ReceiveDialog } from './receive-dialog.tsx';

const PAGE = 100;
const PAUSE_MS = 90;

const columnsOf = (desk: Desk, onReceive: (product: ProductHit) => void): readonly Column<ProductHit>[] => {
  const columns: Column<ProductHit>[] = [
    {
      head: t.products.name,
      cell: (row) => (row.active ? row.name : `${row.name} (${t.products.inactive})`),
    },
    { head: t.products.sku, cell: (row) => row.sku },
    { head: t.products.codes, cell: (row) => row.codes.join(', ') },
    { head: t.products.category, cell: (row) => row.category },
    {
      head: t.products.price,
      number: true,
      cell: (row) => (row.priceMinor === null ? t.sell.noPrice : desk.plain(row.priceMinor)),
    },
    {
      head: t.products.stock,
      number: true,
      cell: (row) => <span class={`tile-stock is-${stockWord(row).level}`}>{stockWord(row).text}</span>,
    },
  ];
  if (!desk.may('move-stock')) return columns;
  const receive: Column<ProductHit> = {
    head: t.products.receive,
    cell: (row) => (
      <Button aria-label={t.products.receiveOf(row.name)} onClick={() => onReceive(row)}>
        {t.products.receive}
      </Button>
    ),
  };
  return [...columns, receive];
};

/** The catalogue: search, look, receive stock, import a list. */
export const ProductsScreen = (): JSX.Element => {
  const desk = useDesk();
  const [search, setSearch] = createSignal('');
  const [products, setProducts] = createSignal<readonly ProductHit[]>([]);
  const [receiving, setReceiving] = createSignal<ProductHit | null>(null);
  const [report, setReport] = createSignal<ImportReport | null>(null);
  let pause: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(pause));

  const load = async (offset: number): Promise<void> => {
    const asked = search().trim();
    const query = new URLSearchParams(
      asked === '' ? { offset: String(offset), limit: String(PAGE) } : { search: asked, limit: String(PAGE) },
    );
    const reply = await getJson<readonly ProductHit[]>(`/api/products?${query.toString()}`);
    if (reply.status !== 'answered' || search().trim() !== asked) return;
    setProducts(offset === 0 ? reply.value : [...products(), ...reply.value]);
  };
  createEffect(
    on(
      () => [search(), desk.views.catalog?.revision, desk.reached()],
      () => {
        clearTimeout(pause);
        pause = setTimeout(() => void load(0), PAUSE_MS);
      },
    ),
  );
  const total = () => desk.views.till?.productCount ?? 0;
  return (
    <Page title={t.products.title} onBack={() => desk.go('sell')}>
      <div class="stack">
        <div class="find-row">
          <TextField
            label={t.products.search}
            value={search()}
            hint={t.products.count(total().toLocaleString(t.locale))}
            onText={setSearch}
          />
        </div>
        <Show when={desk.may('edit-catalog')}>
          <ImportPanel report={report()} onReport={setReport} />
        </Show>
        <DataTable
          caption={t.products.title}
          hideCaption
          columns={columnsOf(desk, setReceiving)}
          rows={products()}
          empty={search().trim() === '' ? t.products.empty : t.products.noneFound}
        />
        <Show when={search().trim() === '' && products().length > 0 && products().length < total()}>
          <Button onClick={() => void load(products().length)}>{t.common.more}</Button>
        </Show>
      </div>
      <Show when={receiving()} keyed>
        {(product) => <ReceiveDialog product={product} onClose={() => setReceiving(null)} />}
      </Show>
    </Page>
  );
};
