import { describe, expect, it } from 'vitest';
import { MAX_AMOUNT_MINOR, MAX_SHIFT_MINOR } from '../../money/bound.ts';
import { drawerAfter } from '../../testing/drawer.fixture.ts';
import { BRANCH, idOf, MORNING_MS, product, staffIdOf, TestTill } from '../../testing/shop.fixture.ts';
import { reckon } from '../../drawer/reckoning.ts';
import type { CommandBody } from '../command.ts';

const A = product(1);
const close = (countedMinor: number): CommandBody => ({ kind: 'shift.close', countedMinor });

/** Two tills of one shop: H1 has opened the drawer, and H2 has heard of it. */
const pair = (joined = true) => {
  const first = new TestTill({ floatMinor: 1_000 });
  const { shiftId } = first.state.shift!;
  const second = new TestTill({ beside: first, code: 'H2', open: false });
  second.hear(first);
  if (joined) second.done({ kind: 'shift.join', shiftId });
  return { first, second, shiftId, join: { kind: 'shift.join', shiftId } as const };
};

describe('two tills on one drawer', () => {
  it('[SHIFT-07] another till joins a shift by a fact that names it, on its date', () => {
    const { first, second, shiftId } = pair();
    expect(second.last('shift.joined')).toEqual({
      kind: 'shift.joined',
      shiftId,
      drawerId: first.till.deviceId,
      businessDate: '2010-12-01',
      currency: 'GBP',
    });
    expect(second.recorded[0]?.stamp).toMatchObject({ shiftId, businessDate: '2010-12-01' });
    second.utcMs += 86_400_000;
    second.sell({ productId: A.id });
    expect(second.recorded.at(-1)?.stamp).toMatchObject({ shiftId, businessDate: '2010-12-01' });
    expect(first.done({ kind: 'shift.report' })).toMatchObject({ totals: { salesCount: 0 } });
    first.hear(second);
    expect(first.done({ kind: 'shift.report' })).toMatchObject({ totals: { salesCount: 1 } });
  });

  it('[SHIFT-07] it joins what it knows, is open, in its currency and not before its own last date', () => {
    const { first, second, shiftId, join } = pair(false);
    expect(second.refused({ kind: 'shift.join', shiftId: idOf(9) })).toBe('SHIFT-UNKNOWN');
    const late = new TestTill({ beside: first, code: 'H3', utcMs: MORNING_MS + 86_400_000 });
    late.hear(first);
    expect(late.refused(join)).toBe('SHIFT-ALREADY-OPEN');
    late.done(close(0));
    expect(late.refused(join)).toBe('BUSINESS-DATE-BEFORE');
    const abroad = new TestTill({
      beside: first,
      code: 'E1',
      open: false,
      branch: { ...BRANCH, currency: 'EUR' },
    });
    abroad.hear(first);
    expect(abroad.refused(join)).toBe('SHIFT-OTHER-CURRENCY');
    first.done(close(1_000));
    second.hear(first);
    expect(second.refused({ kind: 'shift.join', shiftId })).toBe('SHIFT-CLOSED-ELSEWHERE');
  });

  it('[SHIFT-12] it joins none that a clock gone wrong dated more than a year away', () => {
    const first = new TestTill({ utcMs: MORNING_MS + 400 * 86_400_000 });
    const second = new TestTill({ beside: first, code: 'H2', open: false });
    second.hear(first);
    const join = { kind: 'shift.join', shiftId: first.state.shift!.shiftId } as const;
    expect(second.refused(join)).toBe('BUSINESS-DATE-FAR');
    second.utcMs += 60 * 86_400_000;
    second.done(join);
  });

  it('[SHIFT-07] only the till that opened it closes it; the others leave', () => {
    const { first, second } = pair();
    expect(second.refused(close(0))).toBe('SHIFT-OF-ANOTHER-TILL');
    expect(first.refused({ kind: 'shift.leave' })).toBe('SHIFT-NOT-JOINED');
    second.done({ kind: 'basket.add', productId: A.id });
    expect(second.refused({ kind: 'shift.leave' })).toBe('SHIFT-HAS-BASKET');
    second.done({ kind: 'basket.cancel', reason: 'x' });
    second.done({ kind: 'shift.leave' });
    expect(second.state.shift).toBeNull();
    second.done({ kind: 'shift.open', floatMinor: 0 });
    expect(second.last('shift.opened').number).toBe(1);
  });

  it('[SHIFT-08] the Z lists how far each series is counted, and names who was not heard', () => {
    const { first, second, shiftId } = pair();
    const third = new TestTill({ beside: first, code: 'H3', open: false });
    third.hear(first);
    third.done({ kind: 'shift.join', shiftId });
    second.sell({ productId: A.id });
    first.hear(second);
    first.hear(third);
    third.sell({ productId: A.id });
    first.known.away.add(third.till.deviceId);
    expect(first.done(close(1_100))).toMatchObject({ varianceMinor: 0, notHeard: ['H3'] });
    const { parts, totals } = first.last('shift.closed');
    expect(totals.salesCount).toBe(1);
    expect(parts).toMatchObject([
      { tillCode: 'H1', after: 0, through: 1, entries: 1, heard: true, grandSalesMinor: 0 },
      { tillCode: 'H2', after: 0, through: 3, entries: 3, heard: true, grandSalesMinor: 100 },
      { tillCode: 'H3', after: 0, through: 1, entries: 1, heard: false },
    ]);
    expect(parts.map(({ head }) => head)).toEqual([
      first.recorded[0]!.entry,
      second.recorded[2]!.entry,
      third.recorded[0]!.entry,
    ]);
  });

  it('[SHIFT-08] what stands behind a gap is not counted before the gap is filled', () => {
    const { first, second } = pair();
    second.sell({ productId: A.id });
    second.sell({ productId: A.id });
    first.hear(second, (entries) => entries.filter(({ sequence }) => sequence !== 3));
    expect(first.done({ kind: 'shift.report' })).toMatchObject({ totals: { salesCount: 0 } });
    first.hear(second);
    expect(first.done({ kind: 'shift.report' })).toMatchObject({ totals: { salesCount: 2 } });
  });

  it('[SHIFT-09] what comes after the Z goes into a numbered supplement, once', () => {
    const { first, second, shiftId } = pair();
    const supplement: CommandBody = { kind: 'shift.supplement', shiftId };
    expect(first.refused(supplement)).toBe('SHIFT-NOT-CLOSED');
    expect(first.refused({ kind: 'shift.supplement', shiftId: idOf(9) })).toBe('SHIFT-UNKNOWN');
    first.done(close(1_000));
    expect(first.refused(supplement)).toBe('SUPPLEMENT-EMPTY');
    second.sell({ productId: A.id });
    first.hear(second);
    expect(first.done(supplement)).toMatchObject({ kind: 'document', label: 'H1-7KQ2-S-1' });
    expect(first.last('shift.supplemented')).toMatchObject({
      shiftId,
      z: 'H1-7KQ2-Z-1',
      document: { kind: 'supplement', number: 1 },
      totals: { salesCount: 1, drawer: [{ currency: 'GBP', floatMinor: 0, receivedMinor: 1_000_000_000 }] },
      parts: [{ tillCode: 'H2', after: 0, through: 3 }],
    });
    expect(first.refused(supplement)).toBe('SUPPLEMENT-EMPTY');
    second.sell({ productId: A.id });
    first.hear(second);
    first.utcMs += 86_400_000;
    first.done({ kind: 'shift.open', floatMinor: 0 });
    expect(first.done(supplement)).toMatchObject({ label: 'H1-7KQ2-S-2' });
    expect(first.last('shift.supplemented').parts).toMatchObject([{ after: 3, through: 5 }]);
    second.hear(first);
    expect(second.refused(supplement)).toBe('SHIFT-OF-ANOTHER-TILL');
  });

  it('[SHIFT-09] what adds nothing to a Z is no reason for a supplement', () => {
    const { first, second, shiftId } = pair();
    first.hear(second);
    first.done(close(1_000));
    second.done({ kind: 'shift.leave' });
    first.hear(second);
    expect(first.refused({ kind: 'shift.supplement', shiftId })).toBe('SUPPLEMENT-EMPTY');
  });

  it('[SHIFT-10] after the Z a till that joined finishes its basket and begins nothing more', () => {
    const { first, second } = pair();
    second.done({ kind: 'basket.add', productId: A.id });
    first.done(close(1_000));
    second.done({ kind: 'basket.add', productId: A.id });
    second.hear(first);
    second.done({ kind: 'basket.add', productId: A.id });
    second.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 500 });
    const count = { currency: 'GBP', totalMinor: 1 };
    const bodies: readonly CommandBody[] = [
      { kind: 'basket.add', productId: A.id },
      { kind: 'basket.add-extra', extra: 'tip', amountMinor: 5 },
      { kind: 'drawer.move', move: 'paid-in', count, reason: 'x' },
      { kind: 'drawer.open', reason: 'x' },
      { kind: 'shift.hand-over', toStaffId: staffIdOf('cashier'), counts: [count] },
      {
        kind: 'refund.without-receipt',
        lines: [{ productId: A.id, quantityMilli: 1_000, unitPriceMinor: 1 }],
        restock: 'none',
        reason: 'x',
      },
      { kind: 'sale.void', saleId: second.last('sale.completed').saleId, reason: 'x' },
    ];
    expect(bodies.map((body) => second.refused(body))).toEqual(bodies.map(() => 'SHIFT-CLOSED-ELSEWHERE'));
    second.done({ kind: 'shift.leave' });
  });

  it('[SHIFT-11] grand totals go on over shifts and count revenue documents only', () => {
    const till = new TestTill();
    const sale = till.sell({ productId: A.id });
    till.done({ kind: 'training.start' });
    till.sell({ productId: A.id });
    till.done({ kind: 'training.end' });
    till.done(close(100));
    expect(till.last('shift.closed').parts).toMatchObject([{ grandSalesMinor: 100, grandRefundsMinor: 0 }]);
    till.done({ kind: 'shift.open', floatMinor: 0 });
    till.sell({ productId: A.id });
    const lines = [{ line: 1, quantityMilli: 1_000 }];
    till.done({ kind: 'refund.with-receipt', saleId: sale.saleId, lines, restock: 'shop', reason: 'x' });
    till.done(close(0));
    expect(till.last('shift.closed').parts).toMatchObject([{ grandSalesMinor: 200, grandRefundsMinor: 100 }]);
  });

  it('[SHIFT-13] the X writes nothing; where the count is blind it needs the right to see what should be there', () => {
    const till = new TestTill();
    const before = till.recorded.length;
    expect(till.done({ kind: 'shift.report' })).toMatchObject({ kind: 'x', notHeard: [] });
    expect(till.recorded).toHaveLength(before);
    till.branch = { ...BRANCH, drawer: { ...BRANCH.drawer, blindCount: true } };
    till.signIn('cashier');
    expect(till.refused({ kind: 'shift.report' })).toBe('RIGHT-MISSING');
    till.done({ kind: 'shift.report' }, { staffId: staffIdOf('owner'), pin: '1' });
    expect(till.last('approval.given').right).toBe('see-expected');
  });

  it('[SHIFT-14] a hand-over counts the drawer, and the shift goes on without a session', () => {
    const { first, second } = pair();
    second.sell({ productId: A.id });
    first.hear(second);
    const handOver = (toStaffId: string, ...counts: readonly { currency: string; totalMinor: number }[]) =>
      ({ kind: 'shift.hand-over', toStaffId, counts }) as const;
    const gbp = { currency: 'GBP', totalMinor: 1_050 };
    expect(first.refused(handOver(idOf(9), gbp))).toBe('STAFF-UNKNOWN');
    expect(first.refused(handOver(staffIdOf('cashier')))).toBe('COUNT-MISSING');
    first.done(handOver(staffIdOf('cashier'), gbp));
    expect(first.last('shift.handed-over')).toMatchObject({
      toStaffId: staffIdOf('cashier'),
      drawer: [{ currency: 'GBP', floatMinor: 1_000, countedMinor: 1_050 }],
      blind: false,
    });
    expect(first.state).toMatchObject({ session: null, shift: { number: 1 } });
    expect(drawerAfter([...first.facts(), ...second.facts()])).toEqual({ GBP: 1_100 });
    expect(first.last('shift.handed-over').drawer[0]?.varianceMinor).toBe(-50);
  });
});

