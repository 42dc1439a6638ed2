import {
  clone,
  decodeSyncMessage,
  generateSyncMessage,
  getAllChanges,
  getHeads,
  initSyncState,
  load,
  merge,
  receiveSyncMessage,
} from '@automerge/automerge';
import { afterEach, expect, it } from 'vitest';
import { genesisOf } from '../document/genesis.ts';
import { GatedDevice, join } from '../gate/gate.fixture.ts';
import { messageOf, putOn } from '../gate/forge.fixture.ts';
import { ContentGate } from '../gate/content-gate.ts';
import { type ObjectDelivery, ObjectGate, type ObjectsVerdict } from '../gate/object-gate.ts';
import { objectOf, REFS, signers, statement, stranger, value } from '../gate/shop-objects.fixture.ts';
import { SignerTable } from '../gate/signers.ts';
import { Admission } from './admission.ts';
import { shops } from '../statement/registry.fixture.ts';
import type { Signers } from '../gate/signers.ts';

const devices: GatedDevice[] = [];
afterEach(() => {
  for (const device of devices.splice(0)) device.close();
});

const deviceWith = async (known: Signers = signers): Promise<GatedDevice> => {
  const device = new GatedDevice(`d${devices.length}`, known);
  devices.push(device);
  await device.open();
  return device;
};

const genesis = () => load<Record<string, unknown>>(genesisOf('ledger'));

it('[CHANGE-08] a peer that does not give what its changes follow is at fault at last', async () => {
  const device = await deviceWith();
  const asked: Uint8Array[] = [];
  device.wire.onSend = ({ data }) => void (data === undefined ? 0 : asked.push(data));
  const first = putOn(genesis(), 'ledger', [objectOf('ledger', 1)]);
  const second = putOn(first.after, 'ledger', [objectOf('ledger', 2)]);
  const heads = getHeads(device.document('ledger'));
  expect(await device.hear('z', 'ledger', messageOf([second.chunk]))).toBeNull();
  expect(getHeads(device.document('ledger'))).toEqual(heads);
  // Asked for by its hash: one head, one need.
  const [need] = getHeads(first.after);
  expect(
    asked.map((data) =>
      Buffer.from(data)
        .toString('hex')
        .includes(need ?? '?'),
    ),
  ).toContain(true);
  await device.runTimers();
  expect(device.refused).toEqual([{ kind: 'ledger', from: 'z', what: 'missing' }]);
});

it('[CHANGE-08] what was missing may come from another peer, and from whoever comes first', async () => {
  const device = await deviceWith();
  const first = putOn(genesis(), 'ledger', [objectOf('ledger', 1)]);
  const second = putOn(first.after, 'ledger', [objectOf('ledger', 2)]);
  const third = putOn(second.after, 'ledger', [objectOf('ledger', 3)]);
  await device.hear('z', 'ledger', messageOf([third.chunk]));
  await device.hear('y', 'ledger', messageOf([second.chunk]));
  await device.hear('x', 'ledger', messageOf([first.chunk]));
  expect(getHeads(device.document('ledger'))).toEqual(getHeads(third.after));
  await device.runTimers();
  expect(device.refused).toEqual([]);
});

it('[CHANGE-08] a link that is lost takes with it what waited', async () => {
  const device = await deviceWith();
  const first = putOn(genesis(), 'ledger', [objectOf('ledger', 1)]);
  const second = putOn(first.after, 'ledger', [objectOf('ledger', 2)]);
  await device.hear('z', 'ledger', messageOf([second.chunk]));
  device.wire.leaves('z');
  await device.runTimers();
  expect(device.refused).toEqual([]);
});

it('[CHANGE-07] what nobody known signed waits for the registry, and nobody is named when that does not tell', async () => {
  const device = await deviceWith();
  const empty = load<Record<string, unknown>>(genesisOf('catalog'));
  const { after, chunk } = putOn(empty, 'catalog', [value('p/core', 1, stranger)]);
  expect(await device.hear('z', 'catalog', messageOf([chunk]))).toBeNull();
  expect(device.objects('catalog')).toEqual([]);
  await device.runTimers();
  expect([device.refused, device.dropped]).toEqual([[], ['z']]);

  await device.hear('z', 'catalog', messageOf([chunk]));
  const { deviceId, signKey } = stranger.public;
  device.signers.replace({ ...signers, devices: [...signers.devices, { deviceId, signKey }] });
  device.host.signersChanged();
  await device.host.turns.settled();
  expect(getHeads(device.document('catalog'))).toEqual(getHeads(after));
});

it('[CHANGE-07] what waited is taken up as soon as the registry document names who signed it', async () => {
  const { rootKey } = signers;
  const device = await deviceWith({ rootKey, devices: [], series: [] });
  const { after, chunk } = putOn(load(genesisOf('catalog')), 'catalog', [value('p/core', 1)]);
  await device.hear('z', 'catalog', messageOf([chunk]));
  expect(device.objects('catalog')).toEqual([]);
  const statements = shops.statements.map((bytes) => ({ bytes }));
  const registry = putOn(load<Record<string, unknown>>(genesisOf('registry')), 'registry', statements);
  expect(await device.hear('z', 'registry', messageOf([registry.chunk]))).toBeNull();
  await device.host.turns.settled();
  expect(getHeads(device.document('catalog'))).toEqual(getHeads(after));
});

