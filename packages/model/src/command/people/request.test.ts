import { describe, expect, it } from 'vitest';
import { DEFAULT_ROLES } from '../../people/role.ts';
import { idOf, product, staffIdOf, TestTill } from '../../testing/shop.fixture.ts';
import type { CommandBody } from '../command.ts';

const A = product(1);
const refund = (unitPriceMinor: number): CommandBody => ({
  kind: 'refund.without-receipt',
  lines: [{ productId: A.id, quantityMilli: 1_000, unitPriceMinor }],
  restock: 'shop',
  reason: 'x',
});

/** A cashier at H1 has asked for a refund of 5.00 without a receipt; a supervisor stands at H2. */
const asked = (amountMinor: number | null = 500) => {
  const first = new TestTill({ floatMinor: 10_000, role: 'cashier' });
  const second = new TestTill({ beside: first, code: 'H2', role: 'supervisor' });
  const answer = first.done({
    kind: 'approval.request',
    right: 'refund-without-receipt',
    ...(amountMinor === null ? {} : { amountMinor }),
    detail: 'kettle, box damaged',
  });
  const requestId = answer.kind === 'approval' ? answer.requestId : '';
  const reply = (granted: boolean): CommandBody => ({ kind: 'approval.answer', requestId, granted });
  return { first, second, requestId, reply, ask: { requestId } };
};

describe('approval from another till', () => {
  it('[APPR-03] is asked for, given there, and used once here', () => {
    const { first, second, requestId, reply, ask } = asked();
    expect(first.refused(refund(500), ask)).toBe('APPROVAL-PENDING');
    second.hear(first);
    second.done(reply(true));
    expect(second.last('approval.given')).toMatchObject({
      requestId,
      right: 'refund-without-receipt',
      amountMinor: 500,
      granted: true,
      approverId: staffIdOf('supervisor'),
    });
    expect(first.refused(refund(500), ask)).toBe('APPROVAL-PENDING');
    first.hear(second);
    first.done(refund(500), ask);
    expect(first.recorded.slice(-2)).toMatchObject([
      {
        fact: { kind: 'approval.used', requestId, approverId: staffIdOf('supervisor') },
        stamp: { staffId: staffIdOf('cashier'), approverId: staffIdOf('supervisor') },
      },
      { fact: { kind: 'refund.completed' }, stamp: { approverId: staffIdOf('supervisor') } },
    ]);
    expect(first.refused(refund(500), ask)).toBe('APPROVAL-UNKNOWN');
    expect(first.state.approvalRequests).toEqual([]);
  });

  it('[APPR-03] covers what was asked: this right, no more than that, for who asked, at the till that asked', () => {
    const { first, second, reply, ask } = asked();
    second.hear(first);
    second.done(reply(true));
    first.hear(second);
    expect(first.refused(refund(501), ask)).toBe('APPROVAL-UNKNOWN');
    const move: CommandBody = { kind: 'stock.move', reason: 'adjusted', lines: [], note: '' };
    expect(first.refused(move, ask)).toBe('APPROVAL-UNKNOWN');
    expect(first.refused(refund(1), { requestId: idOf(9) })).toBe('APPROVAL-UNKNOWN');
    second.signIn('cashier');
    expect(second.refused(refund(500), ask)).toBe('APPROVAL-UNKNOWN');
    const other = { ...first.known.staff.get(staffIdOf('cashier'))!, id: idOf(0xc9) };
    first.known.staff.set(other.id, other);
    first.pin = 'right';
    first.done({ kind: 'session.sign-in', staffId: other.id, pin: '1' });
    expect(first.refused(refund(500), ask)).toBe('APPROVAL-UNKNOWN');
    first.signIn('cashier');
    first.done(refund(400), ask);
  });

  it('[APPR-03] what it is refused for leaves it unused', () => {
    const { first, second, reply, ask } = asked();
    second.hear(first);
    second.done(reply(true));
    first.hear(second);
    expect(first.refused({ ...refund(500), reason: '' } as CommandBody, ask)).toBe('REASON-MISSING');
    first.done(refund(500), ask);
  });

  it('[APPR-04] only somebody else who may do as much answers', () => {
    const { first, second, reply } = asked();
    expect(second.refused(reply(true))).toBe('APPROVAL-UNKNOWN');
    second.hear(first);
    second.signIn('cashier');
    expect(second.refused(reply(false))).toBe('APPROVER-SAME');
    second.known.roles.set('supervisor', { ...DEFAULT_ROLES[1]!, limits: { openRefundMinor: 499 } });
    second.signIn('supervisor');
    expect(second.refused(reply(true))).toBe('APPROVER-RIGHT-MISSING');
    expect(second.refused(reply(false))).toBe('APPROVER-RIGHT-MISSING');
    second.signIn('owner');
    second.done(reply(true));
  });

  it('[APPR-04] whose right is gone by the time it is used has approved nothing', () => {
    const { first, second, reply, ask } = asked();
    second.hear(first);
    second.done(reply(true));
    first.hear(second);
    const supervisor = first.known.staff.get(staffIdOf('supervisor'))!;
    first.known.staff.set(supervisor.id, { ...supervisor, active: false });
    expect(first.refused(refund(500), ask)).toBe('STAFF-UNKNOWN');
    first.known.staff.set(supervisor.id, { ...supervisor, role: 'cashier' });
    expect(first.refused(refund(500), ask)).toBe('APPROVER-RIGHT-MISSING');
  });

  it('[APPR-05] a refusal counts before any consent, whichever is heard first', () => {
    for (const order of ['consent first', 'refusal first']) {
      const { first, second, reply, ask } = asked();
      const third = new TestTill({ beside: first, code: 'H3' });
      for (const other of [second, third]) other.hear(first);
      second.done(reply(true));
      third.done(reply(false));
      first.hear(order === 'consent first' ? second : third);
      first.hear(order === 'consent first' ? third : second);
      expect(first.refused(refund(500), ask)).toBe('APPROVAL-REFUSED');
    }
  });

  it('[APPR-05] a request without an amount is bounded by the limit of whoever answers it', () => {
    const { first, second, reply, ask } = asked(null);
    second.known.roles.set('supervisor', { ...DEFAULT_ROLES[1]!, limits: { openRefundMinor: 100 } });
    second.hear(first);
    second.done(reply(true));
    first.hear(second);
    expect(first.refused(refund(101), ask)).toBe('APPROVER-RIGHT-MISSING');
    first.done(refund(100), ask);
  });
});