describe('what two tills took out apart', () => {
  it('[DRAWER-03] a currency of which less than nothing is expected has to be counted too', () => {
    const first = new TestTill({ open: false });
    const floats = [
      { currency: 'GBP', totalMinor: 0 },
      { currency: 'EUR', totalMinor: 500 },
    ];
    first.done({ kind: 'shift.open', floats });
    const second = new TestTill({ beside: first, code: 'H2', open: false });
    second.hear(first);
    second.done({ kind: 'shift.join', shiftId: first.state.shift!.shiftId });
    for (const till of [first, second]) {
      const count = { currency: 'EUR', totalMinor: 500 };
      till.done({ kind: 'drawer.move', move: 'drop', count, reason: 'safe' });
    }
    first.hear(second);
    expect(first.refused(close(0))).toBe('COUNT-MISSING');
    first.done({ kind: 'shift.close', counts: floats.map((each) => ({ ...each, totalMinor: 0 })) });
    expect(first.last('shift.closed').drawer).toMatchObject([
      { currency: 'GBP', varianceMinor: 0 },
      { currency: 'EUR', floatMinor: 500, expectedMinor: -500, varianceMinor: 500 },
    ]);
  });
});

it('[DRAWER-08] openings without a sale are counted on at a till that leaves the shift and joins it again', () => {
  const { second, join } = pair();
  const role = second.context().lookup.role('cashier')!;
  second.known.roles.set('cashier', { ...role, limits: { noSales: 1 } });
  second.signIn('cashier');
  const noSale: CommandBody = { kind: 'drawer.open', reason: 'change' };
  second.done(noSale);
  expect(second.refused(noSale)).toBe('LIMIT-EXCEEDED');
  second.done({ kind: 'shift.leave' });
  second.done(join);
  expect(second.refused(noSale)).toBe('LIMIT-EXCEEDED');
});

describe('figures that fit no Z', () => {
  it('[SHIFT-15] a series that would take the Z out of its bounds waits for a supplement', () => {
    const { first } = pair();
    const [own] = first.context().lookup.uncounted(first.state.shift!.shiftId);
    const huge = (n: number) => ({
      part: { ...own!.part, seriesId: n.toString().padStart(16, '0'), tillCode: `X${n}` },
      totals: { ...own!.totals, salesGrossMinor: MAX_SHIFT_MINOR },
    });
    const all = Array.from({ length: 300 }, (_, n) => huge(n));
    const { totals, parts } = reckon([own!, ...all]);
    expect(parts).toHaveLength(256);
    expect(totals.salesGrossMinor).toBe(255 * MAX_SHIFT_MINOR);
    const wild = { ...huge(1), totals: { ...own!.totals, salesGrossMinor: 9_000 * MAX_AMOUNT_MINOR } };
    expect(reckon([own!, wild, huge(2)]).parts.map(({ tillCode }) => tillCode)).toEqual(['H1', 'X2']);
  });
});
