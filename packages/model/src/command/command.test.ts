import { describe, expect, it } from 'vitest';
import { businessDateOf } from '../time/business-date.ts';
import { BRANCH, idOf, product, staffIdOf, TestTill } from '../testing/shop.fixture.ts';
import { BASKET_WAYS } from '../testing/way/basket.fixture.ts';
import { PAYMENT_WAYS } from '../testing/way/payment.fixture.ts';
import { type EdgeCode, PEOPLE_WAYS } from '../testing/way/people.fixture.ts';
import { SALE_WAYS } from '../testing/way/sale.fixture.ts';
import { SHIFT_WAYS } from '../testing/way/shift.fixture.ts';
import { DEVICE_WAYS } from '../testing/way/device.fixture.ts';
import { COMMAND_WAYS, SHOP_WAYS } from '../testing/way/shop.fixture.ts';
import { scan, type Way } from '../testing/way/way.fixture.ts';
import { readCommand } from './command.ts';
import type { Command } from './command.ts';
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
        restock: 'damaged',
        reason: '',
      },
      { id: idOf(5), kind: 'staff.put', name: 'Ada', role: 'owner', pin: '1', active: true },
      { id: idOf(6), kind: 'drawer.open', reason: 'x', approval: { staffId: idOf(7), pin: '1' } },
      { id: idOf(7), kind: 'drawer.open', reason: 'x', approval: { requestId: idOf(8) } },
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
    expect(read({ id, kind: 'payment.take', tender: '', tenderedMinor: 1 })).toBe(
      'COMMAND-MALFORMED command.tender',
    );
    expect(read({ id, kind: 'payment.take', tender: 'cash', tenderedMinor: -1 })).toBe(
      'COMMAND-MALFORMED command.tenderedMinor',
    );
    const open = { id, kind: 'drawer.open', reason: 'x' };
    expect(read({ ...open, approval: null })).toBe('COMMAND-MALFORMED command.approval');
    expect(read({ ...open, approval: { staffId: id } })).toBe('COMMAND-MALFORMED command.approval.pin');
    expect(read({ ...open, approval: { requestId: id, pin: '1' } })).toBe(
      'COMMAND-MALFORMED command.approval.pin',
    );
    const lines = [
      { line: 1, quantityMilli: 1 },
      { line: '2', quantityMilli: 1 },
    ];
    expect(read({ id, kind: 'refund.with-receipt', saleId: id, lines, restock: 'shop', reason: 'x' })).toBe(
      'COMMAND-MALFORMED command.lines[1].line',
    );
    expect(read(JSON.parse(`{"id":"${id}","kind":"session.sign-out","__proto__":{}}`))).toBe(
      'COMMAND-MALFORMED command.__proto__',
    );
  });
});

/** How every code comes about; the compiler sees to it that none is forgotten, but what only the edge knows. */
const WAYS: Readonly<Record<Exclude<RejectionCode, EdgeCode>, Way>> = {
  ...COMMAND_WAYS,
  ...PEOPLE_WAYS,
  ...SHIFT_WAYS,
  ...PAYMENT_WAYS,
  ...SALE_WAYS,
  ...SHOP_WAYS,
  ...DEVICE_WAYS,
  ...BASKET_WAYS,
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
      { payment: { paymentId: idOf(21) } },
      { saleId: idOf(22) },
    ]);
    expect(() => decide(till.state, command, { ...context, freshIds: [idOf(21)] })).toThrow('fresh ids');
  });

  it('[FACT-04] a fact that could not be read back is not let out', () => {
    const till = new TestTill();
    till.done({ kind: 'shift.close', countedMinor: 0 });
    till.branch = { ...BRANCH, currency: 'pounds' };
    expect(() => till.run({ kind: 'shift.open', floatMinor: 0 })).toThrow('unsound fact');
  });
});
