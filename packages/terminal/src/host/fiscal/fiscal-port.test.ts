import type { FiscalDocument, FiscalPort } from '@tillmesh/model';
import { describe, expect, it } from 'vitest';
import { REFUND, SALE } from '../receipt/receipt.fixture.ts';
import { NULL_DEVICE } from './null-device.ts';
import { createTestDevice } from './test-device.fixture.ts';

const PORTS: readonly (readonly [string, () => FiscalPort])[] = [
  ['no device', () => NULL_DEVICE],
  ['a device that signs', () => createTestDevice()],
];
const BASKET = { basketId: '5'.repeat(32), startedAtMs: 0 };
const DOCUMENTS: readonly FiscalDocument[] = [SALE, REFUND];

/** What every device keeps to, so that a till may ask again after any crash. */
describe.each(PORTS)('%s', (_name, create) => {
  it('[DEVICE-01] is named in facts by a short word', () => {
    expect(create().provider).toMatch(/^[a-z][a-z0-9-]{0,31}$/);
  });

  it('[DEVICE-01] begins a basket, and the same one again', async () => {
    const port = create();
    expect([await port.begin(BASKET), await port.begin(BASKET)]).toEqual([true, true]);
  });

  it('[DEVICE-01] signs a document once: asked again it says the same', async () => {
    const port = create();
    for (const document of DOCUMENTS) {
      const signature = await port.sign(document);
      expect(signature.outcome).toBe('signed');
      expect(await port.sign(document)).toEqual(signature);
    }
  });

  it('[DEVICE-01] signs a document whose basket it never heard of', async () => {
    expect((await create().sign(SALE)).outcome).toBe('signed');
  });

  it('[DEVICE-01] delivers a document once: asked again it says the same', async () => {
    const port = create();
    await port.sign(SALE);
    const delivery = await port.deliver(SALE);
    expect(delivery.outcome).toBe('accepted');
    expect(await port.deliver(SALE)).toEqual(delivery);
  });
});

it('[DEVICE-01] a basket begun twice is one, and two documents have two signatures', async () => {
  const device = createTestDevice();
  await device.begin(BASKET);
  await device.begin(BASKET);
  const blocks = [await device.sign(SALE), await device.sign(REFUND), await device.sign(SALE)];
  expect([device.transactions(), device.signatures()]).toEqual([1, 2]);
  expect(new Set(blocks.map(({ block }) => JSON.stringify(block))).size).toBe(2);
});

it('[DEVICE-01] a device that fails says so, and does it when it is asked again', async () => {
  const device = createTestDevice();
  device.failing.when = () => true;
  expect(await device.begin(BASKET)).toBe(false);
  expect((await device.sign(SALE)).outcome).toBe('failed');
  expect((await device.deliver(SALE)).outcome).toBe('failed');
  device.failing.when = () => false;
  expect((await device.sign(SALE)).outcome).toBe('signed');
  expect((await device.deliver(SALE)).outcome).toBe('accepted');
});
