import { findByCode, type LedgerFact, type Lookup, type Product } from '@tillmesh/model';
import { toHex } from '../cbor/bytes.ts';
import type { DataKey } from '../key/data-key.ts';
import type { NodeCore } from '../node/node-core.ts';
import type { DocumentFact, ReceiptSummary, TillNode } from '../node/node-port.ts';
import { receiptOfSale } from '../node/shop-lookup.ts';
import type { ProductSearch } from '../search/product-search.ts';
import type { DocumentRow } from '../store/document-table.ts';
import { openLists } from './open-list.ts';
import { productIdOfSku } from './product-id.ts';
import { branchOfTill } from './till-context.ts';

type Reading = Pick<
  TillNode,
  | 'lookup'
  | 'search'
  | 'products'
  | 'stockOf'
  | 'receipts'
  | 'receipt'
  | 'document'
  | 'openShifts'
  | 'waitingShifts'
  | 'openRequests'
  | 'newestOwn'
  | 'productIdOf'
>;

const isProduct = (product: Product | null): product is Product => product !== null;

const summaryOf = (row: DocumentRow, ledgerFact: LedgerFact | null): ReceiptSummary | null =>
  ledgerFact?.fact.kind === 'sale.completed'
    ? {
        saleId: row.id,
        label: ledgerFact.fact.document.label,
        utcMs: ledgerFact.stamp.utcMs,
        businessDate: ledgerFact.stamp.businessDate,
        totalMinor: ledgerFact.fact.totalMinor,
        deviceId: ledgerFact.deviceId,
      }
    : null;

const SALE_DOCUMENTS = ['receipt', 'invoice'] as const;

/** So many sales are told again and again, with each that comes. */
const REMEMBERED_MAX = 1_000;

/** An entry never changes: what was read of it once is told again without opening it. */
const rememberSummaries = (reader: NodeCore['reader']): ((row: DocumentRow) => ReceiptSummary | null) => {
  const known = new Map<string, ReceiptSummary>();
  return (row) => {
    const name = toHex(row.hash);
    const summary = known.get(name) ?? summaryOf(row, reader(row.hash));
    if (summary !== null) known.set(name, summary);
    const [oldest] = known.keys();
    if (known.size > REMEMBERED_MAX && oldest !== undefined) known.delete(oldest);
    return summary;
  };
};

/** Invoices for what a receipt sold already are no sales of their own: then a few more are looked at. */
const newestSales = (
  { store }: NodeCore,
  summary: (row: DocumentRow) => ReceiptSummary | null,
  limit: number,
): readonly ReceiptSummary[] => {
  for (let most = limit; ; most *= 2) {
    const rows = store.documents.newest(SALE_DOCUMENTS, most);
    const sales = rows
      .map(summary)
      .filter((sale) => sale !== null)
      .slice(0, limit);
    if (sales.length === limit || rows.length < most) return sales;
  }
};

const oldestFirst = (a: LedgerFact, b: LedgerFact): number =>
  a.stamp.utcMs - b.stamp.utcMs || a.sequence - b.sequence || (a.entry < b.entry ? -1 : 1);

const saidSince = ({ store, reader }: NodeCore, documentId: string): readonly LedgerFact[] =>
  store.documentFacts
    .of(documentId)
    .map(reader)
    .filter((fact) => fact !== null)
    .toSorted(oldestFirst);

/** What a till's screen reads: products, receipts and printable documents. */
export const tillReading = (
  core: NodeCore,
  search: ProductSearch,
  lookup: Lookup,
  organisationKey: () => DataKey,
  ownSeries: () => string | null,
): Reading => {
  const { store, reader, self } = core;
  const branchId = self.branchId ?? '';
  const summary = rememberSummaries(reader);
  const documentOf = (row: DocumentRow | null): DocumentFact | null => {
    const fact = row === null ? null : reader(row.hash);
    return row === null || fact === null ? null : { id: row.id, fact, since: saidSince(core, row.id) };
  };
  return {
    ...openLists(core, lookup),
    lookup,
    search: (text, limit) => {
      const named = findByCode(lookup, text.trim(), branchOfTill(core, branchId).currency);
      const exact = named.ok ? named.product : null;
      const found = search.search(text, limit).map(lookup.product).filter(isProduct);
      return exact === null ? found : [exact, ...found.filter(({ id }) => id !== exact.id)].slice(0, limit);
    },
    products: (offset, limit) => search.byName(offset, limit).map(lookup.product).filter(isProduct),
    stockOf: (productId) => store.levels.stock(branchId, productId),
    receipts: (limit) => newestSales(core, summary, limit),
    receipt: (saleIdOrLabel) => {
      const row = store.documents.byId(saleIdOrLabel) ?? store.documents.byLabel(saleIdOrLabel);
      return row === null ? null : receiptOfSale(store, reader, row.id);
    },
    document: (id) => documentOf(store.documents.byId(id) ?? store.documents.byLabel(id)),
    *newestOwn() {
      const series = ownSeries() ?? '';
      for (let at = store.entries.last(series)?.sequence ?? 0; at > 0; at -= 1) {
        for (const hash of store.entries.hashesAt(series, at)) {
          const fact = reader(hash);
          if (fact !== null) yield fact;
        }
      }
    },
    productIdOf: (sku) => productIdOfSku(organisationKey(), sku),
  };
};
