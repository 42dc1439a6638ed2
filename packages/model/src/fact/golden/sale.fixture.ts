import type { Payment } from '../../payment/payment.ts';
import type { RateTotal, RefundLine, SaleLine } from '../../sale/line.ts';
import type { FactOf } from '../fact.ts';
import { idOf } from '../wire.fixture.ts';

/** What the facts below have in common. Together they set every optional field. */
export const BASKET_ID = idOf(3);
export const SALE_ID = idOf(4);
const CUSTOMER_ID = idOf(0xc0);
export const STAFF_ID = idOf(0xa1);

const GOODS: SaleLine = {
  line: 1,
  productId: idOf(0x85123a),
  sku: '85123A',
  name: 'WHITE HANGING HEART T-LIGHT HOLDER',
  unit: 'piece',
  quantityMilli: 6_000,
  listPriceMinor: 295,
  unitPriceMinor: 255,
  overrideReason: 'old price',
  overriddenBy: idOf(0x31),
  overrideApproverId: idOf(0x32),
  discount: {
    sharePpm: 100_000,
    amountMinor: 153,
    reason: 'torn box',
    staffId: idOf(0x31),
    approverId: idOf(0x32),
  },
  basketDiscountMinor: 77,
  taxClass: 'goods',
  ratePpm: 66_000,
  netMinor: 1_300,
  taxMinor: 86,
  taxes: [
    { tax: 'state', ratePpm: 40_000, baseMinor: 1_300, taxMinor: 52 },
    { tax: 'city', ratePpm: 25_000, baseMinor: 1_352, taxMinor: 34 },
  ],
  priceListId: 'main',
  priceIncludesTax: false,
  service: 'take-away',
  costMinor: 120,
};

const TEA: SaleLine = {
  line: 3,
  productId: idOf(0x71053),
  sku: '71053',
  name: 'TEA, LOOSE',
  unit: 'kg',
  quantityMilli: 375,
  unitPriceMinor: 2_000,
  basketDiscountMinor: 50,
  taxClass: 'standard',
  ratePpm: 0,
  netMinor: 583,
  taxMinor: 0,
  relief: 'exempt',
  reliefMinor: 117,
  priceIncludesTax: true,
};
export const LINES = [GOODS, TEA];

export const RATES: readonly RateTotal[] = [
  {
    taxClass: 'goods',
    ratePpm: 66_000,
    netMinor: 1_300,
    taxMinor: 86,
    grossMinor: 1_386,
    taxes: GOODS.taxes ?? [],
  },
  { taxClass: 'standard', ratePpm: 0, netMinor: 583, taxMinor: 0, grossMinor: 583, relief: 'exempt' },
];
export const DISCOUNTS = [
  { sharePpm: 50_000, amountMinor: 106, reason: 'opening week' },
  { amountMinor: 21, reason: 'to a round sum' },
];
export const CUSTOMER = {
  customerId: CUSTOMER_ID,
  groups: ['trade'],
  relief: 'exempt',
  reliefEvidence: 'X-99',
} as const;
export const BUYER = {
  name: 'Lighthouse Trust',
  address: ['2 Harbour Road', 'Whitby'],
  taxIds: [{ kind: 'VAT', number: 'GB 987 6543 21' }],
};
export const ORIGINAL = { saleId: SALE_ID, label: 'H1-7KQ2-I-2010-17', branchId: idOf(0xb1) };

const paid = (n: number, parts: Omit<Payment, 'paymentId' | 'state'> & Partial<Payment>): Payment => ({
  paymentId: idOf(0x20 + n),
  state: 'captured',
  ...parts,
});
export const PAYMENTS: readonly Payment[] = [
  paid(1, {
    tender: 'euro',
    kind: 'cash',
    amountMinor: 850,
    tenderedMinor: 850,
    changeMinor: 0,
    foreign: { currency: 'EUR', tenderedMinor: 1_000, ratePpb: 850_000_000 },
  }),
  paid(2, {
    tender: 'gift',
    kind: 'voucher',
    amountMinor: 900,
    tenderedMinor: 1_000,
    changeMinor: 0,
    forfeitedMinor: 100,
    reference: 'V-17',
  }),
  paid(3, {
    tender: 'card',
    kind: 'card',
    state: 'stored',
    amountMinor: 400,
    tenderedMinor: 400,
    changeMinor: 0,
    reference: 'T-00017',
    brand: 'Visa',
    lastFour: '4242',
  }),
  paid(4, {
    tender: 'account',
    kind: 'account',
    amountMinor: 120,
    tenderedMinor: 120,
    changeMinor: 0,
    customerId: CUSTOMER_ID,
  }),
  paid(5, {
    tender: 'deposit',
    kind: 'deposit',
    amountMinor: 100,
    tenderedMinor: 100,
    changeMinor: 0,
    originId: idOf(0x44),
  }),
  paid(6, { tender: 'cash', kind: 'cash', amountMinor: 100, tenderedMinor: 150, changeMinor: 50 }),
];
const EXTRAS = [
  {
    extra: 1,
    kind: 'deposit' as const,
    amountMinor: 500,
    note: 'Lantern, red',
    staffId: STAFF_ID,
    customerId: CUSTOMER_ID,
  },
];

