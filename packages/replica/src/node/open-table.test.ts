import { expect, it } from 'vitest';
import { asDevice, shops, whole } from '../statement/registry.fixture.ts';
import type { RegistryState } from '../statement/registry-state.ts';
import { ann, fold, off, states } from '../statement/revocation.fixture.ts';
import { HandCarrier } from './hand-carrier.fixture.ts';
import { createOpenTable } from './open-table.ts';

const { till, other, relay, reporter } = shops.devices;

const tableOf = (state: RegistryState) => {
  const config = {
    organisation: state.organisationId,
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
    () => state,
    () => territory,
  );
  return { carrier, table };
};

it('[CHANGE-14] a carrier is told who may sign: the root key, every device, and who writes a series', () => {
  const { carrier, table } = tableOf(whole);
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

it('[REVOKE-10] who is taken off or suspended may not link, and what it signed is taken as ever', () => {
  const taken = states(asDevice(ann), [], off(other));
  const { carrier, table } = tableOf(fold(taken));
  table.tell();
  const [told] = carrier.all('peers');
  const allowed = told?.allowed.map(({ deviceId }) => deviceId) ?? [];
  expect(allowed).not.toContain(other.deviceId);
  expect(allowed).toContain(relay.deviceId);
  const keys = new Map(told?.signers?.devices.map(({ deviceId, signKey }) => [deviceId, signKey]));
  expect(keys.get(other.deviceId)).toEqual(other.public.signKey);
  expect(told?.signers?.series).toContainEqual({ series: shops.series.other, deviceId: other.deviceId });
});
