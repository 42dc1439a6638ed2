import type { Lookup, Product, ReceiptRecord, Staff } from '@tillmesh/model';
import type { ProductRow } from '../store/product-table.ts';
import type { TillStore } from '../store/till-store.ts';
import type { FactReader } from './fact-reader.ts';

type Deps = {
  readonly store: TillStore;
  readonly reader: FactReader;
  readonly priceListId: () => string;
  readonly staff: (staffId: string) => Staff | null;
};

const productFrom = (id: string, row: ProductRow, priceListId: string): Product | null =>
  row.core === undefined
    ? null
    : { ...row.core, id, active: row.active, priceMinor: row.prices[priceListId] ?? null };

/** What `decide` looks up, answered from till.db; inside a transaction it sees what was just written. */
export const shopLookup = ({ store, reader, priceListId, staff }: Deps): Lookup => {
  const product = (id: string): Product | null => {
    const row = store.products.get(id);
    return row === null ? null : productFrom(id, row, priceListId());
  };
  return {
    product,
    productByCode: (code) => {
      // The keyed hash is truncated, and two products may claim one code: the active one is meant.
      const found = store.products
        .idsOfCode(code)
        .map(product)
        .filter((item): item is Product => item !== null && (item.sku === code || item.codes.includes(code)));
      return found.find(({ active }) => active) ?? found[0] ?? null;
    },
    receipt: (saleId) => receiptOfSale(store, reader, saleId),
    staff: (staffId) => staff(staffId),
  };
};

/** A sale held here, with what was refunded of it as far as this device knows. */
export const receiptOfSale = (store: TillStore, reader: FactReader, saleId: string): ReceiptRecord | null => {
  const row = store.documents.byId(saleId);
  const ledgerFact = row === null ? null : reader(row.hash);
  if (ledgerFact === null || ledgerFact.fact.kind !== 'sale.completed') return null;
  const { fact, stamp, branchId, deviceId } = ledgerFact;
  const { lines, rates } = store.levels.refunded(saleId);
  return {
    sale: fact,
    utcMs: stamp.utcMs,
    offsetMinutes: stamp.offsetMinutes,
    businessDate: stamp.businessDate,
    branchId,
    deviceId,
    staffId: stamp.staffId,
    refundedLines: lines,
    refundedRates: rates,
  };
};