export const SOLD: FactOf<'sale.completed'> = {
  kind: 'sale.completed',
  saleId: SALE_ID,
  basketId: BASKET_ID,
  document: { kind: 'invoice', number: 17, label: 'H1-7KQ2-I-2010-17', fiscalYear: 2010 },
  currency: 'GBP',
  lines: LINES,
  rates: RATES,
  totalMinor: 1_969,
  payments: PAYMENTS,
  discounts: DISCOUNTS,
  extras: EXTRAS,
  cashRoundingMinor: 1,
  channel: 'phone',
  customer: CUSTOMER,
  buyer: BUYER,
  fiscalFailed: true,
};

const givenBack = (line: SaleLine, restock: RefundLine['restock']): RefundLine => ({
  line: line.line,
  productId: line.productId,
  sku: line.sku,
  name: line.name,
  unit: line.unit,
  quantityMilli: line.quantityMilli,
  unitPriceMinor: line.unitPriceMinor,
  taxClass: line.taxClass,
  ratePpm: line.ratePpm,
  netMinor: line.netMinor,
  taxMinor: line.taxMinor,
  ...(line.taxes === undefined ? {} : { taxes: line.taxes }),
  ...(line.relief === undefined ? {} : { relief: line.relief }),
  restock,
  ...(line.costMinor === undefined ? {} : { costMinor: line.costMinor }),
});

export const VOIDED: FactOf<'sale.voided'> = {
  kind: 'sale.voided',
  voidId: idOf(6),
  document: { kind: 'void', number: 1, label: 'H1-7KQ2-V-2010-1', fiscalYear: 2010 },
  original: ORIGINAL,
  currency: 'GBP',
  lines: [givenBack(GOODS, 'shop'), givenBack(TEA, 'damaged')],
  rates: RATES,
  totalMinor: 1_969,
  extras: EXTRAS,
  cashRoundingMinor: 1,
  payouts: PAYMENTS.map(({ tender, kind, amountMinor, paymentId, reference, customerId, originId }) => ({
    tender,
    kind,
    amountMinor,
    paymentId,
    ...(reference === undefined ? {} : { reference }),
    ...(customerId === undefined ? {} : { customerId }),
    ...(originId === undefined ? {} : { originId }),
  })),
  reason: 'wrong customer',
};

export const REFUNDED: FactOf<'refund.completed'> = {
  kind: 'refund.completed',
  refundId: idOf(5),
  document: { kind: 'credit-note', number: 2, label: 'H1-7KQ2-C-2010-2', fiscalYear: 2010 },
  original: ORIGINAL,
  currency: 'GBP',
  lines: [
    {
      ...givenBack(GOODS, 'none'),
      quantityMilli: 3_000,
      netMinor: 650,
      taxMinor: 43,
      taxes: [
        { tax: 'state', ratePpm: 40_000, baseMinor: 650, taxMinor: 26 },
        { tax: 'city', ratePpm: 25_000, baseMinor: 676, taxMinor: 17 },
      ],
    },
    givenBack(TEA, 'damaged'),
  ],
  rates: [
    {
      taxClass: 'goods',
      ratePpm: 66_000,
      netMinor: 650,
      taxMinor: 43,
      grossMinor: 693,
      taxes: [
        { tax: 'state', ratePpm: 40_000, baseMinor: 650, taxMinor: 26 },
        { tax: 'city', ratePpm: 25_000, baseMinor: 676, taxMinor: 17 },
      ],
    },
    { taxClass: 'standard', ratePpm: 0, netMinor: 583, taxMinor: 0, grossMinor: 583, relief: 'exempt' },
  ],
  totalMinor: 1_276,
  cashRoundingMinor: -1,
  payouts: [
    { tender: 'card', kind: 'card', amountMinor: 400, paymentId: idOf(0x23), reference: 'T-00018' },
    { tender: 'account', kind: 'account', amountMinor: 120, paymentId: idOf(0x24), customerId: CUSTOMER_ID },
    { tender: 'exchange', kind: 'exchange', amountMinor: 700, paymentId: idOf(0x21) },
    { tender: 'cash', kind: 'cash', amountMinor: 75, paymentId: idOf(0x26) },
  ],
  reason: 'broken',
  extras: [{ extra: 1, kind: 'deposit', amountMinor: 20 }],
};
