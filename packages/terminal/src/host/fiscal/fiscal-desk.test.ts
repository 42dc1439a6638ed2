import type { FactOf, LedgerFact } from '@tillmesh/model';
import { afterEach, describe, expect, it } from 'vitest';
import type { ShopSettingsView } from '../../api/shop-view.ts';
import { okOf, openShop, sell } from '../process/cashier.fixture.ts';
import { startTestTill, type TestTill } from '../process/till.fixture.ts';
import { createTestDevice } from './test-device.fixture.ts';

let till: TestTill;
afterEach(() => till.remove());

type Told = FactOf<'document.signed' | 'document.delivered'>;

const isTold = (fact: LedgerFact['fact']): fact is Told =>
  fact.kind === 'document.signed' || fact.kind === 'document.delivered';

/** What the ledger says of the device, oldest first. */
const toldOf = (): readonly string[] =>
  [...till.node().newestOwn()]
    .map(({ fact }) => fact)
    .filter(isTold)
    .map(
      ({ kind, label, outcome }) =>
        `${kind.replace('document.', '')} ${label.replace(/^.*?-.*?-/, '')} ${outcome}`,
    )
    .toReversed();

/** Until nothing is left that can be done now. */
const untilWaiting = async (waiting: number, state = 'ready'): Promise<void> => {
  const screen = await till.openScreen();
  await screen.until('till', ({ fiscal }) => fiscal.waiting === waiting && fiscal.state === state);
  screen.close();
};

const openWith = async (device: ReturnType<typeof createTestDevice> | undefined) => {
  till = await startTestTill('demo', device === undefined ? {} : { fiscal: device });
  await openShop(till);
};

const setRule = async (onFailure: 'refuse' | 'sell-and-mark'): Promise<void> => {
  const { settings } = (await till.ask<ShopSettingsView>('GET', '/api/shop')).body;
  okOf(await till.run({ kind: 'branch.put', settings: { ...settings, fiscal: { onFailure } } }));
};

it('[DEVICE-02] a till without a device signs nothing and writes nothing of it', async () => {
  await openWith(undefined);
  await sell(till);
  await untilWaiting(0, 'none');
  expect(toldOf()).toEqual([]);
});

