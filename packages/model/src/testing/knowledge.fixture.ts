import type { LabelFormat } from '../code/label-format.ts';
import type { Product } from '../catalog/product.ts';
import type { Lookup } from '../command/context.ts';
import type { LedgerFact } from '../fact/recorded-fact.ts';
import type { Effect } from '../fold/effect.ts';
import { effectsOf } from '../fold/effects.ts';
import { approvalOf, approvalRequestOf, NOTE, type Noted, sharedShiftOf } from '../fold/note.ts';
import type { Tender } from '../payment/tender.ts';
import { DEFAULT_ROLES, type Role } from '../people/role.ts';
import type { Staff } from '../people/staff.ts';
import type { PriceList } from '../price/price-list.ts';
import type { DocumentNumber } from '../sale/document.ts';
import { documentIdOf, isDocument } from '../sale/receipt/document-fact.ts';
import { afterSaleOf, type ReceiptRecord } from '../sale/receipt-record.ts';
import type { DeviceStanding } from '../shop/device-standing.ts';
import type { ListedDevice } from '../shop/device.ts';
import type { Invitation } from '../shop/invitation.ts';
import type { OwnerKeyStanding } from '../shop/owner-key.ts';
import type { Branch } from '../state/shop.ts';
import { person, STAFF_ROLES, TENDERS } from './goods.fixture.ts';

/** What the registry and the catalogue say: the same at every till of a test. */
export type ShopKnowledge = {
  readonly products: Map<string, Product>;
  readonly staff: Map<string, Staff>;
  /** Stated ones besides those that every shop has. */
  readonly roles: Map<string, Role>;
  readonly tenders: Map<string, Tender>;
  readonly priceLists: Map<string, PriceList>;
  readonly labelFormats: Map<string, LabelFormat>;
  /** Branches besides the till's own. */
  readonly branches: Map<string, Branch>;
  /** Of other devices, by id. */
  readonly standings: Map<string, DeviceStanding>;
  /** By signing key. */
  readonly devices: Map<string, ListedDevice>;
  /** Of this till alone. */
  readonly invitations: Map<string, Invitation>;
  /** By the owner key. */
  readonly ownerKeys: Map<string, OwnerKeyStanding>;
};

/** What one till knows: the shop, and what follows from the facts it has heard, in whatever order. */
export type Knowledge = ShopKnowledge & {
  readonly receipts: Map<string, ReceiptRecord>;
  readonly documents: Map<string, DocumentNumber>;
  /** Sums by part of a sale, also of sales that are not heard yet. */
  readonly parts: Map<string, Map<string, readonly number[]>>;
  /** On the shelf, and damaged, in thousandths by product. */
  readonly stock: Map<string, number>;
  readonly damaged: Map<string, number>;
  /** Of two notes with one key that of the smaller entry hash stands. */
  readonly notes: Map<string, Noted & { readonly entry: string }>;
  /** The Z and the supplements of each shift. */
  readonly counts: Map<string, LedgerFact[]>;
  /** All that was heard: by series and sequence. */
  readonly series: Map<string, Map<number, LedgerFact>>;
  readonly heard: Set<string>;
  /** Devices that cannot be reached. */
  readonly away: Set<string>;
};

export const newShop = (products: readonly Product[]): ShopKnowledge => ({
  products: new Map(products.map((each) => [each.id, each])),
  staff: new Map(STAFF_ROLES.map(person).map((each) => [each.id, each])),
  roles: new Map(),
  tenders: new Map(TENDERS.map((each) => [each.id, each])),
  priceLists: new Map(),
  labelFormats: new Map(),
  branches: new Map(),
  standings: new Map(),
  devices: new Map(),
  invitations: new Map(),
  ownerKeys: new Map(),
});

/** Of a till that has heard nothing yet. */
export const newKnowledge = (shop: ShopKnowledge): Knowledge => ({
  ...shop,
  receipts: new Map(),
  documents: new Map(),
  parts: new Map(),
  stock: new Map(),
  damaged: new Map(),
  notes: new Map(),
  counts: new Map(),
  series: new Map(),
  heard: new Set(),
  away: new Set(),
});

const addStock = (stock: Map<string, number>, productId: string, quantityMilli: number): void => {
  stock.set(productId, (stock.get(productId) ?? 0) + quantityMilli);
};