it('[CHANGE-07] a device whose registry is behind passes nothing on that it could not check, and is not named for it', async () => {
  const behind = await deviceWith({ ...signers, devices: [] });
  const knowing = await deviceWith();
  join(behind, knowing);
  const object = value('p/core', 1);
  const forged = {
    ...object,
    bytes: object.bytes.map((byte, at) => (at === object.bytes.length - 1 ? byte ^ 1 : byte)),
  };
  const { chunk } = putOn(load<Record<string, unknown>>(genesisOf('catalog')), 'catalog', [forged]);
  expect(await behind.hear('z', 'catalog', messageOf([chunk]))).toBeNull();
  await behind.runTimers();
  await knowing.host.turns.settled();
  expect([behind.objects('catalog'), knowing.objects('catalog')]).toEqual([[], []]);
  expect([behind.refused, knowing.refused]).toEqual([[], []]);

  await behind.hear('z', 'catalog', messageOf([chunk]));
  behind.signers.replace(signers);
  behind.host.signersChanged();
  await behind.host.turns.settled();
  expect(behind.refused).toEqual([{ kind: 'catalog', from: 'z', what: 'object' }]);
});

it('[CHANGE-07] what the registry told while a message was judged is not missed', async () => {
  const table = new SignerTable({ ...signers, devices: [] });
  // The registry is taken up just after the objects were looked at.
  class Overtaken extends ObjectGate {
    override async judge(delivery: ObjectDelivery): Promise<ObjectsVerdict> {
      const verdict = await super.judge(delivery);
      if (verdict.type === 'unknown') table.replace(signers);
      return verdict;
    }
  }
  const pause = (): Promise<void> => Promise.resolve();
  const objects = new Overtaken({ organisationId: '', signers: table, holds: () => false, pause });
  const document = load<Record<string, unknown>>(genesisOf('catalog'));
  const taken: (readonly string[])[] = [];
  const admission = new Admission({
    gate: new ContentGate({ objects, pause }),
    later: () => () => undefined,
    opened: () => ({ ref: REFS.catalog, document }),
    apply: () => Promise.resolve(),
    receive: () => Promise.resolve(),
    taken: (_message, keys) => taken.push(keys),
    ask: () => undefined,
    refused: () => undefined,
    part: () => undefined,
    letGo: () => undefined,
  });
  const data = messageOf([putOn(document, 'catalog', [value('p/core', 1)]).chunk]);
  await admission.take({ documentId: 'd', senderId: 'z', data });
  expect([taken, admission.held()]).toEqual([[['p/core']], []]);
});

it('[CHANGE-07] the statement that names a signer is asked for once, where a filter may have let it slip', async () => {
  const device = await deviceWith();
  const asked: Uint8Array[] = [];
  device.wire.onSend = ({ data }) => void (data === undefined ? 0 : asked.push(data));
  const base = load<Record<string, unknown>>(genesisOf('registry'));
  const first = putOn(base, 'registry', [objectOf('registry', 0)]);
  const apart = putOn(base, 'registry', [statement(1, stranger)]);
  await device.hear('z', 'registry', messageOf([apart.chunk]));
  await device.hear('z', 'registry', messageOf([apart.chunk]));
  const everything = asked.filter((data) => decodeSyncMessage(data).have.length === 1);
  expect(everything).toHaveLength(1);
  expect(device.objects('registry')).toEqual([]);
  // A peer that hears it gives all it has.
  const peer = merge(clone(first.after), apart.after);
  const [heard, state] = receiveSyncMessage(peer, initSyncState(), everything[0] ?? new Uint8Array());
  const [, answer] = generateSyncMessage(heard, state);
  if (answer === null) throw new Error('no answer');
  expect(decodeSyncMessage(answer).changes.length).toBeGreaterThanOrEqual(getAllChanges(peer).length);
});

it('[CHANGE-07] one message that is more than may wait says nothing against who sent it, if nobody knows the signer', async () => {
  const device = await deviceWith();
  const large = Array.from({ length: 17 }, (_, at) =>
    value(`p${at}/core`, at, stranger, { size: 1_000_000 }),
  );
  const { chunk } = putOn(load<Record<string, unknown>>(genesisOf('catalog')), 'catalog', large);
  await device.hear('z', 'catalog', messageOf([chunk]));
  expect([device.refused, device.dropped]).toEqual([[], ['z']]);
});

it('[CHANGE-08] who fills the room for what waits makes way itself, and nobody else is refused', async () => {
  const device = await deviceWith();
  const first = putOn(genesis(), 'ledger', [objectOf('ledger', 1)]);
  const second = putOn(first.after, 'ledger', [objectOf('ledger', 2)]);
  await device.hear('y', 'ledger', messageOf([second.chunk]));
  const bytes = new Uint8Array(1_000_000).fill(7);
  for (const kind of ['ledger', 'registry', 'directory', 'catalog', 'stock'] as const) {
    const own = load<Record<string, unknown>>(genesisOf(kind));
    const lacking = putOn(own, kind, [objectOf(kind, 1)]);
    const isMap = kind === 'catalog' || kind === 'stock';
    const many = Array.from({ length: 15 }, (_, at) => (isMap ? { key: `p${at}/core`, bytes } : { bytes }));
    await device.hear('z', kind, messageOf([putOn(lacking.after, kind, many).chunk]));
  }
  expect([device.refused, device.dropped]).toEqual([[], ['z']]);
  await device.hear('x', 'ledger', messageOf([first.chunk]));
  expect(getHeads(device.document('ledger'))).toEqual(getHeads(second.after));
  expect(device.refused).toEqual([]);
});
