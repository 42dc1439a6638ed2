import { describe, expect, it } from 'vitest';
import { evolve, initialTillState, startSeries } from '../state/evolve.ts';
import { product, TestTill } from '../testing/shop.fixture.ts';

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
      restock: false,
      reason: 'x',
    });
    till.done(close(100));
    const labels = till.facts().flatMap((fact) => ('document' in fact ? [fact.document.label] : []));
    expect(labels).toEqual(['K2-7KQ2-R-1', 'K2-7KQ2-R-2', 'K2-7KQ2-C-1', 'K2-7KQ2-Z-1']);
  });

  it('[DOC-03] a new series numbers from 1, and the shift goes on', () => {
    const till = new TestTill();
    till.sell({ productId: A.id });
    till.state = startSeries(till.state);
    expect(till.sell({ productId: A.id }).document.number).toBe(1);
    expect(till.state.shift?.totals.salesCount).toBe(2);
  });

  it('[SHIFT-02] a fact of money outside every shift is a broken journal', () => {
    const till = new TestTill();
    till.sell({ productId: A.id });
    expect(() => evolve(initialTillState(), till.recorded[1]!)).toThrow('outside every shift');
  });

  it('[DATE-02] a fact outside a shift has the date of now, never before the last', () => {
    const till = new TestTill({ open: false });
    const move = {
      kind: 'stock.move',
      reason: 'received',
      lines: [{ productId: A.id, quantityMilli: 1_000 }],
      note: '',
    } as const;
    till.done(move);
    till.utcMs -= 3 * DAY_MS;
    till.done(move);
    till.utcMs += 4 * DAY_MS;
    till.done(move);
    expect(till.recorded.map(({ stamp }) => [stamp.shiftId, stamp.businessDate])).toEqual([
      [null, '2010-12-01'],
      [null, '2010-12-01'],
      [null, '2010-12-02'],
    ]);
  });
});
