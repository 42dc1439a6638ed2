import { type DocumentFact, type Receipt, receiptOf, type ReceiptFrame } from '@tillmesh/model';

const id = (digit: string): string => digit.repeat(32);

const FRAME: ReceiptFrame = {
  seller: { name: 'Harbour & Sons', lines: ['12 Quay Street'] },
  branchName: 'Harbour Quay',
  tillCode: 'H1',
  cashierName: 'Mia',
  mark: 'DEMO',
};

const stamp = {
  utcMs: Date.UTC(2010, 11, 1, 8, 26),
  offsetMinutes: 0,
  businessDate: '2010-12-01',
  shiftId: id('1'),
  staffId: id('2'),
  approverId: null,
  commandId: id('3'),
};

const item = (
  line: number,
  name: string,
  quantityMilli: number,
  unitPriceMinor: number,
  totalMinor: number,
) => ({
  line,
  productId: id('4'),
  sku: `S${line}`,
  name,
  unit: 'piece' as const,
  quantityMilli,
  listPriceMinor: unitPriceMinor,
  unitPriceMinor,
  taxClass: 'standard',
  ratePpm: 175_000,
  totalMinor,
});

export const SALE: DocumentFact = {
  kind: 'sale.completed',
  saleId: id('a'),
  basketId: id('5'),
  document: { kind: 'receipt', number: 17, label: 'H1-7KQ2-R-17' },
  currency: 'GBP',
  lines: [
    item(1, 'White hanging heart T-light holder', 6_000, 255, 1_530),
    item(2, 'りんごジュース 濃縮還元 とても長い商品名 1L', 1_000, 129, 129),
    {
      ...item(4, 'Chutney', 2_000, 300, 540),
      discount: { sharePpm: 100_000, amountMinor: 60, reason: 'dented' },
      listPriceMinor: 320,
      overrideReason: 'price on shelf',
    },
    { ...item(5, 'Potatoes, loose', 1_250, 110, 138), unit: 'kg', taxClass: 'zero', ratePpm: 0 },
  ],
  rates: [
    { taxClass: 'standard', ratePpm: 175_000, netMinor: 1_871, taxMinor: 328, grossMinor: 2_199 },
    { taxClass: 'zero', ratePpm: 0, netMinor: 138, taxMinor: 0, grossMinor: 138 },
  ],
  totalMinor: 2_337,
  payments: [
    { paymentId: id('6'), tender: 'cash', amountMinor: 2_337, tenderedMinor: 3_000, changeMinor: 663 },
  ],
};

export const REFUND: DocumentFact = {
  kind: 'refund.completed',
  refundId: id('b'),
  document: { kind: 'refund', number: 2, label: 'H1-7KQ2-C-2' },
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
      totalMinor: 255,
      restock: true,
    },
  ],
  rates: [{ taxClass: 'standard', ratePpm: 175_000, netMinor: 217, taxMinor: 38, grossMinor: 255 }],
  totalMinor: 255,
  payouts: [{ tender: 'cash', amountMinor: 255 }],
  reason: 'broken',
};

export const Z: DocumentFact = {
  kind: 'shift.closed',
  shiftId: id('1'),
  document: { kind: 'z', number: 1, label: 'H1-7KQ2-Z-1' },
  currency: 'GBP',
  floatMinor: 10_000,
  totals: {
    salesCount: 1,
    salesGrossMinor: 2_337,
    refundsCount: 1,
    refundsGrossMinor: 255,
    rates: [
      { taxClass: 'standard', ratePpm: 175_000, netMinor: 1_654, taxMinor: 290, grossMinor: 1_944 },
      { taxClass: 'zero', ratePpm: 0, netMinor: 138, taxMinor: 0, grossMinor: 138 },
    ],
    tenders: [{ tender: 'cash', receivedMinor: 2_337, givenBackMinor: 255 }],
    voidedLinesCount: 1,
    cancelledBasketsCount: 0,
  },
  expectedMinor: 12_082,
  countedMinor: 12_080,
  varianceMinor: -2,
};

export const printed = (fact: DocumentFact, frame: Partial<ReceiptFrame> = {}): Receipt =>
  receiptOf({ fact, stamp }, { ...FRAME, ...frame });
