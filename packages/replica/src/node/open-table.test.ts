import { expect, it } from 'vitest';
import { shops, whole } from '../statement/registry.fixture.ts';
import { HandCarrier } from './hand-carrier.fixture.ts';
import { createOpenTable } from './open-table.ts';

it('[CHANGE-14] a carrier is told who may sign: the root key, every device, and who writes a series', () => {
  const { till, other, relay, reporter } = shops.devices;
  const config = {
    organisation: whole.organisationId,
    self: { deviceId: till.deviceId, kind: 'till', branchId: null, tlsKeyHash: till.public.tlsKeyHash },
    tls: { key: '', cert: '' },
    databaseFile: '',
    listen: null,
  } as const;
  const carrier = new HandCarrier(config);
  const self = { deviceId: till.deviceId, kind: 'till', branchId: null, code: 'N1' } as const;
  const territory = { branchIds: [], series: [] };
  const table = createOpenTable(
    carrier,
    self,
    () => whole,
    () => territory,
  );
  table.tell();
  const [told] = carrier.all('peers');
  expect(told?.signers?.rootKey).toEqual(whole.rootKey);
  const keys = new Map(told?.signers?.devices.map(({ deviceId, signKey }) => [deviceId, signKey]));
  // This device too: what it wrote comes back from others.
  for (const device of [till, other, relay, reporter])
    expect(keys.get(device.deviceId)).toEqual(device.public.signKey);
  expect(told?.signers?.series).toEqual(
    [
      { series: shops.series.till, deviceId: till.deviceId },
      { series: shops.series.other, deviceId: other.deviceId },
    ].toSorted((a, b) => (a.series < b.series ? -1 : 1)),
  );
});
