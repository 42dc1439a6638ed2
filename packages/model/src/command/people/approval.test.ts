import { describe, expect, it } from 'vitest';
import type { Right } from '../../people/right.ts';
import type { RoleLimits } from '../../people/role.ts';
import { DEFAULT_ROLES } from '../../people/role.ts';
import { idOf, product, staffIdOf, TestTill } from '../../testing/shop.fixture.ts';
import type { ApprovalAsk, CommandBody } from '../command.ts';

const A = product(1);
const byOwner: ApprovalAsk = { staffId: staffIdOf('owner'), pin: '1234' };
const [cashierRole] = DEFAULT_ROLES;

/** A cashier's till in a shop that limits cashiers, after a sale of ten at 1.00. */
const limited = (limits: RoleLimits, more: readonly Right[] = []) => {
  const till = new TestTill({ floatMinor: 10_000 });
  till.known.roles.set('cashier', { ...cashierRole!, rights: [...cashierRole!.rights, ...more], limits });
  const sale = till.sell({ productId: A.id, quantityMilli: 10_000 });
  till.signIn('cashier');
  return { till, saleId: sale.saleId };
};
const refund = (saleId: string, pieces: number): CommandBody => ({
  kind: 'refund.with-receipt',
  saleId,
  lines: [{ line: 1, quantityMilli: pieces * 1_000 }],
  restock: 'shop',
  reason: 'x',
});
const openRefund = (unitPriceMinor: number): CommandBody => ({
  kind: 'refund.without-receipt',
  lines: [{ productId: A.id, quantityMilli: 1_000, unitPriceMinor }],
  restock: 'shop',
  reason: 'x',
});
const drop = (totalMinor: number): CommandBody => ({
  kind: 'drawer.move',
  move: 'drop',
  count: { currency: 'GBP', totalMinor },
  reason: 'x',
});
const noSale: CommandBody = { kind: 'drawer.open', reason: 'x' };

/** At the limit it is done; beyond it is refused, and done once when somebody who may approves it. */
const atAndBeyond = (till: TestTill, at: CommandBody, beyond: CommandBody): readonly string[] => [
  till.refused(beyond),
  till.refused(at),
  till.refused(beyond, byOwner),
  till.last('approval.given').right,
  till.refused(beyond),
];
const bounded = (right: Right): readonly string[] => [
  'LIMIT-EXCEEDED',
  'done',
  'done',
  right,
  'LIMIT-EXCEEDED',
];

describe('limits of a role', () => {
  it('[APPR-01] refunds with a receipt', () => {
    const { till, saleId } = limited({ refundMinor: 200 });
    expect(atAndBeyond(till, refund(saleId, 2), refund(saleId, 3))).toEqual(bounded('refund'));
  });

  it('[APPR-01] refunds without one', () => {
    const { till } = limited({ openRefundMinor: 200 }, ['refund-without-receipt']);
    expect(atAndBeyond(till, openRefund(200), openRefund(201))).toEqual(bounded('refund-without-receipt'));
  });

  it('[APPR-01] discounts, of a line and of the basket', () => {
    const { till } = limited({ discountPpm: 100_000 });
    till.done({ kind: 'basket.add', productId: A.id, quantityMilli: 10_000 });
    const line = (amountMinor: number): CommandBody => ({
      kind: 'basket.discount',
      line: 1,
      amountMinor,
      reason: 'x',
    });
    expect(atAndBeyond(till, line(100), line(101))).toEqual(bounded('discount'));
    till.done({ kind: 'basket.cancel', reason: 'x' });
    till.done({ kind: 'basket.add', productId: A.id, quantityMilli: 10_000 });
    const basket: CommandBody = { kind: 'basket.discount', amountMinor: 101, reason: 'x' };
    expect(till.refused(basket)).toBe('LIMIT-EXCEEDED');
    till.done(basket, byOwner);
  });

  it('[APPR-01] prices below the list', () => {
    const { till } = limited({ overridePpm: 100_000 }, ['override-price']);
    till.done({ kind: 'basket.add', productId: A.id });
    const price = (unitPriceMinor: number): CommandBody => ({
      kind: 'basket.override-price',
      line: 1,
      unitPriceMinor,
      reason: 'x',
    });
    expect(atAndBeyond(till, price(90), price(89))).toEqual(bounded('override-price'));
    till.done(price(500));
  });

  it('[APPR-01] openings without a sale, by shift', () => {
    const { till } = limited({ noSales: 2 });
    till.done(noSale);
    till.done(noSale);
    expect(till.refused(noSale)).toBe('LIMIT-EXCEEDED');
    till.done(noSale, byOwner);
    expect(till.refused(noSale)).toBe('LIMIT-EXCEEDED');
    till.done({ kind: 'shift.close', countedMinor: 11_000 });
    till.done({ kind: 'shift.open', floatMinor: 0 });
    till.done(noSale);
  });

  it('[APPR-01] cash moved at once', () => {
    const { till } = limited({ cashMoveMinor: 500 });
    expect(atAndBeyond(till, drop(500), drop(501))).toEqual(bounded('move-cash'));
  });
});

