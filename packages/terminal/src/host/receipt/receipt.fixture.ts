import {
  type DocumentFact,
  type FactOf,
  type PrintedDocument,
  type Receipt,
  receiptOf,
  type ReceiptFrame,
  type SaleLine,
  type TaxClass,
} from '@tillmesh/model';

export const id = (digit: string): string => digit.repeat(32);

const taxClass = (name: string, mark: string): TaxClass => ({
  id: name,
  name,
  mark,
  taxes: [{ id: 'vat', name: 'VAT', compound: false, rates: [{ from: '2010-01-01', ratePpm: 175_000 }] }],
});

export const FRAME: ReceiptFrame = {
  seller: {
    name: 'Harbour & Sons',
    address: ['12 Quay Street'],
    taxIds: [{ kind: 'VAT', number: 'GB 123 4567 89' }],
  },
  branchName: 'Harbour Quay',
  tillCode: 'H1',
  cashierName: 'Mia',
  approverName: null,
  mark: 'DEMO',
  taxClasses: [taxClass('standard', 'A'), taxClass('zero', 'Z')],
  tenders: [
    { id: 'cash', name: 'Cash' },
    { id: 'card', name: 'Card' },
    { id: 'euro', name: 'Euro notes' },
  ],
};

const stamp = { utcMs: Date.UTC(2010, 11, 1, 8, 26), offsetMinutes: 0, businessDate: '2010-12-01' };

/** One line at the standard rate; net and tax as they were split when it was sold. */
export const item = (
  line: number,
  name: string,
  [quantityMilli, unitPriceMinor]: readonly [number, number],
  [netMinor, taxMinor]: readonly [number, number],
): SaleLine => ({
  line,
  productId: id('4'),
  sku: `S${line}`,
  name,
  unit: 'piece',
  quantityMilli,
  listPriceMinor: unitPriceMinor,
  unitPriceMinor,
  taxClass: 'standard',
  ratePpm: 175_000,
  netMinor,
  taxMinor,
  priceIncludesTax: true,
});

export const SALE: FactOf<'sale.completed'> = {
  kind: 'sale.completed',
  saleId: id('a'),
  basketId: id('5'),
  document: { kind: 'receipt', number: 17, label: 'H1-7KQ2-R-17' },
  currency: 'GBP',
  lines: [
    item(1, 'White hanging heart T-light holder', [6_000, 255], [1_302, 228]),
    item(2, 'りんごジュース 濃縮還元 とても長い商品名 1L', [1_000, 129], [110, 19]),
    {
      ...item(4, 'Chutney', [2_000, 300], [459, 81]),
      discount: { sharePpm: 100_000, amountMinor: 60, reason: 'dented' },
      listPriceMinor: 320,
      overrideReason: 'price on shelf',
    },
    {
      ...item(5, 'Potatoes, loose', [1_250, 110], [138, 0]),
      unit: 'kg',
      taxClass: 'zero',
      ratePpm: 0,
    },
  ],
  rates: [
    { taxClass: 'standard', ratePpm: 175_000, netMinor: 1_871, taxMinor: 328, grossMinor: 2_199 },
    { taxClass: 'zero', ratePpm: 0, netMinor: 138, taxMinor: 0, grossMinor: 138 },
  ],
  totalMinor: 2_337,
  payments: [
    {
      paymentId: id('6'),
      tender: 'cash',
      kind: 'cash',
      state: 'captured',
      amountMinor: 2_337,
      tenderedMinor: 3_000,
      changeMinor: 663,
    },
  ],
  discounts: [],
  extras: [],
  cashRoundingMinor: 0,
  channel: 'shop',
};

