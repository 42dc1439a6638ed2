import { describe, expect, it } from 'vitest';
import { businessDateOf } from '../time/business-date.ts';
import { BRANCH, idOf, product, staffIdOf, TestTill } from '../testing/shop.fixture.ts';
import { readCommand } from './command.ts';
import type { Command, CommandBody } from './command.ts';
import { decide } from './decide.ts';
import { reject, rejectReading, type RejectionCode, REJECTIONS } from './rejection.ts';

const A = product(1);
const read = (json: unknown): string => {
  const result = readCommand(json);
  return result.ok ? 'fits' : `${rejectReading(result.error).code} ${result.error.at}`;
};

describe('reading', () => {
  it('[CMD-01] a command comes back from its JSON', () => {
    const commands: readonly Command[] = [
      { id: idOf(1), kind: 'session.sign-out' },
      { id: idOf(2), kind: 'basket.add', code: '5000', quantityMilli: 2_000 },
      { id: idOf(3), kind: 'payment.take', tender: 'cash', tenderedMinor: 100 },
      {
        id: idOf(4),
        kind: 'refund.with-receipt',
        saleId: idOf(9),
        lines: [{ line: 1, quantityMilli: 1 }],
        restock: true,
        reason: '',
      },
      { id: idOf(5), kind: 'staff.put', name: 'Ada', role: 'owner', pin: '1', active: true },
    ];
    for (const command of commands) {
      expect(readCommand(JSON.parse(JSON.stringify(command)))).toEqual({ ok: true, value: command });
    }
  });

  it('[CMD-01] what does not fit is named by place', () => {
    const id = idOf(1);
    expect(read(null)).toBe('COMMAND-MALFORMED command');
    expect(read([])).toBe('COMMAND-MALFORMED command');
    expect(read({ kind: 'session.sign-out' })).toBe('COMMAND-MALFORMED command.id');
    expect(read({ id: 'x', kind: 'session.sign-out' })).toBe('COMMAND-MALFORMED command.id');
    expect(read({ id })).toBe('COMMAND-UNKNOWN command.kind');
    expect(read({ id, kind: 'basket.burn' })).toBe('COMMAND-UNKNOWN command.kind');
    expect(read({ id, kind: 'constructor' })).toBe('COMMAND-UNKNOWN command.kind');
    expect(read({ id, kind: ['basket.add'] })).toBe('COMMAND-UNKNOWN command.kind');
    expect(read({ id, kind: 'basket.add', quantityMilli: 1.5 })).toBe(
      'COMMAND-MALFORMED command.quantityMilli',
    );
    expect(read({ id, kind: 'basket.add', quantity: 1 })).toBe('COMMAND-MALFORMED command.quantity');
    expect(read({ id, kind: 'payment.take', tender: 'gold', tenderedMinor: 1 })).toBe(
      'COMMAND-MALFORMED command.tender',
    );
    expect(read({ id, kind: 'payment.take', tender: 'cash', tenderedMinor: -1 })).toBe(
      'COMMAND-MALFORMED command.tenderedMinor',
    );
    const lines = [
      { line: 1, quantityMilli: 1 },
      { line: '2', quantityMilli: 1 },
    ];
    expect(read({ id, kind: 'refund.with-receipt', saleId: id, lines, restock: true, reason: 'x' })).toBe(
      'COMMAND-MALFORMED command.lines[1].line',
    );
    expect(read(JSON.parse(`{"id":"${id}","kind":"session.sign-out","__proto__":{}}`))).toBe(
      'COMMAND-MALFORMED command.__proto__',
    );
  });
});

const run =
  (
    body: CommandBody,
    prepare?: (till: TestTill) => void,
    options?: ConstructorParameters<typeof TestTill>[0],
  ) =>
  () => {
    const till = new TestTill(options);
    prepare?.(till);
    return till.refused(body);
  };
const reading = (json: unknown) => () => {
  const result = readCommand(json);
  return result.ok ? 'done' : rejectReading(result.error).code;
};
const scan = (till: TestTill) => void till.done({ kind: 'basket.add', productId: A.id });
const paid = (till: TestTill) => {
  scan(till);
  till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1 });
};
const soldId = (till: TestTill) => till.sell({ productId: A.id }).saleId;
const refund = (lines: readonly { line: number; quantityMilli: number }[]) => () => {
  const till = new TestTill();
  return till.refused({
    kind: 'refund.with-receipt',
    saleId: soldId(till),
    lines,
    restock: true,
    reason: 'x',
  });
};
const signIn = (staffId: string, pin: 'right' | 'wrong' | 'locked') =>
  run({ kind: 'session.sign-in', staffId, pin: '1234' }, (till) => {
    till.pin = pin;
  });
const coreOf = (code: string) =>
  ({ sku: 'S', name: 'N', codes: [code], unit: 'piece', taxClass: 'standard', category: '' }) as const;
const one = { line: 1, quantityMilli: 1_000 };

/** What only a till's host can know: whether the device itself may do a thing. */
type EdgeCode = 'DEVICE-RIGHT-MISSING';

