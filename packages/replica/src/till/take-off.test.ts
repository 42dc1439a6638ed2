import { afterEach, beforeEach, expect, it } from 'vitest';
import { toHex } from '../cbor/bytes.ts';
import { readEntryHeader } from '../entry/entry.ts';
import type { Carried, HandCarrier } from '../node/hand-carrier.fixture.ts';
import { registryRef } from '../node/document-map.ts';
import { createDeviceKeys } from '../key/device-key.ts';
import { createDataKey } from '../key/data-key.ts';
import { systemRandom } from '../key/random.ts';
import { administer, shareKey } from '../statement/organisation.ts';
import { readRecoverySheet } from '../statement/recovery-sheet.ts';
import { readOrganisationFile } from '../setup/organisation-file.ts';
import { openRegistry } from '../statement/registry.ts';
import { ORGANISATION, RECOVERY, type RegistryState } from '../statement/registry-state.ts';
import { readDeviceFolder } from '../key/device-folder.ts';
import {
  byHand,
  drained,
  MORNING_MS,
  type Opened,
  productPut,
  putProducts,
  sell,
  TestChain,
  until,
} from './chain.fixture.ts';

type ByHand = Opened & { readonly carrier: HandCarrier };

let chain: TestChain;
let admin: ByHand;
let plain: ByHand;
beforeEach(async () => {
  chain = await TestChain.make();
  [admin, plain] = [chain.openByHand('H1'), chain.openByHand('H2')];
  for (const till of [admin, plain]) await chain.openShop(till);
});
afterEach(() => chain.end());

const registryOf = (objects: readonly Carried[]): readonly Uint8Array[] =>
  objects.filter(({ ref }) => ref.kind === 'registry').map(({ object }) => object.bytes);

/** What a device that holds these statements knows, with the data keys that it can open. */
const knownTo = (code: string, statements: readonly Uint8Array[]) => {
  const { keys } = readDeviceFolder(chain.folderOf(code), { kind: 'file' });
  const { organisationId } = readOrganisationFile(chain.folderOf(code));
  return openRegistry(statements, organisationId, {
    recipient: keys.deviceId,
    agreePrivate: keys.agreePrivate,
  });
};
const idOf = (till: Opened): string => till.node.self.deviceId;
const revoke = (till: Opened) => ({ kind: 'device.revoke', deviceId: idOf(till), reason: 'Stolen' }) as const;
const keyOf = (state: RegistryState, purpose: string): string => state.currentKeys.get(purpose) ?? '';
const hear = async (till: ByHand, from: ByHand): Promise<void> => {
  const all = await from.carrier.everything();
  // Another branch's ledgers it does not get.
  const isNear = till.node.self.branchId === from.node.self.branchId;
  till.carrier.deliver(all.filter(({ ref }) => isNear || ref.kind === 'registry'));
  await drained(till.node);
};
const held = async (): Promise<RegistryState> =>
  knownTo('H1', registryOf(await admin.carrier.everything())).state;
const cutsOf = (state: RegistryState, till: Opened) =>
  [...(state.revoked.get(idOf(till))?.cuts.values() ?? [])].flat().map(({ sequence }) => sequence);
const lastKeyOf = (till: ByHand): string => {
  const last = till.carrier.put('ledger').at(-1)!;
  const header = readEntryHeader(last.object.bytes);
  return header.ok ? toHex(header.value.dataKeyId) : '';
};

it('[TILL-16] one command takes a device off at what is held of it, and renews what it could read', async () => {
  await putProducts(admin, productPut(admin, 1));
  await hear(plain, admin);
  await sell(plain, 1);
  await hear(admin, plain);
  const standing = admin.node.lookup.deviceStanding(idOf(plain));
  const branch = admin.node.self.branchId!;
  const before = knownTo('H1', registryOf(await admin.carrier.everything())).state;
  expect(await admin.done(revoke(plain))).toEqual([{ kind: 'done' }]);
  const statements = registryOf(await admin.carrier.everything());
  const { state, dataKeys } = knownTo('H1', statements);
  expect(state.revoked.get(idOf(plain))).toMatchObject({
    state: 'revoked',
    reason: 'Stolen',
    by: idOf(admin),
  });
  expect(cutsOf(state, plain)).toEqual([...standing!.series.values()]);
  expect([...standing!.series.values()].every((sequence) => sequence > 0)).toBe(true);
  for (const purpose of [ORGANISATION, branch]) {
    const key = keyOf(state, purpose);
    expect(key).not.toBe(keyOf(before, purpose));
    expect(dataKeys.has(key)).toBe(true);
    expect(state.keys.get(key)?.wrapped.has(RECOVERY)).toBe(true);
    expect(knownTo('reporter', statements).dataKeys.has(key)).toBe(true);
    expect(knownTo('H2', statements).dataKeys.has(key)).toBe(false);
  }
  expect(knownTo('S1', statements).dataKeys.has(keyOf(state, ORGANISATION))).toBe(true);
  // The other branch's key, which it never had, stays; and what it could read it can read on.
  const south = [...before.currentKeys.keys()].find((purpose) => ![ORGANISATION, branch].includes(purpose))!;
  expect(keyOf(state, south)).toBe(keyOf(before, south));
  expect(knownTo('H2', statements).state.staff.size).toBe(before.staff.size);
  await sell(admin, 1);
  expect(lastKeyOf(admin)).toBe(keyOf(state, branch));
});

