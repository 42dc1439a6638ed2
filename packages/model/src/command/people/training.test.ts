import { describe, expect, it } from 'vitest';
import { expectedDrawer } from '../../state/z-totals.ts';
import { product, staffIdOf, TestTill } from '../../testing/shop.fixture.ts';
import type { CommandBody } from '../command.ts';

const A = product(1);
const scan: CommandBody = { kind: 'basket.add', productId: A.id };

describe('training', () => {
  it('[TRAIN-01] begins and ends without a basket, in a shift, each as a fact', () => {
    const till = new TestTill();
    expect(till.refused({ kind: 'training.end' })).toBe('TRAINING-NOT-STARTED');
    till.done(scan);
    expect(till.refused({ kind: 'training.start' })).toBe('SHIFT-HAS-BASKET');
    till.done({ kind: 'basket.cancel', reason: 'x' });
    till.done({ kind: 'training.start' });
    expect(till.refused({ kind: 'training.start' })).toBe('TRAINING-MODE');
    till.done(scan);
    expect(till.refused({ kind: 'training.end' })).toBe('SHIFT-HAS-BASKET');
    till.done({ kind: 'basket.cancel', reason: 'x' });
    till.done({ kind: 'training.end' });
    expect(till.facts().filter(({ kind }) => kind.startsWith('training.'))).toEqual([
      { kind: 'training.started' },
      { kind: 'training.ended' },
    ]);
  });

  it('[TRAIN-02] what is sold has numbers of its own and counts in no total, drawer or stock', () => {
    const till = new TestTill({ floatMinor: 500 });
    till.sell({ productId: A.id });
    const { documentNumbers } = till.state;
    till.done({ kind: 'training.start' });
    till.done(scan);
    till.done({ kind: 'basket.discount', line: 1, amountMinor: 10, reason: 'x' });
    till.done({ kind: 'basket.override-price', line: 1, unitPriceMinor: 90, reason: 'x' });
    till.done({ kind: 'basket.discount', sharePpm: 1, reason: 'x' });
    till.done({ ...scan, productId: product(2).id });
    till.done({ kind: 'basket.void-line', line: 1, reason: 'x' });
    till.done({ kind: 'payment.take', tender: 'card', tenderedMinor: 10 });
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1_000 });
    expect(till.last('sale.completed').document).toMatchObject({
      kind: 'training-receipt',
      label: 'H1-7KQ2-T-1',
    });
    const marked = till.recorded
      .slice(-9)
      .map(({ fact }) => fact)
      .filter((fact) => 'training' in fact);
    expect(marked.map(({ kind }) => kind)).toEqual([
      'override.withdrawn',
      'discount.withdrawn',
      'line.voided',
      'payment.taken',
      'payment.taken',
    ]);
    const { totals } = till.state.shift!;
    expect(totals).toMatchObject({ salesCount: 1, trainingCount: 1, voidedLinesCount: 0, overridesCount: 0 });
    expect(expectedDrawer(totals)).toEqual(new Map([['GBP', 600]]));
    expect(till.known.stock.get(A.id)).toBe(-1_000);
    expect(till.state.documentNumbers).toEqual({
      ...documentNumbers,
      'training-receipt': { number: 1, fiscalYear: null },
    });
    expect(till.known.receipts.size).toBe(1);
  });

  it('[TRAIN-03] nothing is given back, moved, counted, left or closed meanwhile', () => {
    const till = new TestTill();
    const { saleId } = till.sell({ productId: A.id });
    till.done({ kind: 'training.start' });
    const lines = [{ line: 1, quantityMilli: 1_000 }];
    const count = { currency: 'GBP', totalMinor: 1 };
    const open = [{ productId: A.id, quantityMilli: 1_000, unitPriceMinor: 1 }];
    const bodies: readonly CommandBody[] = [
      { kind: 'sale.void', saleId, reason: 'x' },
      { kind: 'refund.with-receipt', saleId, lines, restock: 'shop', reason: 'x' },
      { kind: 'refund.without-receipt', lines: open, restock: 'shop', reason: 'x' },
      { kind: 'drawer.move', move: 'paid-in', count, reason: 'x' },
      { kind: 'drawer.open', reason: 'x' },
      { kind: 'shift.hand-over', toStaffId: staffIdOf('cashier'), counts: [count] },
      { kind: 'shift.close', countedMinor: 0 },
    ];
    expect(bodies.map((body) => till.refused(body))).toEqual(bodies.map(() => 'TRAINING-MODE'));
    till.done(scan);
    const body: CommandBody = { kind: 'refund.exchange', saleId, lines, restock: 'shop', reason: 'x' };
    expect(till.refused(body)).toBe('TRAINING-MODE');
  });

  it('[TRAIN-03] a till that joined does not leave in training', () => {
    const first = new TestTill();
    const second = new TestTill({ beside: first, code: 'H2', open: false });
    second.hear(first);
    second.done({ kind: 'shift.join', shiftId: first.state.shift!.shiftId });
    second.done({ kind: 'training.start' });
    expect(second.refused({ kind: 'shift.leave' })).toBe('TRAINING-MODE');
  });

  it('[TRAIN-02] a training receipt printed again counts in no total either', () => {
    const till = new TestTill();
    till.done({ kind: 'training.start' });
    const documentId: string = till.sell({ productId: A.id }).saleId;
    till.done({ kind: 'document.reprint', documentId });
    expect(till.last('document.reprinted').label).toBe('H1-7KQ2-T-1');
    expect(till.state.shift?.totals).toMatchObject({ trainingCount: 1, reprintsCount: 0 });
  });
});