/** How each other code comes about; the compiler sees to it that none is forgotten. */
const WAYS: Readonly<Record<Exclude<RejectionCode, EdgeCode>, () => string>> = {
  'COMMAND-MALFORMED': reading({ id: idOf(1), kind: 'basket.add', more: 1 }),
  'COMMAND-UNKNOWN': reading({ id: idOf(1), kind: 'nothing' }),
  'NOT-SIGNED-IN': run(
    { kind: 'basket.cancel', reason: 'x' },
    (till) => void till.done({ kind: 'session.sign-out' }),
  ),
  'STAFF-UNKNOWN': signIn(idOf(9), 'right'),
  'PIN-WRONG': signIn(staffIdOf('cashier'), 'wrong'),
  'PIN-LOCKED': signIn(staffIdOf('cashier'), 'locked'),
  'PIN-TOO-SIMPLE': run({ kind: 'staff.put', name: 'A', role: 'cashier', pin: 'abcd', active: true }),
  'RIGHT-MISSING': run({ kind: 'catalog.put', products: [] }, undefined, { role: 'cashier' }),
  'SHIFT-NOT-OPEN': run({ kind: 'basket.cancel', reason: 'x' }, undefined, { open: false }),
  'SHIFT-ALREADY-OPEN': run({ kind: 'shift.open', floatMinor: 0 }),
  'SHIFT-HAS-BASKET': run({ kind: 'shift.close', countedMinor: 0 }, scan),
  'BASKET-EMPTY': run({ kind: 'basket.cancel', reason: 'x' }),
  'BASKET-FULL': run({ kind: 'basket.add', productId: product(2).id }, (till) => {
    scan(till);
    const basket = till.state.basket!;
    till.state = { ...till.state, basket: { ...basket, nextLine: 1_000_001 } };
  }),
  'BASKET-HAS-PAYMENT': run({ kind: 'basket.cancel', reason: 'x' }, paid),
  'LINE-UNKNOWN': run({ kind: 'basket.void-line', line: 1, reason: 'x' }),
  'PRODUCT-UNKNOWN': run({ kind: 'basket.add', code: 'nothing' }),
  'PRODUCT-INACTIVE': run({ kind: 'basket.add', code: 'SKU-1' }, undefined, {
    products: [{ ...A, active: false }],
  }),
  'PRODUCT-WITHOUT-PRICE': run({ kind: 'basket.add', code: 'SKU-1' }, undefined, {
    products: [{ ...A, priceMinor: null }],
  }),
  'PRODUCT-AMBIGUOUS': run({ kind: 'basket.add' }),
  'PRODUCT-CODE-TAKEN': run({
    kind: 'catalog.put',
    products: [{ productId: idOf(8), core: coreOf('SKU-1') }],
  }),
  'TAX-CLASS-UNKNOWN': run({ kind: 'basket.add', code: 'SKU-1' }, undefined, {
    products: [{ ...A, taxClass: 'none' }],
  }),
  'QUANTITY-OUT-OF-BOUNDS': run({ kind: 'basket.add', code: 'SKU-1', quantityMilli: 0 }),
  'QUANTITY-NOT-WHOLE': run({ kind: 'basket.add', code: 'SKU-1', quantityMilli: 1 }),
  'AMOUNT-OUT-OF-BOUNDS': run(
    { kind: 'basket.override-price', line: 1, unitPriceMinor: 1e12, reason: 'x' },
    (till) => {
      till.done({ kind: 'basket.add', productId: A.id, quantityMilli: 2_000 });
    },
  ),
  'DISCOUNT-TOO-LARGE': run({ kind: 'basket.discount', line: 1, amountMinor: 101, reason: 'x' }, scan),
  'DISCOUNT-AMBIGUOUS': run(
    { kind: 'basket.discount', line: 1, amountMinor: 1, sharePpm: 1, reason: 'x' },
    scan,
  ),
  'REASON-MISSING': run({ kind: 'basket.void-line', line: 1, reason: '' }, scan),
  'PAYMENT-ZERO': run({ kind: 'payment.take', tender: 'cash', tenderedMinor: 0 }, scan),
  'PAYMENT-TOO-MANY': run(
    { kind: 'payment.take', tender: 'cash', tenderedMinor: 1 },
    (till) => {
      for (let n = 0; n < 3; n += 1) scan(till);
      for (let n = 0; n < 99; n += 1) till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1 });
    },
    { products: [{ ...A, priceMinor: 1_000 }] },
  ),
  'PAYMENT-UNKNOWN': run({ kind: 'payment.return', paymentId: idOf(9), reason: 'x' }),
  'RECEIPT-UNKNOWN': run({
    kind: 'refund.with-receipt',
    saleId: idOf(9),
    lines: [one],
    restock: true,
    reason: 'x',
  }),
  'RECEIPT-OTHER-CURRENCY': () => {
    const till = new TestTill();
    const saleId = soldId(till);
    const abroad = new TestTill({ known: till.known, branch: { ...BRANCH, currency: 'EUR' }, code: 'E1' });
    return abroad.refused({ kind: 'refund.with-receipt', saleId, lines: [one], restock: true, reason: 'x' });
  },
  'REFUND-LINE-UNKNOWN': refund([{ ...one, line: 2 }]),
  'REFUND-TOO-MUCH': refund([{ ...one, quantityMilli: 2_000 }]),
  'REFUND-EMPTY': refund([]),
  'REFUND-REPEATED-LINE': refund([one, one]),
  'STOCK-MOVE-EMPTY': run({ kind: 'stock.move', reason: 'adjusted', lines: [], note: '' }),
};

