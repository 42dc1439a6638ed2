import { describe, expect, it } from 'vitest';
import { GB } from '../../country/gb.ts';
import type { FactOf } from '../../fact/fact.ts';
import type { Restock } from '../../sale/line.ts';
import { BRANCH, EXCLUSIVE, idOf, MORNING_MS, product, TestTill } from '../../testing/shop.fixture.ts';

type Sale = FactOf<'sale.completed'>;
type Ask = { readonly line: number; readonly quantityMilli: number; readonly restock?: Restock };

const A = product(1);
const back = (sale: Pick<Sale, 'saleId'>, lines: readonly Ask[], restock: Restock = 'shop') =>
  ({ kind: 'refund.with-receipt', saleId: sale.saleId, lines, restock, reason: 'broken' }) as const;
const open = (
  over: Partial<{ productId: string; code: string; quantityMilli: number; unitPriceMinor: number }> = {},
) => {
  const named = over.code === undefined ? { productId: A.id } : {};
  const lines = [{ ...named, quantityMilli: 1_000, unitPriceMinor: 100, ...over }];
  return { kind: 'refund.without-receipt', lines, restock: 'shop', reason: 'no receipt' } as const;
};

describe('with a receipt', () => {
  it('[REFUND-01] a part is its share of what was paid, and the parts add up', () => {
    const till = new TestTill();
    till.done({ kind: 'basket.add', productId: A.id, quantityMilli: 3_000 });
    till.done({ kind: 'basket.discount', line: 1, amountMinor: 200, reason: 'friend' });
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 100 });
    const sale = till.last('sale.completed');
    const parts = [1, 2, 3].map(() => {
      till.done(back(sale, [{ line: 1, quantityMilli: 1_000 }]));
      return till.last('refund.completed').totalMinor;
    });
    expect(parts).toEqual([33, 34, 33]);
  });

  it('[REFUND-02] the tax of the parts adds up to the tax of the receipt', () => {
    const till = new TestTill();
    const sale = till.sell({ productId: A.id, quantityMilli: 7_000 });
    const taxes = Array.from({ length: 7 }, () => {
      till.done(back(sale, [{ line: 1, quantityMilli: 1_000 }]));
      return till.last('refund.completed').rates[0]?.taxMinor ?? 0;
    });
    expect(sale.rates[0]?.taxMinor).toBe(104);
    expect(taxes).toEqual([15, 15, 15, 14, 15, 15, 15]);
  });

  it('[REFUND-03] no more than was sold and not yet given back', () => {
    const till = new TestTill();
    const sale = till.sell({ productId: A.id, quantityMilli: 3_000 });
    expect(till.refused(back(sale, [{ line: 1, quantityMilli: 4_000 }]))).toBe('REFUND-TOO-MUCH');
    till.done(back(sale, [{ line: 1, quantityMilli: 2_000 }]));
    expect(till.refused(back(sale, [{ line: 1, quantityMilli: 2_000 }]))).toBe('REFUND-TOO-MUCH');
    till.done(back(sale, [{ line: 1, quantityMilli: 1_000 }]));
    expect(till.refused(back(sale, [{ line: 1, quantityMilli: 1_000 }]))).toBe('REFUND-TOO-MUCH');
    expect(till.refused(back(sale, [{ line: 1, quantityMilli: 0 }]))).toBe('QUANTITY-OUT-OF-BOUNDS');
    expect(till.refused(back(sale, [{ line: 1, quantityMilli: -1_000 }]))).toBe('QUANTITY-OUT-OF-BOUNDS');
    expect(till.refused(back(sale, [{ line: 1, quantityMilli: 500 }]))).toBe('QUANTITY-NOT-WHOLE');
  });

  it('[REFUND-04] at least one line, each once, each on the receipt', () => {
    const till = new TestTill();
    const sale = till.sell({ productId: A.id, quantityMilli: 2_000 });
    const one = { line: 1, quantityMilli: 1_000 };
    expect(till.refused(back(sale, []))).toBe('REFUND-EMPTY');
    expect(till.refused(back(sale, [one, one]))).toBe('REFUND-REPEATED-LINE');
    expect(till.refused(back(sale, [{ ...one, line: 2 }]))).toBe('REFUND-LINE-UNKNOWN');
    expect(till.refused({ ...back(sale, [one]), reason: ' ' })).toBe('REASON-MISSING');
  });

  it('[REFUND-06] a credit note that names its receipt', () => {
    const till = new TestTill({ role: 'cashier' });
    const sale = till.sell({ productId: A.id, quantityMilli: 2_000 });
    const answer = till.done(back(sale, [{ line: 1, quantityMilli: 1_000 }]));
    const refund = till.last('refund.completed');
    expect(answer).toEqual({
      kind: 'refunded',
      refundId: refund.refundId,
      label: 'H1-7KQ2-C-1',
      totalMinor: 100,
    });
    expect(refund).toMatchObject({
      original: { saleId: sale.saleId, label: 'H1-7KQ2-R-1' },
      document: { kind: 'credit-note' },
      payouts: [{ tender: 'cash', kind: 'cash', amountMinor: 100, paymentId: sale.payments[0]?.paymentId }],
      reason: 'broken',
      lines: [
        { line: 1, productId: A.id, quantityMilli: 1_000, netMinor: 85, taxMinor: 15, restock: 'shop' },
      ],
    });
  });

  it('[REFUND-06] a line that cost nothing comes back without a payout', () => {
    const till = new TestTill();
    till.done({ kind: 'basket.add', productId: A.id });
    till.done({ kind: 'basket.discount', line: 1, sharePpm: 1_000_000, reason: 'gift' });
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 0 });
    till.done(back(till.last('sale.completed'), [{ line: 1, quantityMilli: 1_000 }]));
    expect(till.last('refund.completed')).toMatchObject({ totalMinor: 0, payouts: [] });
  });

  it('[REFUND-07] a receipt that is not here, or in another currency', () => {
    const till = new TestTill();
    expect(till.refused(back({ saleId: idOf(5) }, [{ line: 1, quantityMilli: 1_000 }]))).toBe(
      'RECEIPT-UNKNOWN',
    );
    const sale = till.sell({ productId: A.id });
    const abroad = new TestTill({ branch: { ...BRANCH, currency: 'EUR' }, known: till.known, code: 'E1' });
    expect(abroad.refused(back(sale, [{ line: 1, quantityMilli: 1_000 }]))).toBe('RECEIPT-OTHER-CURRENCY');
  });

  it('[REFUND-07] any till refunds a receipt it holds, at the rates of the sale', () => {
    const till = new TestTill();
    const sale = till.sell({ productId: A.id, quantityMilli: 12_000 });
    const other = new TestTill({ known: till.known, code: 'H2', utcMs: MORNING_MS + 60 * 86_400_000 });
    other.done(back(sale, [{ line: 1, quantityMilli: 12_000 }]));
    expect(other.last('refund.completed').rates).toEqual(sale.rates);
    expect(other.last('refund.completed').document.label).toBe('H2-7KQ2-C-1');
    expect(till.refused(back(sale, [{ line: 1, quantityMilli: 1_000 }]))).toBe('REFUND-TOO-MUCH');
  });

  it('[REFUND-08] tax is in or out as it was on the receipt', () => {
    const till = new TestTill({ branch: EXCLUSIVE });
    const sale = till.sell({ productId: A.id, quantityMilli: 12_000 });
    expect(sale.totalMinor).toBe(1_410);
    till.branch = BRANCH;
    till.done(back(sale, [{ line: 1, quantityMilli: 5_000 }]));
    expect(till.last('refund.completed').rates).toMatchObject([
      { netMinor: 500, taxMinor: 88, grossMinor: 588 },
    ]);
    till.done(back(sale, [{ line: 1, quantityMilli: 7_000 }]));
    expect(till.last('refund.completed').rates).toMatchObject([
      { netMinor: 700, taxMinor: 122, grossMinor: 822 },
    ]);
  });

  it('[REFUND-09] what was given back twice by tills apart leaves nothing below zero', () => {
    const till = new TestTill();
    const sale = till.sell({ productId: A.id, quantityMilli: 3_000 });
    const record = till.known.receipts.get(sale.saleId)!;
    till.known.receipts.set(sale.saleId, {
      ...record,
      refundedLines: new Map([
        [1, { quantityMilli: 2_000, netMinor: 290, taxMinor: 60, taxes: new Map<string, number>() }],
      ]),
    });
    till.done(back(sale, [{ line: 1, quantityMilli: 1_000 }]));
    expect(till.last('refund.completed')).toMatchObject({
      totalMinor: 0,
      rates: [{ netMinor: 0, taxMinor: 0, grossMinor: 0 }],
    });
  });
});

