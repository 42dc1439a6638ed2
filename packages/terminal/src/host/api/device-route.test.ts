import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DevicesView } from '../../api/device-view.ts';
import type { ReceiptView } from '../../api/view.ts';
import { openShop, sell } from '../process/cashier.fixture.ts';
import { startTestTills, type TestTill } from '../process/till.fixture.ts';

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

type Row = DevicesView['devices'][number];
const devicesOf = async (till: TestTill): Promise<DevicesView> =>
  (await till.ask<DevicesView>('GET', '/api/devices')).body;
const heldBy = (holder: TestTill): Promise<void> =>
  new Promise((resolve) => {
    const node = first.node();
    const stop = node.onChange(() => look());
    const look = (): void => {
      const lag = node.lags().find(({ deviceId }) => deviceId === holder.node().self.deviceId);
      if (lag?.theyLack.entries !== 0) return;
      stop();
      resolve();
    };
    look();
  });

it('[HOST-61] each device is told with its link, what it holds, what is missing here, and what runs there', async () => {
  await sell(first);
  await heldBy(second);
  const { devices, strangers, unanswered, offSinceMs } = await devicesOf(first);
  expect(devices.map(({ code, kind, state }) => [code, kind, state])).toEqual([
    ['H1', 'till', 'self'],
    ['H2', 'till', 'linked'],
  ]);
  expect(devices[1]).toMatchObject({
    branch: 'Harbour Quay',
    cause: '',
    theyLack: { records: 0, seconds: null },
    weLack: { records: 0, seconds: null },
    nextTryMs: null,
    program: null,
  });
  expect([strangers, unanswered, offSinceMs]).toEqual([[], [], null]);
});

it('[HOST-86] what may be stated of a device is told at an admin device, and how one that is off stands', async () => {
  const statesOf = async (till: TestTill) =>
    (await devicesOf(till)).devices.map(({ code, mayState, admin }) => [code, mayState, admin]);
  expect(await statesOf(first)).toEqual([
    ['H1', null, true],
    ['H2', 'take-off', false],
  ]);
  expect((await statesOf(second)).map(([code, mayState]) => [code, mayState])).toEqual([
    ['H2', null],
    ['H1', null],
  ]);
  const { deviceId } = second.node().self;
  const catalogOf = async () => {
    const [, { catalogBar, mayStateCatalog }] = (await devicesOf(first)).devices as [Row, Row];
    return [catalogBar?.by ?? null, mayStateCatalog];
  };
  expect(await catalogOf()).toEqual([null, 'take']);
  await first.run({ kind: 'catalog-right.put', deviceId, mayEdit: false });
  expect(await catalogOf()).toEqual(['H1', 'give']);
  expect((await devicesOf(second)).devices.map(({ mayStateCatalog }) => mayStateCatalog)).toEqual([
    null,
    null,
  ]);
  await first.run({ kind: 'device.revoke', deviceId, reason: 'Lost' });
  expect(await catalogOf()).toEqual(['H1', null]);
  const [, row] = (await devicesOf(first)).devices;
  expect(row).toMatchObject({ mayState: 'admit', off: { state: 'revoked', by: 'H1', reason: 'Lost' } });
});

it('[HOST-94] who may manage the shop marks a link as metered and takes the mark away; both ends tell what waits', async () => {
  const { deviceId } = second.node().self;
  const plan = { megabytesPerDay: 30, from: '23:00', to: '23:00' };
  const meter = (body: unknown) =>
    first.ask<DevicesView & { code?: string }>('POST', '/api/devices/metered', body);
  expect((await devicesOf(first)).devices[1]?.metered).toBeNull();
  const marked = await meter({ deviceId, plan });
  expect(marked.body.devices[1]?.metered).toMatchObject({
    budgetBytes: 30_000_000,
    from: '23:00',
    to: '23:00',
    extent: 'all',
    isInWindow: true,
  });
  for (const [body, status, code] of [
    [{ deviceId: 'f'.repeat(32), plan }, 404, 'METER-DEVICE-UNKNOWN'],
    [{ deviceId: first.node().self.deviceId, plan }, 404, 'METER-DEVICE-UNKNOWN'],
    [{ deviceId, plan: { ...plan, megabytesPerDay: 4 } }, 422, 'METER-PLAN-REFUSED'],
    [{ deviceId, plan: { ...plan, to: '24:00' } }, 422, 'METER-PLAN-REFUSED'],
    [{ deviceId, plan: { ...plan, megabytesPerDay: '30' } }, 400, 'BODY-UNEXPECTED'],
    [{ plan }, 400, 'BODY-UNEXPECTED'],
  ] as const) {
    const refused = await meter(body);
    expect([refused.status, refused.body.code]).toEqual([status, code]);
  }
  expect((await devicesOf(first)).devices[1]?.metered?.budgetBytes).toBe(30_000_000);
  await sell(first);
  await heldBy(second);
  await first.run({ kind: 'session.sign-out' });
  expect((await meter({ deviceId })).body.code).toBe('RIGHT-MISSING');
});

it('[HOST-61] of a device that is away it is told since when and why, and how many records it lacks since when', async () => {
  await heldBy(second);
  await second.stop();
  const gone = (): boolean => first.node().status().links[0]?.state === 'away';
  await new Promise<void>((resolve) => {
    const stop = first.node().onChange(() => look());
    const look = (): void => {
      if (!gone()) return;
      stop();
      resolve();
    };
    look();
  });
  await sell(first);
  const away = (await devicesOf(first)).devices[1];
  expect(away?.state).toBe('away');
  expect(away?.cause).not.toBe('');
  expect(away?.theyLack?.records).toBeGreaterThan(0);
  expect(away?.theyLack?.seconds).toBeGreaterThanOrEqual(0);
  await second.start();
});

it('[HOST-63] a receipt says which devices hold it, as far as that is known', async () => {
  await sell(first);
  const [sale] = first.node().receipts(1);
  const shown = async (till: TestTill) =>
    (await till.ask<ReceiptView>('GET', `/api/receipts/${sale?.saleId}`)).body.heldBy;
  await heldBy(second);
  expect(await shown(first)).toEqual(['Till H1', 'Till H2']);
  expect(await shown(second)).toBeNull();
  await second.stop();
  await sell(first);
  const [newest] = first.node().receipts(1);
  const { body } = await first.ask<ReceiptView>('GET', `/api/receipts/${newest?.saleId}`);
  expect(body.heldBy).toEqual(['Till H1']);
  await second.start();
});