export const REFUND: FactOf<'refund.completed'> = {
  kind: 'refund.completed',
  refundId: id('b'),
  document: { kind: 'credit-note', number: 2, label: 'H1-7KQ2-C-2' },
  original: { saleId: id('a'), label: 'H1-7KQ2-R-17' },
  currency: 'GBP',
  lines: [
    {
      line: 1,
      productId: id('4'),
      sku: 'S1',
      name: 'White hanging heart T-light holder',
      unit: 'piece',
      quantityMilli: 1_000,
      unitPriceMinor: 255,
      taxClass: 'standard',
      ratePpm: 175_000,
      netMinor: 217,
      taxMinor: 38,
      restock: 'shop',
    },
  ],
  rates: [{ taxClass: 'standard', ratePpm: 175_000, netMinor: 217, taxMinor: 38, grossMinor: 255 }],
  totalMinor: 255,
  payouts: [{ tender: 'cash', kind: 'cash', amountMinor: 255 }],
  reason: 'broken',
  cashRoundingMinor: 0,
  extras: [],
};

export const Z: FactOf<'shift.closed'> = {
  kind: 'shift.closed',
  shiftId: id('1'),
  document: { kind: 'z', number: 1, label: 'H1-7KQ2-Z-1' },
  currency: 'GBP',
  totals: {
    salesCount: 2,
    salesGrossMinor: 2_737,
    refundsCount: 1,
    refundsGrossMinor: 255,
    voidsCount: 1,
    voidsGrossMinor: 400,
    rates: [
      { taxClass: 'standard', ratePpm: 175_000, netMinor: 1_654, taxMinor: 290, grossMinor: 1_944 },
      { taxClass: 'zero', ratePpm: 0, netMinor: 138, taxMinor: 0, grossMinor: 138 },
    ],
    tenders: [
      { tender: 'cash', kind: 'cash', currency: 'GBP', receivedMinor: 2_237, givenBackMinor: 255 },
      { tender: 'card', kind: 'card', currency: 'GBP', receivedMinor: 500, givenBackMinor: 400 },
      { tender: 'euro', kind: 'cash', currency: 'EUR', receivedMinor: 1_000, givenBackMinor: 0 },
    ],
    voidedLinesCount: 1,
    cancelledBasketsCount: 0,
    discountsMinor: 60,
    discountsCount: 1,
    overridesCount: 1,
    noSalesCount: 2,
    reprintsCount: 1,
    trainingCount: 0,
    cashRoundingMinor: 0,
    extras: [{ kind: 'tip', amountMinor: 150 }],
    drawer: [
      {
        currency: 'EUR',
        floatMinor: 0,
        receivedMinor: 1_000,
        changeMinor: 0,
        givenBackMinor: 0,
        paidInMinor: 0,
        paidOutMinor: 0,
        droppedMinor: 0,
      },
      {
        currency: 'GBP',
        floatMinor: 10_000,
        receivedMinor: 3_000,
        changeMinor: 763,
        givenBackMinor: 255,
        paidInMinor: 0,
        paidOutMinor: 300,
        droppedMinor: 5_000,
      },
    ],
  },
  drawer: [
    {
      currency: 'GBP',
      floatMinor: 10_000,
      expectedMinor: 6_682,
      countedMinor: 6_680,
      varianceMinor: -2,
      denominations: [
        { valueMinor: 2_000, count: 3 },
        { valueMinor: 10, count: 68 },
      ],
    },
    { currency: 'EUR', floatMinor: 0, expectedMinor: 1_000, countedMinor: 1_000, varianceMinor: 0 },
  ],
  blind: true,
  parts: [
    {
      seriesId: '7'.repeat(16),
      deviceId: id('8'),
      tillCode: 'H1',
      after: 20,
      through: 61,
      head: '9'.repeat(64),
      strays: [],
      entries: 41,
      heard: true,
      grandSalesMinor: 912_737,
      grandRefundsMinor: 655,
    },
    {
      seriesId: '6'.repeat(16),
      deviceId: id('7'),
      tillCode: 'H2',
      after: 4,
      through: 9,
      head: '8'.repeat(64),
      strays: [],
      entries: 5,
      heard: false,
      grandSalesMinor: 12_000,
      grandRefundsMinor: 0,
    },
  ],
};

/** A document as it is printed, with what else is known of it. */
export const printed = (
  fact: DocumentFact,
  frame: Partial<ReceiptFrame> = {},
  more: Partial<PrintedDocument> = {},
): Receipt => receiptOf({ fact, stamp, ...more }, { ...FRAME, ...frame });