describe('refusals', () => {
  it.each(Object.entries(WAYS))('[CMD-02] %s', (code, way) => {
    expect(way()).toBe(code);
  });

  it('[CMD-02] each says what happened and what to do next', () => {
    for (const [code, [message, nextStep]] of Object.entries(REJECTIONS)) {
      expect(code).toMatch(/^[A-Z]+(-[A-Z]+)*$/);
      expect(message).toMatch(/^[A-Z].*\.$/);
      expect(nextStep).toMatch(/^Nothing was changed\. .*\.$/);
    }
    expect(reject('LINE-UNKNOWN')).not.toHaveProperty('at');
    expect(reject('LINE-UNKNOWN', 'command.line').at).toBe('command.line');
  });

  it('[CMD-06] blanks are no reason, and a reason is kept without them', () => {
    const till = new TestTill();
    scan(till);
    expect(till.refused({ kind: 'basket.void-line', line: 1, reason: ' \t\n ' })).toBe('REASON-MISSING');
    till.done({ kind: 'basket.void-line', line: 1, reason: '  wrong one ' });
    expect(till.last('line.voided').reason).toBe('wrong one');
  });
});

const freeze = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value) || value instanceof Map)
    return value;
  for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
};

describe('deciding', () => {
  it('[CMD-03] the same three give the same decision, and none is changed', () => {
    const till = new TestTill();
    scan(till);
    const state = freeze(till.state);
    const context = freeze(till.context());
    const command: Command = freeze({
      id: idOf(7),
      kind: 'payment.take',
      tender: 'cash',
      tenderedMinor: 500,
    });
    const before = structuredClone(state);
    const first = decide(state, command, context);
    expect(decide(state, command, context)).toEqual(first);
    expect(state).toEqual(before);
  });

  it('[CMD-04] facts carry time, shift, date, person and command', () => {
    const till = new TestTill({ role: 'cashier' });
    scan(till);
    till.utcMs += 5;
    const context = { ...till.context(), now: { utcMs: till.utcMs, offsetMinutes: 60 } };
    const result = decide(till.state, { id: idOf(7), kind: 'basket.cancel', reason: 'x' }, context);
    expect(result.ok && result.decision.facts[0]?.stamp).toEqual({
      utcMs: till.utcMs,
      offsetMinutes: 60,
      businessDate: '2010-12-01',
      shiftId: till.state.shift?.shiftId,
      staffId: staffIdOf('cashier'),
      approverId: null,
      commandId: idOf(7),
    });
  });

  it('[CMD-04] the fact that opens a shift is of that shift, and outside one the date is today', () => {
    const till = new TestTill({ open: false });
    till.done({
      kind: 'stock.move',
      reason: 'adjusted',
      lines: [{ productId: A.id, quantityMilli: 1_000 }],
      note: '',
    });
    till.done({ kind: 'shift.open', floatMinor: 0 });
    const [moved, opened] = till.recorded;
    const today = businessDateOf({ utcMs: till.utcMs, offsetMinutes: 0 }, BRANCH.cutoffMinutes, null);
    expect(moved?.stamp).toMatchObject({ shiftId: null, businessDate: today });
    expect(opened?.stamp.shiftId).toBe(till.last('shift.opened').shiftId);
    expect(till.state.shift).toMatchObject({ openedAtMs: till.utcMs, openedBy: staffIdOf('owner') });
  });

  it('[CMD-05] ids are taken in order, and too few are a bug', () => {
    const till = new TestTill();
    scan(till);
    const command: Command = { id: idOf(7), kind: 'payment.take', tender: 'cash', tenderedMinor: 500 };
    const context = { ...till.context(), freshIds: [idOf(21), idOf(22), idOf(23), idOf(24)] };
    const result = decide(till.state, command, context);
    expect(result.ok && result.decision.facts.map(({ fact }) => fact)).toMatchObject([
      { paymentId: idOf(21) },
      { saleId: idOf(22) },
    ]);
    expect(() => decide(till.state, command, { ...context, freshIds: [idOf(21)] })).toThrow('fresh ids');
  });

  it('[FACT-04] a fact that could not be read back is not let out', () => {
    const till = new TestTill();
    till.branch = { ...BRANCH, currency: 'pounds' };
    till.done({ kind: 'shift.close', countedMinor: 0 });
    expect(() => till.run({ kind: 'shift.open', floatMinor: 0 })).toThrow('unsound fact');
  });
});
