import type { DocumentFact, FactOf } from '@tillmesh/model';
import { describe, expect, it } from 'vitest';
import { FRAME, id, item, printed, REFUND, SALE, Z } from './receipt.fixture.ts';
import { receiptLayout } from './receipt-layout.ts';
import { receiptText } from './receipt-text.ts';

const tenderName = (tender: string) => FRAME.tenders.find((each) => each.id === tender)?.name ?? tender;
const blocksOf = (...args: Parameters<typeof printed>) =>
  receiptLayout(printed(...args), { code: null, tenderName });
/** The lines of a document below its head, without the mark of the shop. */
const textOf = (fact: DocumentFact, more: Parameters<typeof printed>[2] = {}): readonly string[] =>
  receiptText(blocksOf(fact, { mark: null }, more))
    .split('\n')
    .filter((line) => line !== '');

describe('what a document says of money', () => {
  const taxed = (line: number): (typeof SALE.lines)[number] => ({
    ...item(line, 'Lamp', [1_000, 10_000], [9_500, 843]),
    priceIncludesTax: false,
    basketDiscountMinor: 500,
    taxes: [
      { tax: 'state', ratePpm: 62_500, baseMinor: 9_500, taxMinor: 594 },
      { tax: 'city', ratePpm: 26_250, baseMinor: 9_500, taxMinor: 249 },
    ],
  });
  const frame = {
    taxClasses: [
      {
        id: 'standard',
        name: 'Taxable',
        mark: 'T',
        taxes: [
          { id: 'state', name: 'State tax', compound: false, rates: [] },
          { id: 'city', name: 'City tax', compound: false, rates: [] },
        ],
      },
    ],
    mark: null,
  };

  it('[RECEIPT-09] [RECEIPT-10] prices without tax, discounted: subtotal, discount and tax lead to the total', () => {
    const line = taxed(1);
    const fact: DocumentFact = {
      ...SALE,
      lines: [line],
      rates: [
        {
          taxClass: 'standard',
          ratePpm: 88_750,
          netMinor: 9_500,
          taxMinor: 843,
          grossMinor: 10_343,
          taxes: line.taxes ?? [],
        },
      ],
      discounts: [{ sharePpm: 50_000, amountMinor: 500, reason: 'staff' }],
      totalMinor: 10_343,
      extras: [{ extra: 1, kind: 'deposit', amountMinor: 2_000, note: 'chair' }],
      cashRoundingMinor: 2,
      payments: [{ ...SALE.payments[0]!, amountMinor: 12_345, tenderedMinor: 12_345, changeMinor: 0 }],
    };
    const text = receiptText(blocksOf(fact, frame)).split('\n');
    expect(
      text.slice(
        text.findIndex((each) => each.startsWith('Lamp')),
        -1,
      ),
    ).toEqual([
      'Lamp                              100.00 T',
      '------------------------------------------',
      'Subtotal                            100.00',
      'Discount 5%: staff                   -5.00',
      'Tax                                   8.43',
      '------------------------------------------',
      'Goods                               103.43',
      'Deposit: chair                       20.00',
      'Rounding of cash                      0.02',
      'TOTAL GBP                           123.45',
      'Cash                                123.45',
      '------------------------------------------',
      'Rate                       Net  Tax  Gross',
      'T 8.875% standard        95.00 8.43 103.43',
      '6.25% State tax          95.00 5.94',
      '2.625% City tax          95.00 2.49',
    ]);
  });

  it('[PROMO-11] each promotion stands below its line with what it took off, and the subtotal is without it', () => {
    const line = {
      ...item(1, 'Tea', [3_000, 200], [323, 57]),
      promotions: [
        { promotionId: 'tea', amountMinor: 200 },
        { promotionId: 'spend', amountMinor: 20 },
      ],
    };
    const fact: DocumentFact = {
      ...SALE,
      lines: [line],
      rates: [{ taxClass: 'standard', ratePpm: 175_000, netMinor: 323, taxMinor: 57, grossMinor: 380 }],
      totalMinor: 380,
      discounts: [],
      extras: [],
      cashRoundingMinor: 0,
      payments: [{ ...SALE.payments[0]!, amountMinor: 380, tenderedMinor: 400, changeMinor: 20 }],
      promotions: [
        { promotionId: 'tea', name: 'Three for two', amountMinor: 200 },
        { promotionId: 'spend', name: '5% from 4.00', amountMinor: 20, couponCode: 'SPRING' },
      ],
    };
    const text = textOf(fact).map((row) => row.replace(/ {2,}/g, ' ').trim());
    expect(text).toContain('Three for two -2.00 A');
    expect(text).toContain('5% from 4.00 -0.20 A');
    expect(text).toContain('TOTAL GBP 3.80');
  });

  it('[RECEIPT-09] a customer who owes no tax is said so, and the tax in the prices is taken off', () => {
    const line = {
      ...item(1, 'Lamp', [1_000, 11_750], [10_000, 0]),
      ratePpm: 0,
      relief: 'reverse-charge' as const,
      reliefMinor: 1_750,
    };
    const fact: DocumentFact = {
      ...SALE,
      lines: [line],
      rates: [
        {
          taxClass: 'standard',
          ratePpm: 0,
          relief: 'reverse-charge',
          netMinor: 10_000,
          taxMinor: 0,
          grossMinor: 10_000,
        },
      ],
      totalMinor: 10_000,
      customer: { groups: [], relief: 'reverse-charge', reliefEvidence: 'DE 123' },
      payments: [{ ...SALE.payments[0]!, amountMinor: 10_000, tenderedMinor: 10_000, changeMinor: 0 }],
    };
    const text = textOf(fact);
    expect(text).toContain('Subtotal                            117.50');
    expect(text).toContain('Tax not charged                     -17.50');
    expect(text).toContain('TOTAL GBP                           100.00');
    expect(text.join(' ')).toContain('Reverse charge: the customer owes the tax (DE 123)');
  });

  it('[RECEIPT-11] a card by brand, last four digits and reference; foreign cash with its rate; a voucher with what it lost', () => {
    const [cash] = SALE.payments;
    const fact: DocumentFact = {
      ...SALE,
      payments: [
        {
          ...cash!,
          tender: 'card',
          kind: 'card',
          state: 'stored',
          amountMinor: 1_000,
          tenderedMinor: 1_000,
          changeMinor: 0,
          brand: 'Visa',
          lastFour: '4242',
          reference: 'A-77',
        },
        {
          ...cash!,
          tender: 'euro',
          amountMinor: 850,
          tenderedMinor: 850,
          changeMinor: 0,
          foreign: { currency: 'EUR', tenderedMinor: 1_000, ratePpb: 850_000_000 },
        },
        {
          ...cash!,
          tender: 'gift',
          kind: 'voucher',
          amountMinor: 487,
          tenderedMinor: 500,
          changeMinor: 0,
          forfeitedMinor: 13,
        },
      ],
    };
    const text = textOf(fact);
    const from = text.indexOf('TOTAL GBP                            23.37') + 1;
    expect(text.slice(from, from + 7)).toEqual([
      'Card Visa **** 4242                  10.00',
      'Reference A-77',
      'Taken offline, not approved yet',
      'Euro notes                            8.50',
      '10.00 EUR at 0.85 GBP for 1 EUR',
      'gift                                  5.00',
      'Not given as change                   0.13',
    ]);
  });

  it('[RECEIPT-15] what is given back for less than its price names no price, which would not lead there', () => {
    const [line] = REFUND.lines;
    const lineOf = (netMinor: number): string => {
      const fact = { ...REFUND, lines: [{ ...line!, quantityMilli: 3_000, netMinor, taxMinor: 0 }] };
      return textOf(fact).find((each) => each.startsWith('  3')) ?? '';
    };
    expect(lineOf(765)).toBe('  3 x 2.55                          7.65 A');
    expect(lineOf(700)).toBe('  3, as it was paid                 7.00 A');
  });

  it('[RECEIPT-09] rates stand in the order of their marks, and wide ones a line an amount', () => {
    const [standard, zero] = SALE.rates;
    expect(textOf({ ...SALE, rates: [zero!, standard!] }).slice(-2)).toEqual([
      'A 17.5% standard          18.71 3.28 21.99',
      'Z 0% zero                  1.38 0.00  1.38',
    ]);
    const taxes = [{ tax: 'vat', ratePpm: 175_000, baseMinor: 10 ** 12, taxMinor: 1 }];
    const wide = { ...standard!, netMinor: 10 ** 12, grossMinor: 10 ** 12 + 328, taxes };
    expect(textOf({ ...SALE, rates: [wide] }).slice(-7)).toEqual([
      'A 17.5% standard',
      '  Net                       10000000000.00',
      '  Tax                                 3.28',
      '  Gross                     10000000003.28',
      '17.5% VAT',
      '  Net                       10000000000.00',
      '  Tax                                 0.01',
    ]);
  });

  it('[RECEIPT-09] the long name of a tax is broken beside its amounts', () => {
    const [rate] = SALE.rates;
    const taxes = [{ tax: 'Metropolitan Commuter Surcharge', ratePpm: 3_750, baseMinor: 1_871, taxMinor: 7 }];
    expect(textOf({ ...SALE, rates: [{ ...rate!, taxes }] }).slice(-3)).toEqual([
      'A 17.5% standard          18.71 3.28 21.99',
      '0.375% Metropolitan',
      'Commuter Surcharge        18.71 0.07',
    ]);
  });

  it('[RECEIPT-10] [RECEIPT-15] a deposit alone is no sale of goods, and one rule parts it from the head', () => {
    const extras = [{ extra: 1, kind: 'deposit', amountMinor: 2_337, note: 'chair' }] as const;
    const text = textOf({ ...SALE, lines: [], rates: [], totalMinor: 0, extras });
    expect(text.slice(text.findIndex((each) => each.startsWith('---')))).toEqual([
      '------------------------------------------',
      'Deposit: chair                       23.37',
      'TOTAL GBP                            23.37',
      'Cash                                 30.00',
      'Change                                6.63',
    ]);
  });

  it('[RECEIPT-14] deposits and exchanges stand in a Z by what they are', () => {
    const { totals } = Z;
    const of = (kind: 'deposit' | 'exchange', givenBackMinor: number) => ({
      tender: kind,
      kind,
      currency: 'GBP',
      receivedMinor: 500,
      givenBackMinor,
    });
    const extras = [{ kind: 'deposit', amountMinor: 900 }] as const;
    const tenders = [of('deposit', 100), of('exchange', 500)];
    const text = textOf({ ...Z, totals: { ...totals, extras, tenders } });
    expect(text).toContain('Deposits taken                        9.00');
    expect(text).toContain('Deposits used                         5.00');
    expect(text).toContain('Deposits restored                    -1.00');
    expect(text).toContain('Paid by exchange                      5.00');
    expect(text).toContain('Exchanged                            -5.00');
  });

  it('[RECEIPT-12] the block of a fiscal device as it wants it printed, or that it failed', () => {
    const signed: FactOf<'document.signed'> = {
      kind: 'document.signed',
      documentId: id('a'),
      documentKind: 'receipt',
      label: 'H1-7KQ2-R-17',
      provider: 'test',
      outcome: 'signed',
      block: [
        { name: 'Signature counter', value: '7' },
        { name: 'Signature', value: 'f'.repeat(64) },
      ],
    };
    const text = textOf(SALE, { signatures: [signed] });
    expect(text.slice(-5)).toEqual([
      '------------------------------------------',
      'Signature counter: 7',
      'Signature:',
      'f'.repeat(42),
      'f'.repeat(22),
    ]);
    const failed = { ...signed, outcome: 'failed' as const, block: [], detail: 'no power' };
    expect(textOf(SALE, { signatures: [failed] }).at(-1)).toBe('The fiscal device failed. no power');
    expect(textOf({ ...SALE, fiscalFailed: true }).at(-1)).toBe('The fiscal device failed.');
  });

  it('[RECEIPT-02] no kind of document has a line wider than the paper', () => {
    for (const fact of [SALE, REFUND, Z]) {
      for (const line of receiptText(blocksOf(fact)).split('\n'))
        expect([line, line.length <= 42]).toEqual([line, true]);
    }
  });
});
