import { describe, expect, it } from 'vitest';
import { idOf, product, TestTill } from '../../testing/shop.fixture.ts';
import type { CommandOf } from '../command.ts';

const A = product(1);

describe('stock', () => {
  const move = (quantityMilli: number, over: Partial<CommandOf<'stock.move'>> = {}) =>
    ({
      kind: 'stock.move',
      reason: 'adjusted',
      lines: [{ productId: A.id, quantityMilli }],
      note: 'shelf',
      ...over,
    }) as const;

  it('[STOCK-03] nothing moves while training', () => {
    const till = new TestTill();
    till.done({ kind: 'training.start' });
    expect(till.refused(move(1_000))).toBe('TRAINING-MODE');
  });

  it('[STOCK-02] known products, lines of nothing left out, nothing refused', () => {
    const till = new TestTill({ open: false });
    till.done(
      move(-2_000, {
        lines: [
          { productId: A.id, quantityMilli: -2_000 },
          { productId: product(2).id, quantityMilli: 0 },
        ],
      }),
    );
    expect(till.last('stock.moved')).toEqual({
      kind: 'stock.moved',
      reason: 'adjusted',
      lines: [{ productId: A.id, quantityMilli: -2_000 }],
      note: 'shelf',
    });
    expect(till.known.stock.get(A.id)).toBe(-2_000);
    expect(till.refused(move(0))).toBe('STOCK-MOVE-EMPTY');
    expect(till.refused(move(1_000, { lines: [] }))).toBe('STOCK-MOVE-EMPTY');
    expect(till.refused(move(1_000, { lines: [{ productId: idOf(9), quantityMilli: 1_000 }] }))).toBe(
      'PRODUCT-UNKNOWN',
    );
  });

  it('[STOCK-03] received comes in, pieces move whole', () => {
    const till = new TestTill();
    expect(till.refused(move(-1_000, { reason: 'received' }))).toBe('QUANTITY-OUT-OF-BOUNDS');
    expect(till.refused(move(-1_500))).toBe('QUANTITY-NOT-WHOLE');
    const lines = [
      { productId: A.id, quantityMilli: 1_000 },
      { productId: product(2).id, quantityMilli: 0 },
    ];
    till.done(move(0, { reason: 'received', lines }));
    expect(till.last('stock.moved').lines).toEqual(lines.slice(0, 1));
  });
});
