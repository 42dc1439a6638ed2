import type { TillNode } from '@tillmesh/replica';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ApprovalsView } from '../../api/approval-view.ts';
import type { ShiftsView } from '../../api/shift-view.ts';
import { okOf, openShop, sell, signIn } from '../process/cashier.fixture.ts';
import { CASHIER, OWNER, startTestTills, type TestTill } from '../process/till.fixture.ts';

let first: TestTill;
let second: TestTill;
beforeEach(async () => {
  [first, second] = await startTestTills();
  await openShop(first);
});
afterEach(async () => {
  await second.remove();
  await first.remove();
});

/** Until a till knows it, by what it is told over its link. */
const known = (node: TillNode, isKnown: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const stop = node.onChange(() => look());
    const look = (): void => {
      if (!isKnown()) return;
      stop();
      // What the host keeps of it is read right after.
      setImmediate(() => setImmediate(resolve));
    };
    look();
  });
const shiftsOf = async (till: TestTill): Promise<ShiftsView> =>
  (await till.ask<ShiftsView>('GET', '/api/shifts')).body;
const approvalsOf = async (till: TestTill): Promise<ApprovalsView> =>
  (await till.ask<ApprovalsView>('GET', '/api/approvals')).body;

/** The second till knows the shift of the first, its products and who works here. */
const join = async (): Promise<string> => {
  const shiftId = first.node().state().shift?.shiftId ?? '';
  await known(second.node(), () => second.node().lookup.shift(shiftId) !== null);
  await known(second.node(), () => second.node().lookup.productByCode('A2') !== null);
  okOf(await signIn(second, CASHIER));
  return shiftId;
};

it('[HOST-33] a shift of another till can be found, joined, left, and supplemented by the till that closed it', async () => {
  const shiftId = await join();
  expect(await shiftsOf(second)).toEqual({
    own: null,
    joinable: [expect.objectContaining({ shiftId, number: 1, till: 'H1', currency: 'GBP' })],
    waiting: [],
  });
  expect((await shiftsOf(first)).joinable).toEqual([]);
  okOf(await second.run({ kind: 'shift.join', shiftId }));
  await sell(second);
  const joined = await shiftsOf(second);
  expect(joined.own).toMatchObject({ shiftId, number: 1, joined: true, drawer: 'H1', floatMinor: null });
  expect(joined.joinable).toEqual([]);
  const { deviceId } = second.node().self;
  const counted = () => first.node().lookup.uncounted(shiftId);
  await known(first.node(), () =>
    counted().some(({ totals, part }) => part.deviceId === deviceId && totals.salesCount === 1),
  );
  const own = (await shiftsOf(first)).own;
  expect(own).toMatchObject({
    figures: { salesCount: 1 },
    expected: [{ currency: 'GBP', expectedMinor: 10_630 }],
    tills: [
      { code: 'H1', heard: true },
      { code: 'H2', heard: true },
    ],
  });
  okOf(await second.run({ kind: 'basket.add', code: 'A1' }));
  okOf(await first.run({ kind: 'shift.close', counts: [{ currency: 'GBP', totalMinor: 10_630 }] }));
  expect((await shiftsOf(first)).waiting).toEqual([]);

  // A basket that was open may be finished; it comes after the Z.
  await known(second.node(), () => second.node().lookup.shift(shiftId)?.z !== null);
  expect((await shiftsOf(second)).own?.closedElsewhere).toMatch(/-Z-1$/);
  okOf(
    await second.run({ kind: 'payment.take', tender: 'cash', tenderedMinor: 255 }, { kind: 'shift.leave' }),
  );
  await known(first.node(), () => counted().some(({ totals }) => totals.salesCount === 1));
  const [waiting] = (await shiftsOf(first)).waiting;
  expect(waiting).toMatchObject({
    shiftId,
    supplements: 0,
    tills: ['H2'],
  });
  expect(waiting?.z).toMatch(/-Z-1$/);
  const [supplement] = okOf(await first.run({ kind: 'shift.supplement', shiftId }));
  if (supplement?.kind !== 'document') throw new Error('no supplement');
  expect((await shiftsOf(first)).waiting).toEqual([]);
  const { body } = await first.ask<string>('GET', `/api/documents/${supplement.documentId}.txt`);
  expect(body).toMatch(/For Z +H1-.*-Z-1\n/);
});

it('[HOST-34] what is asked at one till is found and answered at another, and the answer is found again', async () => {
  await join();
  const [asked] = okOf(
    await second.run({
      kind: 'approval.request',
      right: 'refund-without-receipt',
      amountMinor: 500,
      detail: 'No receipt',
    }),
  );
  if (asked?.kind !== 'approval') throw new Error('not asked');
  const { requestId } = asked;
  expect(await approvalsOf(second)).toEqual({
    open: [],
    own: [expect.objectContaining({ requestId, askedBy: CASHIER.name, answer: null })],
  });
  await known(first.node(), () => first.node().lookup.approvalRequest(requestId) !== null);
  expect(await approvalsOf(first)).toMatchObject({
    open: [
      {
        requestId,
        right: 'refund-without-receipt',
        amountMinor: 500,
        sharePpm: null,
        detail: 'No receipt',
        till: 'H2',
        askedBy: CASHIER.name,
      },
    ],
    own: [],
  });
  // Who may not do it either is not asked.
  okOf(await signIn(first, CASHIER));
  expect((await approvalsOf(first)).open).toEqual([]);
  okOf(await signIn(first, OWNER));
  okOf(await first.run({ kind: 'approval.answer', requestId, granted: true }));
  expect((await approvalsOf(first)).open).toEqual([]);
  await known(second.node(), () => second.node().lookup.approval(requestId) !== null);
  expect((await approvalsOf(second)).own).toMatchObject([
    { requestId, answer: { granted: true, by: OWNER.name } },
  ]);
});
