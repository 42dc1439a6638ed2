import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_ROLES, type RoleLimits } from '../../people/role.ts';
import { product, staffIdOf, TestTill } from '../../testing/shop.fixture.ts';
import type { CommandOf } from '../command.ts';

const reason = 'friend';
const A = product(1);
const B = product(2);
const add = (till: TestTill, productId = A.id, quantityMilli = 1_000) =>
  till.done({ kind: 'basket.add', productId, quantityMilli });
type Ask = Omit<CommandOf<'basket.discount'>, 'id' | 'kind'>;
const off = (ask: Ask) => ({ kind: 'basket.discount', reason, ...ask }) as const;
const entered = (till: TestTill) => till.facts().filter(({ kind }) => kind === 'discount.withdrawn');

/** A cashier whose role goes so far, beside whom an owner may allow more. */
const cashier = (limits: RoleLimits): TestTill => {
  const till = new TestTill({ role: 'cashier' });
  till.known.roles.set('cashier', { ...DEFAULT_ROLES[0]!, limits });
  return till;
};
const owner = { staffId: staffIdOf('owner'), pin: '1234' } as const;

const staffId = staffIdOf('owner');

describe('discounts on a basket', () => {
  it('[DISC-01] are taken in the order in which they were entered', () => {
    const till = new TestTill();
    add(till, A.id, 10_000);
    till.done(off({ sharePpm: 100_000 }));
    till.done(off({ amountMinor: 100 }));
    expect(till.state.basket?.discounts).toEqual([
      { sharePpm: 100_000, reason, staffId },
      { amountMinor: 100, reason, staffId },
    ]);
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 800 });
    expect(till.last('sale.completed')).toMatchObject({
      totalMinor: 800,
      discounts: [{ amountMinor: 100 }, { amountMinor: 100 }],
      lines: [{ basketDiscountMinor: 200 }],
    });
  });

  it('[DISC-06] at most 16, and neither share nor amount takes all of them away', () => {
    const till = new TestTill();
    add(till);
    for (let n = 0; n < 16; n += 1) till.done(off({ amountMinor: 1 }));
    expect(till.refused(off({ amountMinor: 1 }))).toBe('DISCOUNT-TOO-MANY');
    till.done({ kind: 'basket.discount' });
    expect(till.state.basket?.discounts).toEqual([]);
    till.done(off({ sharePpm: 500_000 }));
    till.done({ kind: 'basket.discount', sharePpm: 0 });
    expect(till.state.basket?.discounts).toEqual([]);
  });

  it('[LINE-05] are a share or an amount, with a reason, at most what is left', () => {
    const till = new TestTill();
    expect(till.refused(off({ sharePpm: 1 }))).toBe('BASKET-EMPTY');
    expect(till.refused(off({ sharePpm: 1, line: 1 }))).toBe('LINE-UNKNOWN');
    add(till);
    expect(till.refused(off({ sharePpm: 1, amountMinor: 1 }))).toBe('DISCOUNT-AMBIGUOUS');
    expect(till.refused(off({ sharePpm: 1, reason: ' ' }))).toBe('REASON-MISSING');
    till.done(off({ line: 1, amountMinor: 20 }));
    till.done(off({ sharePpm: 500_000 }));
    expect(till.refused(off({ amountMinor: 41 }))).toBe('DISCOUNT-TOO-LARGE');
    expect(till.refused(off({ amountMinor: 40 }))).toBe('done');
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 0 });
    expect(till.last('sale.completed').totalMinor).toBe(0);
  });

  it('[DISC-06] go with the last line, and none is given where there are only extras', () => {
    const till = new TestTill();
    add(till);
    till.done(off({ sharePpm: 500_000 }));
    till.done({ kind: 'basket.add-extra', extra: 'deposit', amountMinor: 500 });
    till.done({ kind: 'basket.void-line', line: 1, reason });
    expect(till.state.basket).toMatchObject({ lines: [], discounts: [], extras: [{ amountMinor: 500 }] });
    expect(till.refused(off({ sharePpm: 1 }))).toBe('BASKET-EMPTY');
  });

  it('[LINE-10] taking one away may not leave the bounds', () => {
    const till = new TestTill({
      products: [product(1, { priceMinor: 6e11 }), product(2, { priceMinor: 5e11 })],
    });
    add(till);
    till.done(off({ line: 1, sharePpm: 500_000 }));
    add(till, B.id);
    expect(till.refused({ kind: 'basket.discount', line: 1 })).toBe('AMOUNT-OUT-OF-BOUNDS');
  });
});

