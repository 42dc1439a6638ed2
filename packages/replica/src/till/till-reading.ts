import type { LedgerFact, Lookup, Product } from '@tillmesh/model';
import type { DataKey } from '../key/data-key.ts';
import type { NodeCore } from '../node/node-core.ts';
import type { DocumentFact, ReceiptSummary, TillNode } from '../node/node-port.ts';
import { receiptOfSale } from '../node/shop-lookup.ts';
import type { ProductSearch } from '../search/product-search.ts';
import type { DocumentRow } from '../store/document-table.ts';
import { productIdOfSku } from './product-id.ts';

type Reading = Pick<
  TillNode,
  | 'lookup'
  | 'search'
  | 'products'
  | 'stockOf'
  | 'receipts'
  | 'receipt'
  | 'document'
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
  const documentOf = (row: DocumentRow | null): DocumentFact | null => {
    const fact = row === null ? null : reader(row.hash);
    return row === null || fact === null ? null : { id: row.id, fact };
  };
  return {
    lookup,
    search: (text, limit) => {
      const exact = lookup.productByCode(text.trim());
      const found = search.search(text, limit).map(lookup.product).filter(isProduct);
      return exact === null ? found : [exact, ...found.filter(({ id }) => id !== exact.id)].slice(0, limit);
    },
    products: (offset, limit) => search.byName(offset, limit).map(lookup.product).filter(isProduct),
    stockOf: (productId) => store.levels.stock(branchId, productId),
    receipts: (limit) =>
      store.documents
        .newest('receipt', limit)
        .map((row) => summaryOf(row, reader(row.hash)))
        .filter((summary) => summary !== null),
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
