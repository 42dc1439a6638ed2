import { describe, expect, it } from 'vitest';
import { RIGHTS_OF_ROLE, ROLES } from '../people/right.ts';
import { BRANCH, idOf, product, staffIdOf, TestTill } from '../testing/shop.fixture.ts';
import type { CommandBody, CommandOf } from './command.ts';

const A = product(1);
const core = (n: number) => {
  const { id: _id, priceMinor: _price, active: _active, ...rest } = product(n);
  return rest;
};
type Put = CommandOf<'catalog.put'>['products'][number];
const put = (...products: readonly Put[]) => ({ kind: 'catalog.put', products }) as const;
const fresh = (n: number, over: Partial<Put> = {}): Put => ({
  productId: product(n).id,
  core: core(n),
  priceMinor: 100 * n,
  ...over,
});

describe('catalogue', () => {
  it('[CAT-01] only what differs is written', () => {
    const till = new TestTill({ open: false });
    const changed = { ...core(1), name: 'New name' };
    const result = till.run(
      put(fresh(1, { core: changed }), fresh(2, { priceMinor: 250 }), fresh(3), fresh(4)),
    );
    expect(result.ok && result.decision.catalog).toEqual([
      { productId: A.id, aspect: 'core', core: changed },
      { productId: product(2).id, aspect: 'price', priceListId: 'main', price: { priceMinor: 250 } },
      { productId: product(4).id, aspect: 'core', core: core(4) },
      { productId: product(4).id, aspect: 'price', priceListId: 'main', price: { priceMinor: 400 } },
    ]);
    expect(result.ok && result.decision.answer).toEqual({ kind: 'catalog', written: 3, unchanged: 1 });
  });

  it('[CAT-01] every part of a core counts, and an unnamed price is left as it is', () => {
    const till = new TestTill();
    const { priceMinor: _price, ...unpriced } = fresh(1);
    expect(till.done(put(unpriced))).toMatchObject({ written: 0 });
    const cores = [
      { sku: 'S' },
      { codes: [] },
      { codes: ['1'] },
      { unit: 'kg' },
      { taxClass: 'zero' },
      { category: 'c' },
    ] as const;
    for (const part of cores) {
      expect(new TestTill().done(put(fresh(1, { core: { ...core(1), ...part } })))).toMatchObject({
        written: 1,
      });
    }
  });

  it('[CAT-02] the same put twice writes nothing the second time', () => {
    const till = new TestTill();
    const products = [fresh(7, { openingStockMilli: 5_000 }), fresh(8)];
    expect(till.done(put(...products))).toMatchObject({ written: 2, unchanged: 0 });
    expect(till.done(put(...products))).toMatchObject({ written: 0, unchanged: 2 });
    expect(till.known.stock.get(product(7).id)).toBe(5_000);
  });

  it('[CAT-03] an opening level only for what is new, in facts of at most 1,000 lines', () => {
    const till = new TestTill();
    const many = Array.from({ length: 2_500 }, (_, n) =>
      fresh(n + 1, { openingStockMilli: n === 9 ? 0 : 1_000 }),
    );
    till.done(put(...many));
    const moves = till.facts().filter((fact) => fact.kind === 'stock.moved');
    expect(moves.map(({ reason, lines }) => [reason, lines.length])).toEqual([
      ['opening', 1_000],
      ['opening', 1_000],
      ['opening', 496],
    ]);
    expect(till.known.stock.get(A.id)).toBeUndefined();
  });

  it('[CAT-04] a code or sku names one product', () => {
    const till = new TestTill();
    const taken = (n: number, over: object) => till.refused(put(fresh(n, { core: { ...core(n), ...over } })));
    expect(taken(9, { codes: [A.codes[0]!] })).toBe('PRODUCT-CODE-TAKEN');
    expect(taken(9, { codes: ['SKU-1'] })).toBe('PRODUCT-CODE-TAKEN');
    expect(taken(9, { sku: A.codes[0]! })).toBe('PRODUCT-CODE-TAKEN');
    expect(till.refused(put(fresh(9), fresh(8, { core: { ...core(8), codes: ['SKU-9'] } })))).toBe(
      'PRODUCT-CODE-TAKEN',
    );
    expect(taken(9, { codes: ['1', '1', 'SKU-9'] })).toBe('done');
  });

  it('[CAT-04] two products may exchange their codes in one put', () => {
    const till = new TestTill();
    const [one, two] = [
      fresh(1, { core: { ...core(1), codes: core(2).codes } }),
      fresh(2, { core: { ...core(2), codes: core(1).codes } }),
    ];
    expect(till.refused(put(one))).toBe('PRODUCT-CODE-TAKEN');
    expect(till.refused(put(one, two))).toBe('done');
  });

  it('[CAT-05] whole or not at all', () => {
    const till = new TestTill();
    const before = new Map(till.known.products);
    expect(till.refused(put(fresh(8), fresh(8)))).toBe('COMMAND-MALFORMED');
    expect(till.refused(put(fresh(8), fresh(9, { core: { ...core(9), taxClass: 'luxury' } })))).toBe(
      'TAX-CLASS-UNKNOWN',
    );
    expect(till.refused(put(fresh(8), fresh(9, { openingStockMilli: 1_500 })))).toBe('QUANTITY-NOT-WHOLE');
    expect(till.known.products).toEqual(before);
    expect(till.refused({ ...put(fresh(8)) })).toBe('done');
  });
});

