import type { LedgerFact } from '@tillmesh/model';
import type { HeldShop } from '@tillmesh/replica';
import { flatten, type Placed } from './flatten.ts';

type Values = Readonly<Record<string, unknown>>;
/** One thing as it is: whole for JSON, and laid out in rows for CSV. */
export type Item = { readonly table: string; readonly whole: Values; readonly rows: readonly Placed[] };

/** `keys` come first in each row of the thing and of its lists. */
const itemOf = (table: string, keys: Readonly<Record<string, string>>, rest: Values): Item => ({
  table,
  whole: { ...keys, ...rest },
  rows: [...flatten(table, rest, keys)],
});

/** The last time that a date can name. */
const MAX_DATE_MS = 8.64e15;

/** A clock may say anything. */
const isoOf = (utcMs: number): string =>
  utcMs <= MAX_DATE_MS ? new Date(utcMs).toISOString() : String(utcMs);

/** A fact with where it stands in the ledger and when it was written down, by whom. */
export const factItem = (
  { fact, stamp, entry, deviceId, branchId, seriesId, sequence }: LedgerFact,
  codes: ReadonlyMap<string, string>,
): Item => {
  const { kind, ...rest } = fact;
  const { utcMs, ...by } = stamp;
  const place = { writtenBy: codes.get(deviceId) ?? deviceId, branch: branchId, series: seriesId, sequence };
  return itemOf(kind, { entry }, { ...place, utc: isoOf(utcMs), stamp: by, ...rest });
};

function* listed(table: string, key: string, things: Iterable<{ readonly id: string }>): Generator<Item> {
  for (const { id, ...rest } of things) yield itemOf(table, { [key]: id }, rest);
}

function* products(held: HeldShop): Generator<Item> {
  for (const { id, row } of held.products()) {
    const { core, prices, costs, ...rest } = row;
    const steps = Object.entries(prices).flatMap(([priceListId, list]) =>
      list.map((step) => ({ priceListId, ...step })),
    );
    const bought = Object.entries(costs).map(([currency, costMinor]) => ({ currency, costMinor }));
    yield itemOf('product', { productId: id }, { ...core, ...rest, prices: steps, costs: bought });
  }
}

/** Everything that a shop has and did, thing by thing. */
export function* itemsOf(held: HeldShop): Generator<Item> {
  const { organisation, branches, devices, staff, roles, tenders, priceLists, labelFormats } = held.shop();
  yield* listed('organisation', 'organisationId', [organisation]);
  yield* listed('branch', 'branchId', branches);
  yield* listed(
    'device',
    'deviceId',
    devices.map(({ deviceId, ...rest }) => ({ id: deviceId, ...rest })),
  );
  yield* listed('staff', 'staffId', staff);
  yield* listed('role', 'roleId', roles);
  yield* listed('tender', 'tenderId', tenders);
  yield* listed('price-list', 'priceListId', priceLists);
  yield* listed('label-format', 'labelFormatId', labelFormats);
  yield* products(held);
  for (const { branchId, productId, milli } of held.stock()) {
    yield itemOf('stock', { branchId, productId }, { quantityMilli: milli });
  }
  const codes = new Map(devices.map(({ deviceId, code }) => [deviceId, code] as const));
  for (const fact of held.facts()) yield factItem(fact, codes);
}