describe('without a receipt', () => {
  it('[REFUND-05] its own right, a reason, and the rate of the day', () => {
    const till = new TestTill({ role: 'cashier' });
    expect(till.refused(open())).toBe('RIGHT-MISSING');
    till.signIn('supervisor');
    expect(till.refused({ ...open(), reason: '' })).toBe('REASON-MISSING');
    till.done(open({ code: A.sku, unitPriceMinor: 1_200 }));
    expect(till.last('refund.completed')).toMatchObject({ totalMinor: 1_200, rates: [{ ratePpm: 175_000 }] });
    expect(till.last('refund.completed')).not.toHaveProperty('original');
    const later = new TestTill({ utcMs: MORNING_MS + 34 * 86_400_000 });
    later.done(open({ unitPriceMinor: 1_200 }));
    expect(later.last('refund.completed').rates).toEqual([
      { taxClass: 'standard', ratePpm: 200_000, netMinor: 1_000, taxMinor: 200, grossMinor: 1_200 },
    ]);
  });

  it('[REFUND-05] what is no longer sold may come back; what is not known may not', () => {
    const luxury = product(2, { taxClass: 'luxury' });
    const till = new TestTill({ products: [product(1, { active: false, priceMinor: null }), luxury] });
    till.done(open());
    expect(till.refused(open({ productId: idOf(9) }))).toBe('PRODUCT-UNKNOWN');
    expect(till.refused(open({ productId: A.id, code: A.sku }))).toBe('PRODUCT-AMBIGUOUS');
    expect(till.refused(open({ productId: luxury.id }))).toBe('TAX-CLASS-UNKNOWN');
    expect(till.refused(open({ quantityMilli: 1_001 }))).toBe('QUANTITY-NOT-WHOLE');
    expect(till.refused(open({ quantityMilli: 0 }))).toBe('QUANTITY-OUT-OF-BOUNDS');
    expect(till.refused(open({ quantityMilli: 1e9, unitPriceMinor: 1e12 }))).toBe('AMOUNT-OUT-OF-BOUNDS');
    expect(till.refused({ ...open(), lines: [] })).toBe('REFUND-EMPTY');
  });

  it('[LINE-10] nor more than a document can hold', () => {
    const till = new TestTill();
    const [line] = open({ unitPriceMinor: 1e12 }).lines;
    expect(till.refused({ ...open(), lines: [line!, line!] })).toBe('AMOUNT-OUT-OF-BOUNDS');
  });

  it('[TAX-01] before the first rate of a class nothing can be counted', () => {
    const branch = {
      ...BRANCH,
      taxClasses: GB.taxClasses.map((each) => ({
        ...each,
        taxes: each.taxes.map((tax) => ({ ...tax, rates: [{ from: '2020-01-01', ratePpm: 0 }] })),
      })),
    };
    expect(new TestTill({ branch }).refused(open())).toBe('TAX-CLASS-UNKNOWN');
  });
});

