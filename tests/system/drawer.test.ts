import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Answer, CommandBody } from '@tillmesh/model';
import type { Report } from '@tillmesh/reports';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApprovalsView } from '../../packages/terminal/src/api/approval-view.ts';
import type { ShiftsView } from '../../packages/terminal/src/api/shift-view.ts';
import type { ShopSettingsView } from '../../packages/terminal/src/api/shop-view.ts';
import { act } from '../../scripts/chain/cashier.ts';
import { startChain, type TillDevice } from '../../scripts/chain/running-chain.ts';
import { waitFor } from '../../scripts/chain/wait.ts';
import { arrival } from './chain/receipt.ts';
import {
  APPLE,
  ARRIVAL_MS,
  findProduct,
  FLOAT_MINOR,
  makeTestChain,
  openShop,
  sell,
  send,
  type TestChain,
} from './chain/test-chain.ts';

let chain: TestChain;
let shiftId: string;
beforeAll(async () => {
  chain = await makeTestChain({ 'High Street': ['H1', 'H2'] });
  await startChain(chain);
  await openShop(chain, chain.till('H1'));
  await act(chain.till('H2').api(), { kind: 'session.sign-in', ...chain.person('cashier') });
});
afterAll(() => chain.end());

const one = async (till: TillDevice, body: CommandBody): Promise<Answer> => {
  const [answer] = await act(till.api(), body);
  if (answer === undefined) throw new Error('no answer');
  return answer;
};

const refusedWith = async (till: TillDevice, command: object): Promise<string> => {
  const [reply] = await send(till, [{ id: crypto.randomUUID().replaceAll('-', ''), ...command }]);
  return reply?.ok === false ? reply.rejection.code : 'done';
};

it('[DAY-01] what the owner states at the admin device is how another till of the branch counts', async () => {
  const [h1, h2] = [chain.till('H1'), chain.till('H2')];
  await act(
    h1.api(),
    { kind: 'session.sign-in', ...chain.person('owner') },
    {
      kind: 'tender.put',
      tender: {
        id: 'visa',
        name: 'Card',
        kind: 'card',
        active: true,
        givesChange: false,
        needsReference: true,
        storedLimitMinor: 0,
      },
    },
    {
      kind: 'role.put',
      role: {
        id: 'cashier',
        name: 'Cashier',
        rights: ['sell', 'discount', 'open-shift', 'close-shift'],
        limits: { discountPpm: 100_000 },
      },
    },
    { kind: 'session.sign-in', ...chain.person('supervisor') },
  );
  await waitFor('the tender at H2', ARRIVAL_MS, async () => {
    const shop = await h2.api().get<ShopSettingsView>('/api/shop');
    return shop.tenders.some(({ id }) => id === 'visa') ? true : null;
  });
  const product = await waitFor('the product at H2', ARRIVAL_MS, () => findProduct(h2, APPLE.code));
  expect(product.priceMinor).toBe(APPLE.priceMinor);
});

it('[DAY-02] a second till sells into the drawer of the first', async () => {
  const [h1, h2] = [chain.till('H1'), chain.till('H2')];
  const own = await h1.api().get<ShiftsView>('/api/shifts');
  shiftId = own.own?.shiftId ?? '';
  await waitFor('the shift at H2', ARRIVAL_MS, async () => {
    const { joinable } = await h2.api().get<ShiftsView>('/api/shifts');
    return joinable.some((shift) => shift.shiftId === shiftId) ? true : null;
  });
  expect(await one(h2, { kind: 'shift.join', shiftId })).toMatchObject({ kind: 'shift', shiftId });
  const { saleId } = await sell(h2);
  await arrival(h1, saleId);
  await act(
    h2.api(),
    { kind: 'basket.add', code: APPLE.code },
    {
      kind: 'payment.take',
      tender: 'visa',
      tenderedMinor: APPLE.priceMinor,
      reference: 'A-1',
      lastFour: '4242',
    },
  );
  expect(await refusedWith(h2, { kind: 'shift.close', countedMinor: 0 })).toBe('SHIFT-OF-ANOTHER-TILL');
});

