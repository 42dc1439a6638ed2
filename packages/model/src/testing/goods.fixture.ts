import type { Product } from '../catalog/product.ts';
import type { LabelFormat } from '../code/label-format.ts';
import { GB } from '../country/gb.ts';
import { branchFromProfile } from '../country/profile.ts';
import { CASH, type Tender } from '../payment/tender.ts';
import type { Promotion } from '../promotion/promotion.ts';
import type { Staff } from '../people/staff.ts';
import type { Branch } from '../state/shop.ts';

/** The n-th id of a test. */
export const idOf = (n: number): string => n.toString(16).padStart(32, '0');

export const BRANCH: Branch = branchFromProfile(GB, {
  id: idOf(0xb1),
  name: 'High Street',
  priceListId: 'main',
});

/** A scale whose labels name an article of five digits and a price with two decimals. */
export const LABEL_FORMAT: LabelFormat = {
  id: 'scale',
  name: 'Scale',
  prefix: '21',
  digits: 13,
  itemDigits: 5,
  measure: 'price',
  verified: false,
  decimals: 2,
  active: true,
};

/** Three for two of everything. */
export const PROMOTION: Promotion = {
  id: 'three-for-two',
  name: 'Three for two',
  active: true,
  currency: 'GBP',
  priority: 10,
  rule: { branchIds: [], groups: [], channels: [], weekdays: [] },
  kind: 'buy-get',
  parts: [
    { goods: { productIds: [], categories: [], exceptProductIds: [], exceptCategories: [] }, pieces: 2 },
    { pieces: 1 },
  ],
  steps: [{ from: 0, reward: { sharePpm: 1_000_000 } }],
};

/** Prices without tax, as where it comes on top. */
export const EXCLUSIVE: Branch = { ...BRANCH, pricesIncludeTax: false };

/** A person for each of the roles that every shop begins with. */
export const STAFF_ROLES = ['cashier', 'supervisor', 'owner'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

const ROLE_IDS: Readonly<Record<StaffRole, string>> = {
  cashier: idOf(0xc1),
  supervisor: idOf(0xc2),
  owner: idOf(0xc3),
};
export const staffIdOf = (role: StaffRole): string => ROLE_IDS[role];

export const person = (role: StaffRole): Staff => ({
  id: ROLE_IDS[role],
  name: role,
  role,
  branchIds: [],
  active: true,
});

/** The n-th product: `100 * n` in the list `main`, or what `priceMinor` or `prices` say. */
export const product = (n: number, over: Partial<Product> = {}): Product => {
  const { priceMinor = 100 * n } = over;
  return {
    id: idOf(0x1000 + n),
    sku: `SKU-${n}`,
    name: `Product ${n}`,
    codes: [`50000000${n.toString().padStart(4, '0')}`],
    unit: 'piece',
    taxClass: 'standard',
    category: '',
    priceMinor,
    prices: priceMinor === null ? {} : { main: [{ fromMilli: 1, priceMinor }] },
    openPrice: false,
    costMinor: null,
    active: true,
    ...over,
  };
};

const tender = (over: Partial<Tender> & Pick<Tender, 'id' | 'kind'>): Tender => ({
  name: over.id,
  active: true,
  givesChange: false,
  needsReference: false,
  storedLimitMinor: 0,
  ...over,
});

/** One tender of each sort: `voucher` forfeits what is left over, `voucher-change` gives it as change. */
export const TENDERS: readonly Tender[] = [
  CASH,
  tender({ id: 'card', kind: 'card', storedLimitMinor: 10_000 }),
  tender({ id: 'card-reference', kind: 'card', needsReference: true }),
  tender({ id: 'voucher', kind: 'voucher' }),
  tender({ id: 'voucher-change', kind: 'voucher', givesChange: true }),
  tender({ id: 'account', kind: 'account' }),
  // 1 EUR is 0.85 GBP; 1 JPY, which has no decimals, 0.0052 GBP; 1 KWD, which has three, 2.6 GBP.
  tender({ id: 'euro', kind: 'cash', givesChange: true, foreign: { currency: 'EUR', ratePpb: 850_000_000 } }),
  tender({ id: 'yen', kind: 'cash', givesChange: true, foreign: { currency: 'JPY', ratePpb: 5_200_000 } }),
  tender({
    id: 'dinar',
    kind: 'cash',
    givesChange: true,
    foreign: { currency: 'KWD', ratePpb: 2_600_000_000 },
  }),
  tender({ id: 'cheque', kind: 'voucher', active: false }),
];