describe('stock', () => {
  const stockOf = ({ known }: TestTill) => [known.stock.get(A.id) ?? 0, known.damaged.get(A.id) ?? 0];

  it('[STOCK-01] a sale moves out, a refund moves in when it goes back on the shelf', () => {
    const till = new TestTill();
    const sale = till.sell({ productId: A.id, quantityMilli: 5_000 });
    expect(stockOf(till)).toEqual([-5_000, 0]);
    till.done(back(sale, [{ line: 1, quantityMilli: 2_000 }]));
    expect(stockOf(till)).toEqual([-3_000, 0]);
    till.done(back(sale, [{ line: 1, quantityMilli: 3_000 }], 'none'));
    till.done({ ...open(), restock: 'none' });
    expect(stockOf(till)).toEqual([-3_000, 0]);
    till.done(open());
    expect(stockOf(till)).toEqual([-2_000, 0]);
  });

  it('[REFUND-17] line by line on the shelf, to the damaged ones, or nowhere', () => {
    const till = new TestTill();
    till.sell({ productId: A.id, quantityMilli: 4_000 }, { productId: product(2).id, quantityMilli: 1_000 });
    const lines = [
      { line: 1, quantityMilli: 3_000, restock: 'damaged' as const },
      { line: 2, quantityMilli: 1_000 },
    ];
    till.done(back(till.last('sale.completed'), lines, 'none'));
    expect(till.last('refund.completed').lines.map(({ restock }) => restock)).toEqual(['damaged', 'none']);
    expect(stockOf(till)).toEqual([-4_000, 3_000]);
    expect(till.known.stock.get(product(2).id)).toBe(-1_000);
  });
});