it('[DAY-03] a supervisor at another till allows once what a cashier may not', async () => {
  const [h1, h2] = [chain.till('H1'), chain.till('H2')];
  await act(h2.api(), { kind: 'basket.add', code: APPLE.code });
  const discount = { kind: 'basket.discount', line: 1, sharePpm: 200_000, reason: 'torn label' } as const;
  expect(await refusedWith(h2, discount)).toBe('LIMIT-EXCEEDED');
  const asked = await one(h2, {
    kind: 'approval.request',
    right: 'discount',
    sharePpm: 200_000,
    detail: '20% off apple juice',
  });
  if (asked.kind !== 'approval') throw new Error('nothing was asked');
  const { requestId } = asked;
  expect(await refusedWith(h2, { ...discount, approval: { requestId } })).toBe('APPROVAL-PENDING');
  await waitFor('the request at H1', ARRIVAL_MS, async () => {
    const { open } = await h1.api().get<ApprovalsView>('/api/approvals');
    return open.some((request) => request.requestId === requestId) ? true : null;
  });
  await act(h1.api(), { kind: 'approval.answer', requestId, granted: true });
  await waitFor('the answer at H2', ARRIVAL_MS, async () => {
    const { own } = await h2.api().get<ApprovalsView>('/api/approvals');
    return own.some((request) => request.requestId === requestId && request.answer?.granted === true)
      ? true
      : null;
  });
  expect(await refusedWith(h2, { ...discount, approval: { requestId } })).toBe('done');
  const more = { ...discount, sharePpm: 190_000, approval: { requestId } };
  expect(await refusedWith(h2, more)).toBe('APPROVAL-UNKNOWN');
  const paid = await one(h2, { kind: 'payment.take', tender: 'cash', tenderedMinor: 200 });
  if (paid.kind !== 'paid' || paid.saleId === null) throw new Error('no sale was made');
  await arrival(h1, paid.saleId);
});

it('[DAY-04] I8: a Z names the till it did not hear, and a supplement counts what came later, each entry once', async () => {
  const [h1, h2] = [chain.till('H1'), chain.till('H2')];
  const sold = await sell(h1);
  await arrival(h2, sold.saleId);
  await h1.stop();
  // The relay would give it to the first till before the drawer is counted, or in the middle of that.
  await chain.relay.stop();
  const alone = await sell(h2);
  await h2.kill();
  await h1.start();
  // Cash: one sale at H2, one with a discount there, one at H1. The card's money is in no drawer.
  const countedMinor = FLOAT_MINOR + 2 * APPLE.priceMinor + 200;
  const z = await one(h1, { kind: 'shift.close', countedMinor });
  expect(z).toMatchObject({ kind: 'z', varianceMinor: 0, notHeard: ['H2'] });
  expect(await refusedWith(h1, { kind: 'shift.supplement', shiftId })).toBe('SUPPLEMENT-EMPTY');
  await chain.relay.start();
  await h2.start();
  await arrival(h1, alone.saleId);
  expect(await one(h1, { kind: 'shift.supplement', shiftId })).toMatchObject({ kind: 'document' });
  expect(await refusedWith(h1, { kind: 'shift.supplement', shiftId })).toBe('SUPPLEMENT-EMPTY');
  const grossMinor = 4 * APPLE.priceMinor + 200;
  const report = await waitFor('all of it in the report', ARRIVAL_MS, async () => {
    const totals = await chain.reporter.api().get<Report>('/api/totals');
    const isThere = totals.zReports[0]?.grossMinor === grossMinor && totals.overall[0]?.sales.count === 5;
    return isThere ? totals : null;
  });
  expect(report.zReports).toMatchObject([{ count: 1, grossMinor, varianceMinor: 0 }]);
  expect(report.overall[0]?.sales).toMatchObject({ count: 5, grossMinor });
});

it('[COMMAND-02] what is sent by hand is done, a line of JSON for each, and the exit code says whether all was', async () => {
  const folder = chain.place.tills.find(({ code }) => code === 'H1')?.folder ?? '';
  const byHand = async (...lines: readonly string[]) => {
    const script = spawn(process.execPath, ['scripts/command.ts', '--data', folder]);
    script.stdin.end(lines.join('\n'));
    const ended = new Promise<number | null>((resolve) => script.once('exit', resolve));
    const printed = (await text(script.stdout)).trim().split('\n');
    return { code: await ended, replies: printed.map((line): unknown => JSON.parse(line)) };
  };
  const { staffId, pin } = chain.person('supervisor');
  const signIn = JSON.stringify({ kind: 'session.sign-in', staffId, pin });
  const opened = await byHand(signIn, '{"kind":"shift.open","floatMinor":500}', '{"kind":"shift.report"}');
  expect(opened).toMatchObject({
    code: 0,
    replies: [{ ok: true }, { ok: true }, { ok: true, answer: { kind: 'x', totals: { salesCount: 0 } } }],
  });
  expect(await byHand('{"kind":"shift.open","floatMinor":500}')).toMatchObject({
    code: 1,
    replies: [{ ok: false, rejection: { code: 'SHIFT-ALREADY-OPEN' } }],
  });
});