describe('approval by PIN', () => {
  it('[APPR-02] is a fact before those it allows, and they name the approver', () => {
    const till = new TestTill({ role: 'cashier', floatMinor: 100 });
    till.done({ kind: 'basket.add', productId: A.id });
    const price: CommandBody = { kind: 'basket.override-price', line: 1, unitPriceMinor: 50, reason: 'x' };
    expect(till.refused(price)).toBe('RIGHT-MISSING');
    till.done(price, byOwner);
    till.done({ kind: 'basket.void-line', line: 1, reason: 'x' });
    expect(till.recorded.slice(-3).map(({ fact }) => fact.kind)).toEqual([
      'approval.given',
      'override.withdrawn',
      'line.voided',
    ]);
    expect(till.last('override.withdrawn')).toMatchObject({
      staffId: staffIdOf('cashier'),
      approverId: staffIdOf('owner'),
    });
    expect(till.last('approval.given')).toMatchObject({ right: 'override-price', sharePpm: 500_000 });
    till.known.roles.set('cashier', { ...DEFAULT_ROLES[0]!, limits: { cashMoveMinor: 1 } });
    till.done(drop(5), byOwner);
    expect(till.recorded.slice(-2).map(({ fact }) => fact.kind)).toEqual(['approval.given', 'drawer.moved']);
    for (const { stamp } of till.recorded.slice(-2)) {
      expect(stamp).toMatchObject({ staffId: staffIdOf('cashier'), approverId: staffIdOf('owner') });
    }
    expect(till.state.session?.staffId).toBe(staffIdOf('cashier'));
  });

  it('[APPR-04] of somebody else who works here and may do as much', () => {
    const { till, saleId } = limited({ refundMinor: 0 });
    const body = refund(saleId, 5);
    const by = (staffId: string) => till.refused(body, { staffId, pin: '1' });
    expect(by(idOf(9))).toBe('STAFF-UNKNOWN');
    expect(by(staffIdOf('cashier'))).toBe('APPROVER-SAME');
    till.known.roles.set('supervisor', { ...DEFAULT_ROLES[1]!, limits: { refundMinor: 499 } });
    expect(by(staffIdOf('supervisor'))).toBe('APPROVER-RIGHT-MISSING');
    till.known.roles.set('supervisor', { ...DEFAULT_ROLES[1]!, limits: { refundMinor: 500 } });
    const owner = till.known.staff.get(staffIdOf('owner'))!;
    till.known.staff.set(owner.id, { ...owner, branchIds: [idOf(0xb2)] });
    expect(by(staffIdOf('owner'))).toBe('STAFF-UNKNOWN');
    expect(by(staffIdOf('supervisor'))).toBe('done');
  });

  it.each(['wrong', 'locked'] as const)(
    '[APPR-06] with a %s PIN refuses whatever is asked, and is a fact',
    (outcome) => {
      const till = new TestTill();
      till.approvalPin = outcome;
      const code = outcome === 'wrong' ? 'PIN-WRONG' : 'PIN-LOCKED';
      // An owner needs no approval for it: it would be a way to try PINs unseen.
      expect(till.refused({ kind: 'basket.add', productId: A.id }, byOwner)).toBe(code);
      expect(till.recorded.at(-1)).toMatchObject({
        fact: { kind: 'sign-in.failed', staffId: staffIdOf('owner'), outcome },
        stamp: { staffId: staffIdOf('owner') },
      });
      expect(till.refused(noSale, { staffId: idOf(9), pin: '1' })).toBe('STAFF-UNKNOWN');
      till.done({ kind: 'session.sign-out' });
      const before = till.recorded.length;
      for (const body of [noSale, { kind: 'session.sign-out' }] as const) {
        expect(till.refused(body, byOwner)).toBe(code);
      }
      expect(till.recorded.slice(before)).toMatchObject([
        { fact: { kind: 'sign-in.failed' }, stamp: { staffId: null } },
        { fact: { kind: 'sign-in.failed' }, stamp: { staffId: null } },
      ]);
    },
  );

  it('[APPR-07] is not used where none is needed, and one that was not judged is a bug', () => {
    const till = new TestTill();
    till.done(noSale, { staffId: staffIdOf('supervisor'), pin: '1' });
    expect(till.facts().some(({ kind }) => kind === 'approval.given')).toBe(false);
    till.signIn('cashier');
    till.approvalPin = 'unchecked';
    const body: CommandBody = { kind: 'stock.move', reason: 'adjusted', lines: [], note: '' };
    expect(() => till.run(body, byOwner)).toThrow('before its PIN was checked');
  });

  it('[APPR-07] allows each of several things that one command needs', () => {
    const till = new TestTill({ open: false });
    till.known.roles.set('cashier', { ...cashierRole!, rights: [] });
    till.signIn('cashier');
    till.done({ kind: 'shift.open', floatMinor: 0, businessDate: '2010-12-24', reason: 'x' }, byOwner);
    const given = till.facts().filter((fact) => fact.kind === 'approval.given');
    expect(given.map(({ right }) => right)).toEqual(['open-shift', 'override-clock']);
    expect(new Set(given.map(({ approvalId }) => approvalId)).size).toBe(2);
  });
});
