import { describe, expect, it } from 'vitest';
import { startSeries } from '../../state/evolve.ts';
import { product, TestTill } from '../../testing/shop.fixture.ts';

const A = product(1);
const DAY_MS = 86_400_000;
const close = (countedMinor: number) => ({ kind: 'shift.close', countedMinor }) as const;

describe('documents', () => {
  it('[DOC-02] a label names till, series, kind and number', () => {
    const till = new TestTill({ code: 'K2' });
    till.sell({ productId: A.id });
    till.sell({ productId: A.id });
    till.done({
      kind: 'refund.without-receipt',
      lines: [{ productId: A.id, quantityMilli: 1_000, unitPriceMinor: 100 }],
      restock: 'none',
      reason: 'x',
    });
    const { saleId } = till.last('sale.completed');
    const buyer = { name: 'Ada', address: [], taxIds: [] };
    till.done({ kind: 'invoice.issue', saleId, buyer });
    till.done({ kind: 'gift-receipt.issue', saleId, lines: [1] });
    till.done({ kind: 'sale.void', saleId, reason: 'x' });
    till.done({ kind: 'basket.add', productId: A.id });
    till.done({ kind: 'quote.issue', validUntil: '2010-12-24' });
    till.done({ kind: 'training.start' });
    till.sell({ productId: A.id });
    till.done({ kind: 'training.end' });
    till.done(close(0));
    const labels = till.facts().flatMap((fact) => ('document' in fact ? [fact.document.label] : []));
    expect(labels).toEqual(
      ['R-1', 'R-2', 'C-1', 'I-1', 'G-1', 'V-1', 'Q-1', 'T-1', 'Z-1'].map((of) => `K2-7KQ2-${of}`),
    );
  });

  it('[DOC-03] a new series numbers from 1, and the shift goes on', () => {
    const till = new TestTill();
    till.sell({ productId: A.id });
    till.state = startSeries(till.state);
    expect(till.sell({ productId: A.id }).document.number).toBe(1);
    expect(till.state.shift?.totals.salesCount).toBe(2);
  });

  it('[DATE-02] a fact outside a shift has the date of now, never before the last shift’s, and moves nothing', () => {
    const till = new TestTill();
    till.done(close(0));
    const before = till.recorded.length;
    for (const days of [-3, 4, -4]) {
      till.utcMs += days * DAY_MS;
      const lines = [{ productId: A.id, quantityMilli: 1_000 }];
      till.done({ kind: 'stock.move', reason: 'received', lines, note: '' });
    }
    expect(till.recorded.slice(before).map(({ stamp }) => [stamp.shiftId, stamp.businessDate])).toEqual([
      [null, '2010-12-01'],
      [null, '2010-12-02'],
      [null, '2010-12-01'],
    ]);
  });
});