describe('a discount is told', () => {
  it('[DISC-05] on a line and on the basket, when it is taken away unsold', () => {
    const till = new TestTill();
    add(till);
    till.done(off({ line: 1, sharePpm: 100_000 }));
    till.done(off({ amountMinor: 5 }));
    till.done({ kind: 'basket.discount', line: 1 });
    till.done({ kind: 'basket.discount' });
    till.done({ kind: 'basket.cancel', reason });
    const basketId = till.last('basket.cancelled').basketId;
    expect(entered(till)).toEqual([
      { kind: 'discount.withdrawn', basketId, line: 1, sharePpm: 100_000, reason, staffId },
      { kind: 'discount.withdrawn', basketId, amountMinor: 5, reason, staffId },
    ]);
  });

  it('[LINE-14] and marked while training, as are all facts of a basket', () => {
    const till = new TestTill();
    till.done({ kind: 'training.start' });
    add(till);
    add(till, B.id);
    till.done(off({ line: 1, sharePpm: 100_000 }));
    till.done(off({ sharePpm: 100_000 }));
    till.done({ kind: 'basket.override-price', line: 2, unitPriceMinor: 1, reason });
    till.done({ kind: 'basket.void-line', line: 2, reason });
    till.done({ kind: 'basket.cancel', reason });
    const kinds = ['discount.withdrawn', 'override.withdrawn', 'line.voided', 'basket.cancelled'] as const;
    for (const kind of kinds) expect(till.last(kind)).toMatchObject({ training: true });
  });
});