const addSalePart = (known: Knowledge, saleId: string, part: string, add: readonly number[]): void => {
  const parts = known.parts.get(saleId) ?? new Map<string, readonly number[]>();
  const old = parts.get(part) ?? [];
  parts.set(
    part,
    add.map((value, at) => value + (old[at] ?? 0)),
  );
  known.parts.set(saleId, parts);
  const record = known.receipts.get(saleId);
  if (record !== undefined) known.receipts.set(saleId, { ...record, ...afterSaleOf(parts) });
};

const addReceipt = (known: Knowledge, { fact, stamp, branchId, deviceId }: LedgerFact): void => {
  if (fact.kind !== 'sale.completed' || fact.document.kind === 'training-receipt') return;
  const { kind: _kind, ...sale } = fact;
  const { utcMs, offsetMinutes, businessDate, shiftId, staffId } = stamp;
  const made = { sale, utcMs, offsetMinutes, businessDate, branchId, deviceId, shiftId, staffId };
  known.receipts.set(sale.saleId, { ...made, ...afterSaleOf(known.parts.get(sale.saleId) ?? new Map()) });
};

const addNote = (
  known: Knowledge,
  { entry, deviceId }: LedgerFact,
  { key, value }: Extract<Effect, { kind: 'note' }>,
): void => {
  const old = known.notes.get(key);
  if (old === undefined || entry < old.entry) known.notes.set(key, { value, deviceId, entry });
};

/** Takes in a fact; heard once, it changes nothing the next time. */
export const learn = (known: Knowledge, entry: LedgerFact): void => {
  if (known.heard.has(entry.entry)) return;
  known.heard.add(entry.entry);
  const series = known.series.get(entry.seriesId) ?? new Map<number, LedgerFact>();
  known.series.set(entry.seriesId, series.set(entry.sequence, entry));
  const { fact } = entry;
  addReceipt(known, entry);
  if (isDocument(fact)) known.documents.set(documentIdOf(fact), fact.document);
  if (fact.kind === 'shift.closed' || fact.kind === 'shift.supplemented') {
    known.counts.set(fact.shiftId, [...(known.counts.get(fact.shiftId) ?? []), entry]);
  }
  for (const effect of effectsOf(entry.fact, entry.stamp)) {
    if (effect.kind === 'stock') {
      const stock = effect.place === 'damaged' ? known.damaged : known.stock;
      addStock(stock, effect.productId, effect.quantityMilli);
    }
    if (effect.kind === 'note') addNote(known, entry, effect);
    if (effect.kind === 'sale-part') addSalePart(known, effect.saleId, effect.part, effect.add);
  }
};

const noted = (known: Knowledge, key: string): Noted | null => known.notes.get(key) ?? null;
const valueOf = (known: Knowledge, key: string): Noted['value'] | null => noted(known, key)?.value ?? null;

const sharedShift = (known: Knowledge, shiftId: string): ReturnType<Lookup['shift']> => {
  const prefix = NOTE.supplements(shiftId);
  const supplements = [...known.notes.keys()].filter((key) => key.startsWith(prefix)).length;
  return sharedShiftOf(
    shiftId,
    noted(known, NOTE.shift(shiftId)),
    noted(known, NOTE.z(shiftId)),
    supplements,
  );
};

/** What `decide` may ask, but for what is counted of a shift (`counting.fixture.ts`). */
export const lookupOf = (known: Knowledge): Omit<Lookup, 'uncounted'> => ({
  product: (id) => known.products.get(id) ?? null,
  productByCode: (code) =>
    [...known.products.values()].find((each) => each.sku === code || each.codes.includes(code)) ?? null,
  receipt: (id) => known.receipts.get(id) ?? null,
  staff: (id) => known.staff.get(id) ?? null,
  role: (id) => known.roles.get(id) ?? DEFAULT_ROLES.find((role) => role.id === id) ?? null,
  tender: (id) => known.tenders.get(id) ?? null,
  priceLists: () => [...known.priceLists.values()],
  labelFormats: () => [...known.labelFormats.values()],
  branch: (branchId) => known.branches.get(branchId) ?? null,
  deviceStanding: (id) => known.standings.get(id) ?? null,
  ownerKey: ({ ownerKey }) => known.ownerKeys.get(ownerKey) ?? { state: 'free', isNamedHere: false },
  devices: () => [...known.devices.values()],
  invitations: () => [...known.invitations.values()],
  shift: (id) => sharedShift(known, id),
  approvalRequest: (id) => approvalRequestOf(valueOf(known, NOTE.asked(id))),
  approval: (id) => approvalOf(valueOf(known, NOTE.granted(id)), valueOf(known, NOTE.refused(id))),
  document: (id) => known.documents.get(id) ?? null,
});