describe('with a device', () => {
  it('[DEVICE-03] a basket is begun, and each document signed after it was committed, then delivered', async () => {
    const device = createTestDevice();
    await openWith(device);
    okOf(await till.run({ kind: 'basket.add', code: 'A1' }));
    const basketId = till.node().state().basket?.basketId;
    okOf(await till.run({ kind: 'payment.take', tender: 'cash', tenderedMinor: 255 }));
    const { saleId } = await sell(till);
    const lines = [{ line: 1, quantityMilli: 1_000 }];
    okOf(
      await till.run(
        { kind: 'refund.with-receipt', saleId, lines, restock: 'shop', reason: 'broken' },
        { kind: 'invoice.issue', saleId, buyer: { name: 'Quay Ltd', address: ['1 Pier'], taxIds: [] } },
      ),
    );
    const other = await sell(till);
    okOf(await till.run({ kind: 'sale.void', saleId: other.saleId, reason: 'mistake' }));
    await untilWaiting(0);
    const documents = ['R-1', 'R-2', 'C-1', 'I-1', 'R-3', 'V-1'];
    expect(toldOf().filter((told) => told.startsWith('signed'))).toEqual(
      documents.map((label) => `signed ${label} signed`),
    );
    expect(toldOf().filter((told) => told.startsWith('delivered'))).toEqual(
      documents.map((label) => `delivered ${label} accepted`),
    );
    expect(device.calls[0]).toEqual(['begin', basketId]);
  });

  it('[DEVICE-03] training and what is no document of trade is not signed', async () => {
    const device = createTestDevice();
    await openWith(device);
    okOf(await till.run({ kind: 'training.start' }));
    await sell(till);
    okOf(await till.run({ kind: 'training.end' }, { kind: 'basket.add', code: 'A1' }));
    okOf(await till.run({ kind: 'quote.issue', validUntil: '2026-06-01' }));
    await untilWaiting(0);
    expect(device.calls.filter(([call]) => call !== 'begin')).toEqual([]);
  });

  it('[DEVICE-04] a document that fails is told once, holds up no other, and is tried again until it is signed', async () => {
    const device = createTestDevice();
    await openWith(device);
    device.failing.when = (call, name) => call === 'sign' && name.endsWith('R-1');
    await sell(till);
    await sell(till);
    await untilWaiting(1);
    expect(toldOf()).toEqual(['signed R-1 failed', 'signed R-2 signed', 'delivered R-2 accepted']);
    till.passTime();
    await sell(till);
    await untilWaiting(1);
    expect(toldOf().filter((told) => told.includes('R-1'))).toEqual(['signed R-1 failed']);
    device.failing.when = () => false;
    till.hurryTime();
    await untilWaiting(0);
    expect(toldOf().filter((told) => told.includes('R-1'))).toEqual([
      'signed R-1 failed',
      'signed R-1 signed',
      'delivered R-1 accepted',
    ]);
    expect(device.signatures()).toBe(3);
  });

  it('[DEVICE-04] an authority that is away holds up no signature, and gets each document later', async () => {
    const device = createTestDevice();
    await openWith(device);
    device.failing.when = (call) => call === 'deliver';
    await sell(till);
    await sell(till);
    await untilWaiting(2);
    expect(device.signatures()).toBe(2);
    device.failing.when = () => false;
    till.hurryTime();
    await untilWaiting(0);
    expect(device.deliveries()).toBe(2);
    expect(toldOf().filter((told) => told.startsWith('delivered R-1'))).toEqual([
      'delivered R-1 failed',
      'delivered R-1 accepted',
    ]);
  });

  it('[DEVICE-05] what a till left undone when it ended is done at its next start', async () => {
    const device = createTestDevice();
    await openWith(device);
    await sell(till);
    await untilWaiting(0);
    device.failing.when = (call, name) => call !== 'begin' && !name.endsWith('R-3');
    await sell(till);
    await sell(till);
    await untilWaiting(1);
    await till.stop();
    device.failing.when = () => false;
    await till.start();
    await untilWaiting(0);
    expect(toldOf().filter((told) => told.includes('R-2'))).toEqual([
      'signed R-2 failed',
      'signed R-2 signed',
      'delivered R-2 accepted',
    ]);
    expect([device.signatures(), device.deliveries()]).toEqual([3, 3]);
  });

  it('[DEVICE-07] a sale is done while the device works, and its paper waits for the signature', async () => {
    const device = createTestDevice();
    await openWith(device);
    const release = device.hold();
    const { saleId } = await sell(till);
    const paper = till.ask<string>('GET', `/api/documents/${saleId}.txt`);
    // The next customer is served, and the paper was asked for before the device is done.
    okOf(await till.run({ kind: 'basket.add', code: 'A1' }));
    expect(toldOf()).toEqual([]);
    release();
    expect((await paper).body).toMatch(/\nSignature counter: 1\nSignature:\n[0-9a-f]{42}\n[0-9a-f]{22}\n/);
  });

  it('[DEVICE-07] [RECEIPT-12] a document that could not be signed is printed and says so', async () => {
    const device = createTestDevice();
    await openWith(device);
    device.failing.when = () => true;
    const { saleId } = await sell(till);
    const { body } = await till.ask<string>('GET', `/api/documents/${saleId}.txt`);
    expect(body).toContain('The fiscal device failed. no power\n');
  });

  it('[DEVICE-06] a branch that sells and marks goes on while the device fails, and says so on the sale', async () => {
    const device = createTestDevice();
    await openWith(device);
    await setRule('sell-and-mark');
    device.failing.when = () => true;
    okOf(await till.run({ kind: 'basket.add', code: 'A1' }));
    await untilWaiting(0, 'failed');
    const [paid] = okOf(await till.run({ kind: 'payment.take', tender: 'cash', tenderedMinor: 255 }));
    if (paid?.kind !== 'paid' || paid.saleId === null) throw new Error('not sold');
    expect(till.node().receipt(paid.saleId)?.sale.fiscalFailed).toBe(true);
    device.failing.when = () => false;
    till.hurryTime();
    await untilWaiting(0);
    const { saleId } = await sell(till);
    expect(till.node().receipt(saleId)?.sale.fiscalFailed).toBeUndefined();
  });

  it('[DEVICE-06] a branch that refuses sells nothing until the device answers again', async () => {
    const device = createTestDevice();
    await openWith(device);
    await setRule('refuse');
    device.failing.when = () => true;
    okOf(await till.run({ kind: 'basket.add', code: 'A1' }));
    await untilWaiting(0, 'failed');
    const refused = await till.run({ kind: 'payment.take', tender: 'cash', tenderedMinor: 255 });
    expect(refused.map((reply) => (reply.ok ? 'ok' : reply.rejection.code))).toEqual([
      'FISCAL-DEVICE-FAILED',
    ]);
    device.failing.when = () => false;
    till.hurryTime();
    await untilWaiting(0);
    okOf(await till.run({ kind: 'payment.take', tender: 'cash', tenderedMinor: 255 }));
  });
});
