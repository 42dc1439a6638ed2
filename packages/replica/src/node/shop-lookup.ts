import {
  afterSaleOf,
  type Branch,
  type DeviceStanding,
  effectiveSteps,
  type Lookup,
  priceAt,
  type Product,
  type ReceiptRecord,
} from '@tillmesh/model';
import { toHex } from '../cbor/bytes.ts';
import type { ProductRow } from '../store/product-row.ts';
import type { TillStore } from '../store/till-store.ts';
import { documentOfFact } from './fact-document.ts';
import { heldOfDevice } from './held-tips.ts';
import type { FactReader } from './fact-reader.ts';
import { ownerKeyStanding } from './owner-key-standing.ts';
import { keptInvitations } from './invitation-table.ts';
import type { Roster } from './roster.ts';
import { shiftLookup, type ShiftLookupDeps } from './shift-lookup.ts';

type Deps = ShiftLookupDeps & {
  readonly branch: () => Branch;
  /** The business date as the clock says it. */
  readonly today: () => string;
};

const ONE_PIECE_MILLI = 1_000;

const productFrom = (
  id: string,
  { core, prices, costs, openPrice, active }: ProductRow,
  branch: Branch,
  today: string,
): Product | null => {
  if (core === undefined) return null;
  const steps = effectiveSteps(prices[branch.priceListId] ?? [], today);
  return {
    ...core,
    id,
    active,
    openPrice,
    prices,
    priceMinor: priceAt(steps, ONE_PIECE_MILLI),
    costMinor: costs[branch.currency] ?? null,
  };
};

type ProductLookup = Pick<Lookup, 'product' | 'productByCode'>;

const productLookup = ({ store, branch, today }: Pick<Deps, 'store' | 'branch' | 'today'>): ProductLookup => {
  const product = (id: string): Product | null => {
    const row = store.products.get(id);
    return row === null ? null : productFrom(id, row, branch(), today());
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
  };
};

const registryLookup = (
  roster: () => Roster,
): Pick<Lookup, 'staff' | 'role' | 'tender' | 'priceLists' | 'labelFormats' | 'branch' | 'devices'> => ({
  staff: (staffId) => roster().staff.get(staffId) ?? null,
  role: (roleId) => roster().roles.get(roleId) ?? null,
  tender: (tenderId) => roster().tenders.get(tenderId) ?? null,
  priceLists: () => [...roster().priceLists.values()],
  labelFormats: () => [...roster().labelFormats.values()],
  branch: (branchId) => roster().branches.get(branchId) ?? null,
  devices: () =>
    [...roster().devices.values()].map(({ deviceId, kind, branchId, code, signKey }) => ({
      kind,
      branchId,
      code,
      signKey: toHex(signKey),
      isOff: roster().state.revoked.has(deviceId),
    })),
});

/** What `decide` looks up, answered from till.db; inside a transaction it sees what was just written. */
export const shopLookup = (deps: Deps): Lookup => {
  const { store, reader } = deps;
  return {
    ...productLookup(deps),
    ...registryLookup(deps.roster),
    ...shiftLookup(deps),
    deviceStanding: (deviceId) => deviceStanding(deps, deviceId),
    invitations: () => keptInvitations(store),
    ownerKey: (key) => ownerKeyStanding(deps.roster(), deps.ownDeviceId, key),
    receipt: (saleId) => receiptOfSale(store, reader, saleId),
    document: (documentId) => {
      const row = store.documents.byId(documentId);
      const ledgerFact = row === null ? null : reader(row.hash);
      const made = ledgerFact === null ? null : documentOfFact(ledgerFact.fact);
      return made === null ? null : { kind: made.document.kind, label: made.document.label };
    },
  };
};

const deviceStanding = (
  { store, roster, ownDeviceId, branch }: Deps,
  deviceId: string,
): DeviceStanding | null => {
  const known = roster();
  if (!known.devices.has(deviceId)) return null;
  const { revoked, admittedBy } = known.state;
  return {
    state: revoked.get(deviceId)?.state ?? 'listed',
    isAbove: admittedBy.get(ownDeviceId)?.has(deviceId) ?? false,
    isElsewhere: [...known.series.values()].some(
      (one) => one.deviceId === deviceId && one.branchId !== branch().id,
    ),
    mayEditCatalog: !known.state.catalogBars.has(deviceId),
    series: heldOfDevice(store, known, deviceId),
  };
};

/** A sale held here, with what became of it as far as this device knows; null for one made while training. */
export const receiptOfSale = (store: TillStore, reader: FactReader, saleId: string): ReceiptRecord | null => {
  const row = store.documents.byId(saleId);
  const ledgerFact = row === null ? null : reader(row.hash);
  if (ledgerFact === null || ledgerFact.fact.kind !== 'sale.completed') return null;
  const { fact, stamp, branchId, deviceId } = ledgerFact;
  if (fact.document.kind === 'training-receipt') return null;
  return {
    sale: fact,
    utcMs: stamp.utcMs,
    offsetMinutes: stamp.offsetMinutes,
    businessDate: stamp.businessDate,
    branchId,
    deviceId,
    shiftId: stamp.shiftId,
    staffId: stamp.staffId,
    ...afterSaleOf(store.saleParts.of(saleId)),
  };
};
