import { describe, expect, it } from 'vitest';
import type { Fact, FactOf } from '../../fact/fact.ts';
import { GOLDEN_FACTS } from '../../fact/golden/golden.fixture.ts';
import { SHIFT_ID } from '../../fact/golden/shift.fixture.ts';
import { idOf } from '../../fact/wire.fixture.ts';
import { type DocumentFact, documentIdOf, isDocument } from './document-fact.ts';
import type { ReceiptFrame } from './frame.ts';
import { type PrintedDocument, receiptOf } from './receipt.ts';

const rates = [{ from: '2010-01-01', ratePpm: 40_000 }];
const FRAME: ReceiptFrame = {
  seller: {
    name: 'Corner Shop Ltd',
    address: ['1 High Street', 'Whitby'],
    taxIds: [{ kind: 'VAT', number: 'GB 123 4567 89' }],
  },
  branchName: 'High Street',
  tillCode: 'H1',
  cashierName: 'Ada',
  approverName: 'Grace',
  mark: 'DEMO',
  taxClasses: [
    {
      id: 'goods',
      name: 'Goods',
      mark: 'A',
      taxes: [
        { id: 'state', name: 'State sales tax', compound: false, rates },
        { id: 'city', name: 'City sales tax', compound: true, rates },
      ],
    },
    { id: 'standard', name: 'Standard', mark: 'B', taxes: [] },
  ],
  tenders: [
    { id: 'cash', name: 'Cash' },
    { id: 'card', name: 'Card' },
    { id: 'euro', name: 'Euro' },
  ],
};
const stamp = { utcMs: 1_291_194_360_000, offsetMinutes: 60, businessDate: '2010-12-01' };
const sale = GOLDEN_FACTS['sale.completed'];
const original = { sale, businessDate: '2010-11-30' };

const print = (fact: DocumentFact, more: Partial<PrintedDocument> = {}) =>
  receiptOf({ fact, stamp, ...more }, FRAME);