it('[TILL-16] nobody but an admin device does it, and none to itself or to whom it owes its place', async () => {
  expect(await plain.refused(revoke(admin))).toBe('DEVICE-RIGHT-MISSING');
  expect(await admin.refused(revoke(admin))).toBe('DEVICE-OWN');
  expect(await admin.refused(revoke(plain), revoke(plain))).toBe('DEVICE-OFF-ALREADY');
  expect(await admin.refused({ kind: 'device.revoke', deviceId: '0'.repeat(32), reason: 'x' })).toBe(
    'DEVICE-UNKNOWN',
  );
  const { devices } = admin.node.shop();
  expect(devices.find(({ deviceId }) => deviceId === idOf(plain))?.off).toMatchObject({
    state: 'revoked',
    by: idOf(admin),
    reason: 'Stolen',
  });
  const told = admin.carrier
    .all('peers')
    .at(-1)
    ?.allowed.map(({ deviceId }) => deviceId);
  expect(told).not.toContain(idOf(plain));
});

it('[TILL-16] a till of another branch is taken off only where it is meant that all its sales are set aside', async () => {
  const south = chain.openByHand('S1');
  await chain.openShop(south);
  await hear(admin, south);
  expect(await admin.refused(revoke(south))).toBe('DEVICE-ELSEWHERE');
  await admin.done({ ...revoke(south), setAside: true });
  expect(cutsOf(await held(), south)).toEqual([]);
});

it('[TILL-17] late sales are admitted to the last that is held, or to one of them', async () => {
  await putProducts(admin, productPut(admin, 1));
  await hear(plain, admin);
  await admin.done(revoke(plain));
  expect(cutsOf(await held(), plain)).toEqual([]);
  for (let sold = 0; sold < 3; sold += 1) await sell(plain, 1);
  await hear(admin, plain);
  const [[seriesId, last]] = [...admin.node.lookup.deviceStanding(idOf(plain))!.series] as [[string, number]];
  const admit = { kind: 'device.admit', deviceId: idOf(plain) } as const;
  await admin.done({ ...admit, seriesId, sequence: last - 1 });
  expect(cutsOf(await held(), plain)).toEqual([last - 1]);
  await admin.done(admit);
  expect(cutsOf(await held(), plain)).toEqual([last]);
  expect((await held()).revoked.get(idOf(plain))?.reason).toBe('Stolen');
  expect(await admin.refused({ ...admit, seriesId, sequence: last + 1 })).toBe('RECORD-NOT-HELD');
});

it('[TILL-17] a series that a till begins after it was taken off is known, withheld, and admitted like any other', async () => {
  await putProducts(admin, productPut(admin, 1));
  const id = chain.chain.tills.find(({ code }) => code === 'S1')!.deviceId;
  const catalog = (await admin.carrier.everything()).filter(({ ref }) => ref.kind === 'catalog');
  await admin.done({ kind: 'device.revoke', deviceId: id, reason: 'Sold' });
  // It never ran before, and has not heard.
  const late = chain.openByHand('S1');
  late.carrier.deliver(catalog);
  await drained(late.node);
  await chain.openShop(late);
  await sell(late, 1);
  const reporter = byHand();
  const node = chain.openReporter(reporter.options);
  reporter.carrier().ready();
  for (const from of [late, admin]) reporter.carrier().deliver(await from.carrier.everything());
  await drained(node);
  await until(node, () => node.status().withheld.length > 0 && node.status().counts.unweighed === 0);
  const [withheld] = node.status().withheld;
  expect(withheld).toMatchObject({ deviceId: id, salesMinor: 350 });
  expect(node.status().counts).toMatchObject({ unverified: 0, invalid: 0, voided: 1 });
  const { seriesId, entries } = withheld!;
  // An admin elsewhere, which holds none of that branch's entries, has nothing to admit.
  const admit = { kind: 'device.admit', deviceId: id, seriesId, sequence: entries } as const;
  admin.carrier.deliver(await late.carrier.everything());
  await until(admin.node, () => admin.node.lookup.deviceStanding(id)?.series.has(seriesId) === true);
  expect(await admin.refused(admit)).toBe('RECORD-NOT-HELD');
});