describe('stock', () => {
  const move = (quantityMilli: number, over: Partial<CommandOf<'stock.move'>> = {}) =>
    ({
      kind: 'stock.move',
      reason: 'adjusted',
      lines: [{ productId: A.id, quantityMilli }],
      note: 'shelf',
      ...over,
    }) as const;

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

describe('people', () => {
  const signIn = { kind: 'session.sign-in', staffId: staffIdOf('cashier'), pin: '1234' } as const;

  it('[STAFF-01] an active person of this branch with the right PIN', () => {
    const till = new TestTill();
    till.pin = 'wrong';
    expect(till.refused(signIn)).toBe('PIN-WRONG');
    till.pin = 'locked';
    expect(till.refused(signIn)).toBe('PIN-LOCKED');
    till.pin = 'right';
    expect(till.refused({ ...signIn, staffId: idOf(9) })).toBe('STAFF-UNKNOWN');
    const cashier = till.known.staff.get(signIn.staffId)!;
    till.known.staff.set(cashier.id, { ...cashier, active: false });
    expect(till.refused(signIn)).toBe('STAFF-UNKNOWN');
    till.known.staff.set(cashier.id, { ...cashier, branchIds: [idOf(0xb2)] });
    expect(till.refused(signIn)).toBe('STAFF-UNKNOWN');
    till.known.staff.set(cashier.id, { ...cashier, branchIds: [idOf(0xb2), BRANCH.id] });
    till.done(signIn);
    expect(till.state.session).toEqual({ staffId: cashier.id, signedInAtMs: till.utcMs });
    till.pin = 'unchecked';
    expect(() => till.run(signIn)).toThrow('before its PIN was checked');
  });

  it('[STAFF-01] signing in or out leaves the basket', () => {
    const till = new TestTill();
    till.done({ kind: 'basket.add', productId: A.id });
    till.done({ kind: 'session.sign-out' });
    expect(till.state.session).toBeNull();
    till.signIn('cashier');
    expect(till.state.basket?.lines.length).toBe(1);
    till.done({ kind: 'session.sign-out' });
    till.done({ kind: 'session.sign-out' });
  });

  const bodies: readonly (readonly [CommandBody, string])[] = [
    [{ kind: 'shift.open', floatMinor: 0 }, 'open-shift'],
    [{ kind: 'shift.close', countedMinor: 0 }, 'close-shift'],
    [{ kind: 'basket.add', productId: A.id }, 'sell'],
    [{ kind: 'basket.set-quantity', line: 1, quantityMilli: 1_000 }, 'sell'],
    [{ kind: 'basket.discount', line: 1 }, 'discount'],
    [{ kind: 'basket.override-price', line: 1, unitPriceMinor: 1, reason: 'x' }, 'override-price'],
    [{ kind: 'basket.void-line', line: 1, reason: 'x' }, 'void-line'],
    [{ kind: 'basket.cancel', reason: 'x' }, 'void-line'],
    [{ kind: 'payment.take', tender: 'cash', tenderedMinor: 1 }, 'sell'],
    [{ kind: 'payment.return', paymentId: idOf(1), reason: 'x' }, 'sell'],
    [{ kind: 'refund.with-receipt', saleId: idOf(1), lines: [], restock: true, reason: 'x' }, 'refund'],
    [{ kind: 'refund.without-receipt', lines: [], restock: true, reason: 'x' }, 'refund-without-receipt'],
    [{ kind: 'stock.move', reason: 'opening', lines: [], note: '' }, 'move-stock'],
    [{ kind: 'catalog.put', products: [] }, 'edit-catalog'],
    [{ kind: 'staff.put', name: 'x', role: 'cashier', pin: '1234', active: true }, 'manage-staff'],
  ];

  it.each(bodies)('[STAFF-02] $kind needs its right', (body, right) => {
    const nobody = new TestTill();
    nobody.done({ kind: 'session.sign-out' });
    expect(nobody.refused(body)).toBe('NOT-SIGNED-IN');
    for (const role of ROLES) {
      const code = new TestTill({ role, open: body.kind !== 'shift.open' }).refused(body);
      const has = [...RIGHTS_OF_ROLE[role]].some((each) => each === right);
      expect(code === 'RIGHT-MISSING').toBe(!has);
      expect(code).not.toBe('NOT-SIGNED-IN');
    }
  });

  it('[STAFF-03] who was deactivated or moved meanwhile is not signed in', () => {
    const till = new TestTill({ role: 'cashier' });
    const cashier = till.known.staff.get(staffIdOf('cashier'))!;
    till.known.staff.set(cashier.id, { ...cashier, active: false });
    expect(till.refused({ kind: 'basket.add', productId: A.id })).toBe('NOT-SIGNED-IN');
    till.known.staff.set(cashier.id, { ...cashier, branchIds: [idOf(0xb2)] });
    expect(till.refused({ kind: 'basket.add', productId: A.id })).toBe('NOT-SIGNED-IN');
    till.known.staff.delete(cashier.id);
    expect(till.refused({ kind: 'basket.add', productId: A.id })).toBe('NOT-SIGNED-IN');
    till.done({ kind: 'session.sign-out' });
  });

  const person = { kind: 'staff.put', name: 'Ada', role: 'cashier', active: true } as const;

  it('[STAFF-04] a PIN is 4 to 12 digits, and a new person needs one', () => {
    const till = new TestTill({ open: false });
    for (const pin of ['123', '1234567890123', '12a4', '', '١٢٣٤']) {
      expect(till.refused({ ...person, pin })).toBe('PIN-TOO-SIMPLE');
    }
    expect(till.refused(person)).toBe('PIN-TOO-SIMPLE');
    const result = till.run({ ...person, pin: '0123' });
    expect(result.ok && result.decision.staff).toMatchObject({
      name: 'Ada',
      role: 'cashier',
      active: true,
      pin: '0123',
    });
    expect(result.ok && result.decision.facts).toEqual([]);
    const staffId =
      result.ok && result.decision.answer.kind === 'staff' ? result.decision.answer.staffId : '';
    const renamed = till.run({ ...person, staffId, name: 'Ada L.' });
    expect(renamed.ok && renamed.decision.staff).toEqual({
      staffId,
      name: 'Ada L.',
      role: 'cashier',
      active: true,
      pin: null,
    });
    expect(till.refused({ ...person, staffId: idOf(9), pin: '1234' })).toBe('STAFF-UNKNOWN');
  });

  it('[STAFF-05] nobody takes their own role or work away', () => {
    const till = new TestTill();
    const self = { ...person, staffId: staffIdOf('owner'), role: 'owner' } as const;
    expect(till.refused({ ...self, role: 'cashier' })).toBe('RIGHT-MISSING');
    expect(till.refused({ ...self, active: false })).toBe('RIGHT-MISSING');
    expect(till.refused({ ...self, pin: '9876' })).toBe('done');
    expect(till.refused({ ...person, staffId: staffIdOf('supervisor'), active: false })).toBe('done');
  });
});