describe('a sale on paper', () => {
  const printed = print(sale);

  it('[SALE-05] says who sold, where, when, by whom and under which number', () => {
    expect(printed).toMatchObject({
      seller: FRAME.seller,
      branchName: 'High Street',
      tillCode: 'H1',
      cashierName: 'Ada',
      approverName: 'Grace',
      mark: 'DEMO',
      documentId: sale.saleId,
      document: { kind: 'invoice', number: 17, label: 'H1-7KQ2-I-2010-17', fiscalYear: 2010 },
      training: false,
      copy: 0,
      localTime: '2010-12-01 10:06',
      businessDate: '2010-12-01',
      currency: 'GBP',
      exponent: 2,
      original: null,
      buyer: { name: 'Lighthouse Trust' },
      reason: null,
      z: null,
    });
    expect(printed).not.toHaveProperty('taxClasses');
  });

  it('[SALE-05] shows what explains each line, with the mark of its tax', () => {
    expect(printed.lines[0]).toEqual({
      line: 1,
      sku: '85123A',
      name: 'WHITE HANGING HEART T-LIGHT HOLDER',
      quantityMilli: 6_000,
      unit: 'piece',
      unitPriceMinor: 255,
      priceIncludesTax: false,
      beforeMinor: 1_530,
      override: { listPriceMinor: 295, reason: 'old price' },
      promotions: [],
      discount: { amountMinor: 153, sharePpm: 100_000, reason: 'torn box' },
      basketDiscountMinor: 77,
      reliefMinor: 0,
      taxClass: 'goods',
      taxMark: 'A',
      ratePpm: 66_000,
      relief: null,
      service: 'take-away',
      netMinor: 1_300,
      taxMinor: 86,
      taxes: [
        { tax: 'state', name: 'State sales tax', ratePpm: 40_000, baseMinor: 1_300, taxMinor: 52 },
        { tax: 'city', name: 'City sales tax', ratePpm: 25_000, baseMinor: 1_352, taxMinor: 34 },
      ],
      totalMinor: 1_386,
    });
    expect(printed.discounts).toEqual([
      { amountMinor: 106, sharePpm: 50_000, reason: 'opening week' },
      { amountMinor: 21, sharePpm: null, reason: 'to a round sum' },
    ]);
  });

  it('[SALE-05] shows net, tax and gross per rate, each of several taxes, and why there is none', () => {
    expect(printed.rates).toMatchObject([
      {
        taxMark: 'A',
        netMinor: 1_300,
        taxMinor: 86,
        grossMinor: 1_386,
        taxes: [{ name: 'State sales tax' }, {}],
      },
      { taxMark: 'B', netMinor: 583, taxMinor: 0, grossMinor: 583, relief: 'exempt', taxes: [] },
    ]);
    expect(printed.reliefNote).toBe('Exempt from tax (X-99)');
    const reverse = {
      ...sale,
      lines: sale.lines.map((line) => ({ ...line, relief: 'reverse-charge' as const })),
    };
    expect(print(reverse).reliefNote).toContain('the customer owes the tax');
    expect(print({ ...sale, lines: sale.lines.slice(0, 1) }).reliefNote).toBeNull();
  });

  it('[SALE-05] shows what was due, each tender, change and what was forfeited', () => {
    expect(printed).toMatchObject({
      totalMinor: 1_969,
      cashRoundingMinor: 1,
      dueMinor: 2_470,
      changeMinor: 50,
      forfeitedMinor: 100,
      extras: [{ kind: 'deposit', amountMinor: 500, note: 'Lantern, red' }],
      tenders: [
        { name: 'Euro', amountMinor: 850, foreign: { currency: 'EUR', tenderedMinor: 1_000 } },
        { tender: 'gift', name: 'gift', tenderedMinor: 1_000, forfeitedMinor: 100, reference: 'V-17' },
        { name: 'Card', state: 'stored', reference: 'T-00017', brand: 'Visa', lastFour: '4242' },
        { kind: 'account', reference: null },
        { name: 'Deposit' },
        { name: 'Cash', tenderedMinor: 150, changeMinor: 50, foreign: null },
      ],
    });
    expect(printed.tenders.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(printed.dueMinor);
  });

  it('[SALE-05] a reprint says what the first print said, and that it is a copy', () => {
    expect(print(sale, { copy: 2 })).toEqual({ ...printed, copy: 2 });
  });

  it('[SALE-05] a training receipt says so, and a tax class that is gone has no mark', () => {
    const document = { kind: 'training-receipt', number: 1, label: 'H1-7KQ2-T-1' } as const;
    expect(print({ ...sale, document }).training).toBe(true);
    const bare = receiptOf({ fact: sale, stamp }, { ...FRAME, taxClasses: [] });
    expect(bare.lines[0]).toMatchObject({ taxMark: '', taxes: [{ name: 'state' }, { name: 'city' }] });
  });
});

describe('the fiscal block', () => {
  const signed = (outcome: 'signed' | 'failed'): FactOf<'document.signed'> => ({
    ...GOLDEN_FACTS['document.signed'],
    outcome,
  });
  const { fiscalFailed: _failed, ...sound } = sale;

  it('[SALE-05] is what the device signed, whatever it said before or after', () => {
    const block = { status: 'signed', provider: 'tse', block: [{ name: 'transaction', value: '4711' }] };
    expect(print(sound, { signatures: [signed('signed')] }).fiscal).toEqual(block);
    expect(print(sale, { signatures: [signed('failed'), signed('signed')] }).fiscal).toEqual(block);
    expect(print(sale, { signatures: [signed('signed'), signed('failed')] }).fiscal).toEqual(block);
  });

  it('[SALE-05] says in words that the device failed', () => {
    const failed = { status: 'failed', words: 'The fiscal device failed. no answer' };
    expect(print(sound, { signatures: [signed('failed')] }).fiscal).toEqual(failed);
    const { detail: _detail, ...silent } = signed('failed');
    expect(print(sound, { signatures: [silent] }).fiscal).toMatchObject({
      words: 'The fiscal device failed.',
    });
    expect(print(sale).fiscal).toEqual({ status: 'failed', words: 'The fiscal device failed.' });
    expect(print(sound).fiscal).toEqual({ status: 'none' });
  });
});

describe('other documents', () => {
  it('[SALE-05] a credit note names its receipt, its reason and what was given back', () => {
    expect(print(GOLDEN_FACTS['refund.completed'], { original })).toMatchObject({
      documentId: idOf(5),
      original: { documentId: sale.saleId, label: 'H1-7KQ2-I-2010-17', businessDate: '2010-11-30' },
      reason: 'broken',
      buyer: sale.buyer,
      lines: [{ totalMinor: 693, beforeMinor: 693, priceIncludesTax: null, discount: null }, {}],
      totalMinor: 1_276,
      extras: [{ kind: 'deposit', amountMinor: 20 }],
      dueMinor: 1_295,
      tenders: [
        { name: 'Card', reference: 'T-00018', state: null },
        {},
        { name: 'Exchange' },
        { amountMinor: 75 },
      ],
      changeMinor: 0,
    });
    const { original: _original, ...open } = GOLDEN_FACTS['refund.completed'];
    expect(print(open).original).toBeNull();
    expect(print(GOLDEN_FACTS['refund.completed']).original?.businessDate).toBeNull();
  });

  it('[SALE-05] a void gives back extras too', () => {
    expect(print(GOLDEN_FACTS['sale.voided'])).toMatchObject({
      document: { kind: 'void' },
      extras: [{ amountMinor: 500 }],
      dueMinor: 2_470,
      reason: 'wrong customer',
    });
  });

  it('[SALE-05] an invoice for a receipt has its figures, and the customer’s details', () => {
    const invoice = print(GOLDEN_FACTS['invoice.issued'], { original });
    const receipt = print(sale);
    expect(invoice).toMatchObject({
      documentId: idOf(7),
      document: { label: 'H1-7KQ2-I-2010-18' },
      original: { label: 'H1-7KQ2-I-2010-17', businessDate: '2010-11-30' },
      buyer: { name: 'Lighthouse Trust' },
    });
    for (const part of ['lines', 'rates', 'tenders', 'dueMinor', 'extras', 'currency'] as const) {
      expect(invoice[part]).toEqual(receipt[part]);
    }
  });

  it('[SALE-05] a gift receipt has goods and no amount at all', () => {
    const gift = print(GOLDEN_FACTS['gift-receipt.issued'], { original });
    expect(gift.goods).toEqual([
      {
        line: 1,
        sku: '85123A',
        name: 'WHITE HANGING HEART T-LIGHT HOLDER',
        quantityMilli: 6_000,
        unit: 'piece',
      },
    ]);
    expect([gift.lines, gift.rates, gift.tenders, gift.totalMinor]).toEqual([[], [], [], 0]);
  });

  it('[SALE-05] what only names its sale is not printed without it', () => {
    for (const kind of ['invoice.issued', 'gift-receipt.issued'] as const) {
      expect(() => print(GOLDEN_FACTS[kind])).toThrow('without its sale');
      const other = { ...original, sale: { ...sale, saleId: idOf(0x55) } };
      expect(() => print(GOLDEN_FACTS[kind], { original: other })).toThrow('without its sale');
    }
  });

  it('[SALE-05] a quote says until when it holds', () => {
    expect(print(GOLDEN_FACTS['quote.issued'])).toMatchObject({
      document: { kind: 'quote' },
      validUntil: '2010-12-31',
      totalMinor: 1_969,
      dueMinor: 1_969,
      tenders: [],
    });
  });

  it('[SALE-05] a Z has the sums of its shift and names the tills that were not heard', () => {
    const closed = GOLDEN_FACTS['shift.closed'];
    const [part] = closed.parts;
    const parts = [part!, { ...part!, seriesId: 'f'.repeat(16), tillCode: 'H2', heard: false }];
    expect(print({ ...closed, parts })).toMatchObject({
      documentId: SHIFT_ID,
      totalMinor: -500,
      lines: [],
      rates: [{ taxMark: 'A' }, { taxMark: 'B' }],
      z: { drawer: closed.drawer, totals: closed.totals, blind: true, notHeard: ['H2'] },
    });
  });

  it('[SALE-05] a supplement names its Z', () => {
    expect(print(GOLDEN_FACTS['shift.supplemented'])).toMatchObject({
      documentId: idOf(8),
      document: { kind: 'supplement' },
      original: { documentId: SHIFT_ID, label: 'H1-7KQ2-Z-2010-7' },
      z: { shiftId: SHIFT_ID, drawer: [], notHeard: ['H1'] },
    });
  });

  it('[SALE-05] every fact with a number is a document, and no other is', () => {
    const facts: readonly Fact[] = Object.values(GOLDEN_FACTS);
    expect(facts.filter(isDocument).map(({ kind }) => kind)).toEqual(
      facts.filter((fact) => 'document' in fact).map(({ kind }) => kind),
    );
    expect(new Set(facts.filter(isDocument).map(documentIdOf)).size).toBe(8);
  });
});