it('[ENROL-13] a device that comes after keys were renewed reads what was sealed before', async () => {
  const keys = createDeviceKeys();
  await admin.done(revoke(plain), {
    kind: 'device.enrol',
    device: 'till',
    code: 'H7',
    signKey: toHex(keys.public.signKey),
    agreeKey: toHex(keys.public.agreeKey),
    tlsKeyHash: toHex(keys.public.tlsKeyHash),
  });
  const statements = registryOf(await admin.carrier.everything());
  const { organisation } = admin.node.shop();
  const reader = { recipient: keys.deviceId, agreePrivate: keys.agreePrivate };
  const given = readOrganisationFile(chain.folderOf('H1')).statements;
  const { state, dataKeys } = openRegistry([...given, ...statements], organisation.id, reader);
  expect(state.settings?.name).toBe(organisation.name);
  expect(state.branches.get(admin.node.self.branchId!)?.name).toBe('North');
  expect(dataKeys.size).toBe(4);
});

it('[KEYS-02] a till that lacks the newest key sells under an older one, until who holds it passes it on', async () => {
  await putProducts(admin, productPut(admin, 1));
  await hear(plain, admin);
  const branch = admin.node.self.branchId!;
  const timers: { readonly run: () => void; readonly delayMs: number }[] = [];
  await chain.close(admin.node);
  const { carrier, options } = byHand();
  const later = (run: () => void, delayMs: number) => {
    timers.push({ run, delayMs });
    return () => undefined;
  };
  const opened = chain.open('H1', { ...options, later });
  carrier().ready();
  admin = { ...opened, carrier: carrier() };
  // The key is renewed by somebody who does not know that H2 is there.
  const before = knownTo('H1', registryOf(await admin.carrier.everything()));
  const root = readRecoverySheet(chain.chain.recoverySheet);
  if (!root.ok) throw new Error(root.reason);
  const by = administer(before.state, before.dataKeys, {
    signer: { kind: 'root', root: root.value },
    nowMs: MORNING_MS,
  })!;
  const key = createDataKey(systemRandom);
  const { agreeKey } = before.state.devices.get(idOf(admin))!;
  shareKey(by, key, branch, [{ recipient: idOf(admin), agreeKey }]);
  const news = by.writer.statements.map((bytes) => ({ ref: registryRef, object: { bytes } }));
  timers.length = 0;
  for (const till of [admin, plain]) {
    till.carrier.deliver(news);
    await drained(till.node);
  }
  const older = keyOf(before.state, branch);
  await sell(admin, 1);
  await sell(plain, 1);
  expect([lastKeyOf(admin), lastKeyOf(plain)]).toEqual([toHex(key.id), older]);
  // It waits until it has the key, and is taken then.
  plain.carrier.deliver(admin.carrier.put('ledger'));
  await until(plain.node, () => plain.node.status().counts.unverified > 0);
  const [due] = timers.filter(({ delayMs }) => delayMs === 2_000);
  due!.run();
  plain.carrier.deliver(admin.carrier.put('registry'));
  await drained(plain.node);
  await sell(plain, 1);
  expect(lastKeyOf(plain)).toBe(toHex(key.id));
  expect(plain.node.status().counts.unverified).toBe(0);
  // Recovery lacked it too, and the reporter: one statement for all, and nothing left to do.
  const { state, dataKeys } = knownTo('reporter', registryOf(await admin.carrier.everything()));
  expect(dataKeys.has(toHex(key.id))).toBe(true);
  expect([...state.keys.get(toHex(key.id))!.wrapped.keys()]).toContain(RECOVERY);
  expect([...state.statements.values()].every(({ status }) => status === 'valid')).toBe(true);
});
