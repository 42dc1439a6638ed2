import type { DocumentFact, FactOf, ReceiptRecord } from '@tillmesh/model';
import { describe, expect, it } from 'vitest';
import { FRAME, id, printed, REFUND, SALE, Z } from './receipt.fixture.ts';
import { receiptHtml } from './receipt-html.ts';
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

const RECORD: ReceiptRecord = {
  sale: SALE,
  utcMs: 0,
  offsetMinutes: 0,
  businessDate: '2010-11-30',
  branchId: id('9'),
  deviceId: id('8'),
  shiftId: id('1'),
  staffId: id('2'),
  refundedLines: new Map(),
  refundedPayments: new Map(),
  voided: false,
  invoiced: false,
  depositUsedMinor: 0,
};
const original = { saleId: SALE.saleId, label: 'H1-7KQ2-R-17' };
const buyer = { name: 'Quay Ltd', address: ['1 Pier', 'Harbour'], taxIds: [{ kind: 'VAT', number: 'GB 9' }] };

describe('every kind of document', () => {
  it('[RECEIPT-07] an invoice of an earlier receipt says all of it again, to the buyer', () => {
    const fact: FactOf<'invoice.issued'> = {
      kind: 'invoice.issued',
      invoiceId: id('c'),
      document: { kind: 'invoice', number: 3, label: 'H1-7KQ2-I-3' },
      original,
      buyer,
    };
    const text = textOf(fact, { original: RECORD });
    expect(text).toContain('Invoice                        H1-7KQ2-I-3');
    expect(text).toContain('Original                      H1-7KQ2-R-17');
    expect(text).toContain('Dated                           2010-11-30');
    expect(text.slice(text.indexOf('To'), text.indexOf('To') + 5)).toEqual([
      'To',
      'Quay Ltd',
      '1 Pier',
      'Harbour',
      'VAT GB 9',
    ]);
    expect(text).toContain('TOTAL GBP                            23.37');
    expect(text).toContain('Change                                6.63');
  });

  it('[RECEIPT-07] a void says what was undone, and why', () => {
    const { reason, currency, lines, rates, totalMinor, payouts, cashRoundingMinor } = REFUND;
    const fact: FactOf<'sale.voided'> = {
      kind: 'sale.voided',
      voidId: id('d'),
      document: { kind: 'void', number: 1, label: 'H1-7KQ2-V-1' },
      original,
      extras: [{ extra: 1, kind: 'tip', amountMinor: 45 }],
      reason,
      currency,
      lines,
      rates,
      totalMinor,
      payouts,
      cashRoundingMinor,
    };
    const text = textOf(fact);
    expect(text).toContain('Void                           H1-7KQ2-V-1');
    expect(text).toContain('Goods                                 2.55');
    expect(text).toContain('Tip                                   0.45');
    expect(text).toContain('VOIDED GBP                            3.00');
  });

  it('[RECEIPT-07] a quote says until when it holds, and that nothing was paid', () => {
    const { currency, lines, rates, totalMinor } = SALE;
    const fact: FactOf<'quote.issued'> = {
      kind: 'quote.issued',
      quoteId: id('e'),
      document: { kind: 'quote', number: 4, label: 'H1-7KQ2-Q-4' },
      currency,
      lines,
      rates,
      totalMinor,
      discounts: [],
      validUntil: '2010-12-31',
      buyer,
    };
    const text = textOf(fact);
    expect(text).toContain('Quote                          H1-7KQ2-Q-4');
    expect(text).toContain('Valid until                     2010-12-31');
    expect(text).toContain('TOTAL GBP                            23.37');
    expect(text.join()).not.toMatch(/Cash|Change/);
  });

  it('[RECEIPT-07] a gift receipt names goods, and no amount anywhere', () => {
    const fact: FactOf<'gift-receipt.issued'> = {
      kind: 'gift-receipt.issued',
      giftReceiptId: id('f'),
      document: { kind: 'gift-receipt', number: 1, label: 'H1-7KQ2-G-1' },
      original,
      lines: [1, 5],
    };
    const text = textOf(fact, { original: RECORD });
    expect(text.slice(-2)).toEqual([
      'White hanging heart T-light holder       6',
      'Potatoes, loose                    1.25 kg',
    ]);
    expect(text.join()).not.toMatch(/\d\.\d\d\b(?! kg)/);
  });

  it('[RECEIPT-16] the business date stands beside the time where that says another day, in a Z only once', () => {
    const stamp = { utcMs: Date.UTC(2010, 11, 2, 0, 40), offsetMinutes: 0, businessDate: '2010-12-01' };
    const text = textOf(SALE, { stamp });
    expect(text).toContain('2010-12-02 00:40                   Till H1');
    expect(text).toContain('Business date                   2010-12-01');
    expect(textOf(SALE).join()).not.toContain('Business date');
    expect(textOf(Z, { stamp }).filter((line) => line.startsWith('Business date'))).toHaveLength(1);
  });

  it('[RECEIPT-13] a training receipt is marked at its top and bottom, beside the mark of the shop', () => {
    const fact = {
      ...SALE,
      document: { kind: 'training-receipt', number: 1, label: 'H1-7KQ2-T-1' } as const,
    };
    const text = receiptText(blocksOf(fact));
    expect(text.match(/T R A I N I N G/g)).toHaveLength(2);
    expect(text.match(/D E M O/g)).toHaveLength(2);
    expect(receiptHtml(blocksOf(fact), 'T').match(/<p class="mark"><bdi>TRAINING/g)).toHaveLength(2);
  });

  it('[RECEIPT-13] a document that is printed again is a copy with its number', () => {
    expect(receiptText(blocksOf(SALE, { mark: null }, { copy: 2 })).match(/C O P Y {3}2/g)).toHaveLength(2);
    expect(receiptText(blocksOf(SALE, { mark: null }))).not.toContain('C O P Y');
  });

  it('[RECEIPT-14] a supplement names its Z and counts what came after it, without a count of the drawer', () => {
    const { totals, parts, currency } = Z;
    const fact: FactOf<'shift.supplemented'> = {
      kind: 'shift.supplemented',
      supplementId: id('e'),
      shiftId: id('1'),
      document: { kind: 'supplement', number: 1, label: 'H1-7KQ2-S-1' },
      z: 'H1-7KQ2-Z-1',
      currency,
      totals,
      parts,
    };
    const text = textOf(fact);
    expect(text).toContain('Z supplement                   H1-7KQ2-S-1');
    expect(text).toContain('For Z                          H1-7KQ2-Z-1');
    expect(text).toContain('Till H2                    5 entries, to 9');
    expect(text.join()).not.toContain('Counted');
    expect(text.indexOf('Paid out                             -3.00')).toBeLessThan(
      text.indexOf('Drawer, EUR'),
    );
  });
});