describe('how far a discount may go', () => {
  it('[DISC-03] on a line, with its part of the basket’s', () => {
    const till = cashier({ discountPpm: 100_000 });
    add(till);
    add(till, B.id);
    expect(till.refused(off({ line: 1, sharePpm: 100_001 }))).toBe('LIMIT-EXCEEDED');
    expect(till.refused(off({ line: 1, amountMinor: 11 }))).toBe('LIMIT-EXCEEDED');
    till.done(off({ line: 1, amountMinor: 10 }));
    till.done(off({ sharePpm: 50_000 }));
    // 20 of 200 and then 5% of what is left of it: 14.5%.
    expect(till.refused(off({ line: 2, amountMinor: 20 }))).toBe('LIMIT-EXCEEDED');
    till.done(off({ line: 2, amountMinor: 20 }), owner);
    expect(till.last('approval.given')).toMatchObject({ right: 'discount', sharePpm: 145_000 });
    expect(till.recorded.at(-1)?.stamp.approverId).toBe(owner.staffId);
  });

  it('[DISC-03] on the basket, with the lines’ own, rounded up to a ppm', () => {
    const till = cashier({ discountPpm: 100_000 });
    add(till, A.id, 3_000);
    till.done(off({ line: 1, amountMinor: 10 }));
    // 10 and 21 of 300 are a little more than 10.33%.
    expect(till.refused(off({ amountMinor: 21 }))).toBe('LIMIT-EXCEEDED');
    till.done(off({ amountMinor: 21 }), owner);
    expect(till.last('approval.given')).toMatchObject({ sharePpm: 103_334 });
    expect(till.refused(off({ amountMinor: 1 }))).toBe('LIMIT-EXCEEDED');
  });

  it('[DISC-03] a share counts as it was entered, whatever it is rounded to', () => {
    const till = cashier({ discountPpm: 100_000 });
    till.known.products.set(A.id, product(1, { priceMinor: 5 }));
    add(till);
    // A tenth of 5 is rounded to 1, and a little more to nothing else.
    till.done(off({ line: 1, sharePpm: 100_000 }));
    expect(till.refused(off({ line: 1, sharePpm: 100_001 }))).toBe('LIMIT-EXCEEDED');
    till.done({ kind: 'basket.discount', line: 1 });
    till.done(off({ sharePpm: 50_000 }));
    till.done(off({ sharePpm: 50_000 }));
    expect(till.refused(off({ sharePpm: 50_000 }))).toBe('LIMIT-EXCEEDED');
    expect(till.refused(off({ line: 1, sharePpm: 10_000 }))).toBe('LIMIT-EXCEEDED');
    till.done(off({ sharePpm: 50_000 }), owner);
    expect(till.last('approval.given')).toMatchObject({ sharePpm: 142_625 });
  });

  it('[DISC-03] without the right none is given, and none taken away', () => {
    const till = new TestTill({ role: 'cashier' });
    const role = DEFAULT_ROLES[0]!;
    till.known.roles.set('cashier', { ...role, rights: role.rights.filter((right) => right !== 'discount') });
    add(till);
    expect(till.refused(off({ line: 1, sharePpm: 1 }))).toBe('RIGHT-MISSING');
    expect(till.refused(off({ sharePpm: 1 }))).toBe('RIGHT-MISSING');
    expect(till.refused({ kind: 'basket.discount' })).toBe('RIGHT-MISSING');
    till.done(off({ line: 1, sharePpm: 1 }), owner);
  });

  it('[DISC-04] an amount on much, and then less of it, is a larger discount', () => {
    const till = cashier({ discountPpm: 100_000 });
    add(till, A.id, 10_000);
    add(till, B.id, 5_000);
    till.done(off({ line: 1, amountMinor: 50 }));
    till.done(off({ amountMinor: 100 }));
    const fewer = { kind: 'basket.set-quantity', line: 1, quantityMilli: 1_000 } as const;
    expect(till.refused(fewer)).toBe('LIMIT-EXCEEDED');
    const gone = { kind: 'basket.void-line', line: 2, reason } as const;
    expect(till.refused(gone)).toBe('LIMIT-EXCEEDED');
    till.done(gone, owner);
    expect(
      till
        .facts()
        .slice(-2)
        .map(({ kind }) => kind),
    ).toEqual(['approval.given', 'line.voided']);
    expect(till.last('approval.given')).toMatchObject({ right: 'discount', sharePpm: 150_000 });
    // More of it is less of a discount.
    till.done({ kind: 'basket.set-quantity', line: 1, quantityMilli: 20_000 });
    till.done({ kind: 'basket.discount' });
  });

  it('[DISC-04] shares of line and basket weigh more where the rest goes', () => {
    const till = cashier({ discountPpm: 100_000 });
    add(till);
    add(till, B.id, 50_000);
    till.done(off({ line: 1, sharePpm: 100_000 }));
    till.done(off({ sharePpm: 99_000 }));
    expect(till.refused({ kind: 'basket.void-line', line: 2, reason })).toBe('LIMIT-EXCEEDED');
    till.done({ kind: 'basket.void-line', line: 2, reason }, owner);
    expect(till.last('approval.given')).toMatchObject({ sharePpm: 189_100 });
  });

  it('[DISC-04] a discount on one line makes those in money on others weigh more', () => {
    const till = cashier({ discountPpm: 200_000 });
    add(till);
    add(till, B.id);
    till.done(off({ line: 1, amountMinor: 10 }));
    till.done(off({ amountMinor: 30 }));
    // 61 of 300 are more than a fifth.
    expect(till.refused(off({ line: 2, amountMinor: 21 }))).toBe('LIMIT-EXCEEDED');
    till.done(off({ line: 2, amountMinor: 10 }));
  });

  it('[DISC-04] a share weighs the same of less', () => {
    const till = cashier({ discountPpm: 100_000 });
    add(till, A.id, 10_000);
    till.done(off({ line: 1, sharePpm: 100_000 }));
    till.done({ kind: 'basket.set-quantity', line: 1, quantityMilli: 1_000 });
    expect(till.state.basket?.lines).toMatchObject([{ quantityMilli: 1_000 }]);
  });

  it('[DISC-04] whatever a limited cashier does alone comes to no more than the limit and what is rounded', () => {
    const limit = 200_000;
    const step = fc.record({
      what: fc.constantFrom('add', 'line', 'share', 'basket', 'basket share', 'quantity', 'void'),
      amount: fc.integer({ min: 1, max: 300 }),
      at: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        const till = cashier({ discountPpm: limit });
        for (const { what, amount, at } of steps) {
          const lines = till.state.basket?.lines ?? [];
          const line = lines[at % Math.max(1, lines.length)]?.line ?? 1;
          const quantityMilli = 1_000 * (1 + (amount % 9));
          if (what === 'add')
            till.run({ kind: 'basket.add', productId: product(1 + (at % 3)).id, quantityMilli });
          if (what === 'line') till.run(off({ line, amountMinor: amount }));
          if (what === 'basket') till.run(off({ amountMinor: amount }));
          if (what === 'quantity') till.run({ kind: 'basket.set-quantity', line, quantityMilli });
          if (what === 'void') till.run({ kind: 'basket.void-line', line, reason });
          if (what === 'share') till.run(off({ line, sharePpm: 1_000 * amount }));
          if (what === 'basket share') till.run(off({ sharePpm: 1_000 * amount }));
        }
        if (till.state.basket === null) return;
        till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1_000_000 });
        const sold = till.last('sale.completed').lines;
        const before = sold.reduce(
          (sum, each) => sum + (each.unitPriceMinor * each.quantityMilli) / 1_000,
          0,
        );
        const given = sold.reduce(
          (sum, { discount, basketDiscountMinor = 0 }) =>
            sum + (discount?.amountMinor ?? 0) + basketDiscountMinor,
          0,
        );
        const rounded = sold.length + till.last('sale.completed').discounts.length;
        expect((given - rounded / 2) * 1_000_000).toBeLessThanOrEqual(before * limit);
      }),
    );
  });
});
