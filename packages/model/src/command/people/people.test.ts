import { describe, expect, it } from 'vitest';
import { RIGHTS } from '../../people/right.ts';
import { DEFAULT_ROLES, type Role, roleOf } from '../../people/role.ts';
import { BRANCH, idOf, product, staffIdOf, TestTill } from '../../testing/shop.fixture.ts';
import type { CommandBody } from '../command.ts';

const A = product(1);
const signIn = { kind: 'session.sign-in', staffId: staffIdOf('cashier'), pin: '1234' } as const;

describe('signing in', () => {
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

  it.each(['wrong', 'locked'] as const)('[STAFF-06] a %s PIN is a fact, whoever is signed in', (outcome) => {
    const till = new TestTill();
    till.pin = outcome;
    till.refused(signIn);
    expect(till.recorded.at(-1)).toMatchObject({
      fact: { kind: 'sign-in.failed', staffId: signIn.staffId, outcome },
      stamp: { staffId: staffIdOf('owner'), shiftId: till.state.shift?.shiftId },
    });
    till.done({ kind: 'session.sign-out' });
    till.refused(signIn);
    expect(till.recorded.at(-1)?.stamp.staffId).toBeNull();
    const cashier = till.known.staff.get(signIn.staffId)!;
    till.known.staff.set(cashier.id, { ...cashier, active: false });
    const before = till.recorded.length;
    expect(till.refused(signIn)).toBe('STAFF-UNKNOWN');
    expect(till.recorded).toHaveLength(before + 1);
    till.pin = 'unchecked';
    expect(till.refused(signIn)).toBe('STAFF-UNKNOWN');
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
});

describe('stating people', () => {
  const person = { kind: 'staff.put', name: 'Ada', role: 'cashier', active: true } as const;

  it('[STAFF-04] a PIN is 4 to 12 digits, and a new person needs one', () => {
    const till = new TestTill({ open: false });
    for (const pin of ['123', '1234567890123', '12a4', '', '١٢٣٤']) {
      expect(till.refused({ ...person, pin })).toBe('PIN-TOO-SIMPLE');
    }
    expect(till.refused(person)).toBe('PIN-TOO-SIMPLE');
    const result = till.run({ ...person, pin: '0123' });
    expect(result.ok && result.decision.staff).toMatchObject({ name: 'Ada', active: true, pin: '0123' });
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

  it('[STAFF-07] a role has to be known: one of every shop, or one that the shop stated', () => {
    const till = new TestTill({ open: false });
    const weekend = { ...person, role: 'weekend', pin: '1234' };
    expect(till.refused(weekend)).toBe('ROLE-UNKNOWN');
    const role: Role = { id: 'weekend', name: 'Weekend', rights: ['sell'], limits: {} };
    till.done({ kind: 'role.put', role });
    expect(till.refused(weekend)).toBe('done');
  });
});

describe('roles', () => {
  it('[STAFF-07] a role stated by the shop replaces that of its id, and its rights stand in one order', () => {
    const till = new TestTill();
    const sell: CommandBody = { kind: 'basket.add', productId: A.id };
    const role: Role = {
      id: 'cashier',
      name: 'Helper',
      rights: ['reprint', 'no-sale', 'reprint'],
      limits: {},
    };
    till.done({ kind: 'role.put', role });
    expect(till.known.roles.get('cashier')).toEqual({ ...role, rights: ['no-sale', 'reprint'] });
    expect(roleOf(till.known.roles, 'cashier')?.name).toBe('Helper');
    expect(roleOf(till.known.roles, 'owner')).toBe(DEFAULT_ROLES[2]);
    expect(roleOf(till.known.roles, 'other')).toBeNull();
    till.signIn('cashier');
    expect(till.refused(sell)).toBe('RIGHT-MISSING');
    till.done({ kind: 'drawer.open', reason: 'x' });
  });

  it('[STAFF-08] nobody takes the right to manage people from the role they hold', () => {
    const till = new TestTill();
    const [, , owner] = DEFAULT_ROLES;
    const without = (id: string) => ({
      kind: 'role.put' as const,
      role: { ...owner!, id, rights: RIGHTS.filter((right) => right !== 'manage-staff') },
    });
    expect(till.refused(without('owner'))).toBe('RIGHT-MISSING');
    expect(till.refused({ kind: 'role.put', role: { ...owner!, rights: ['manage-staff'] } })).toBe('done');
    expect(till.refused(without('supervisor'))).toBe('done');
  });

  it('[STAFF-02] a role that nobody knows has no rights', () => {
    const till = new TestTill();
    const owner = till.known.staff.get(staffIdOf('owner'))!;
    till.known.staff.set(owner.id, { ...owner, role: 'gone' });
    expect(till.refused({ kind: 'basket.add', productId: A.id })).toBe('RIGHT-MISSING');
  });

  it('[STAFF-02] the roles that every shop has widen one another', () => {
    const [cashier, supervisor, owner] = DEFAULT_ROLES.map(({ rights }) => new Set(rights));
    expect(cashier!.isSubsetOf(supervisor!)).toBe(true);
    expect(supervisor!.isSubsetOf(owner!)).toBe(true);
    expect([...owner!]).toEqual([...RIGHTS]);
    expect(supervisor!.has('manage-staff') || supervisor!.has('manage-shop')).toBe(false);
  });
});
