import { afterEach, beforeEach, expect, it } from 'vitest';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createDeviceKeys } from '../key/device-key.ts';
import { registryRef } from '../node/document-map.ts';
import type { HandCarrier } from '../node/hand-carrier.fixture.ts';
import { addDevice, administer, setSettings } from '../statement/organisation.ts';
import { openRegistry } from '../statement/registry.ts';
import { readRecoverySheet } from '../statement/recovery-sheet.ts';
import type { RootKeys } from '../statement/root-key.ts';
import { readDeviceFolder } from '../key/device-folder.ts';
import {
  codeOf,
  drained,
  MORNING_MS,
  type Opened,
  PINS,
  productPut,
  putProducts,
  sell,
  TestChain,
  until,
} from '../till/chain.fixture.ts';
import { countingRecords } from './counting-record.ts';
import { openHeldRegistry } from './held-registry.ts';
import { areCounted, type OwnerAct, ownerStatements, registryOf } from './owner-act.ts';
import { stateInto } from './state-into.ts';

type ByHand = Opened & { readonly carrier: HandCarrier };

let chain: TestChain;
let root: RootKeys;
let tills: readonly [ByHand, ByHand, ByHand];
beforeEach(async () => {
  chain = await TestChain.make();
  const read = readRecoverySheet(chain.chain.recoverySheet);
  if (!read.ok) throw new Error(read.reason);
  root = read.value;
  tills = [chain.openByHand('H1'), chain.openByHand('H2'), chain.openByHand('S1')];
});
afterEach(() => chain.end());

const idOf = ({ node }: Opened): string => node.self.deviceId;
const offAt = (at: Opened, about: Opened): string =>
  at.node.shop().devices.find(({ deviceId }) => deviceId === idOf(about))?.off?.state ?? 'stands';
const isAdminAt = (at: Opened, about: Opened): boolean =>
  at.node.shop().devices.find(({ deviceId }) => deviceId === idOf(about))?.admin === true;
const statedFor = async (code: string, act: OwnerAct): Promise<readonly Uint8Array[]> => {
  const held = await openHeldRegistry(chain.folderOf(code));
  const statements = ownerStatements(held, root, act, chain.clock.ms);
  expect(areCounted(held, root, statements)).toBe(true);
  held.close();
  return statements;
};
const hear = async (till: ByHand, ...from: readonly ByHand[]): Promise<void> => {
  for (const other of from) {
    const all = await other.carrier.everything();
    // Another branch's ledgers it does not get.
    const isNear = till.node.self.branchId === other.node.self.branchId;
    till.carrier.deliver(all.filter(({ ref }) => isNear || ref.kind === 'registry'));
  }
  await drained(till.node);
};
const signIn = (till: Opened) =>
  till.done({ kind: 'session.sign-in', staffId: chain.staffId('Amelia'), pin: PINS.owner });

it('[SHEET-04] two admins who took each other off apart are suspended everywhere, until the owner puts one back', async () => {
  const [first, second, third] = tills;
  const grant = await statedFor('H2', { kind: 'grant', deviceId: idOf(second) });
  expect(second.node.takeOwnerStatements(grant)).toBe(true);
  for (const till of [first, third]) await hear(till, second);
  expect(isAdminAt(first, second)).toBe(true);
  for (const till of [first, second]) await signIn(till);
  await first.done({ kind: 'device.revoke', deviceId: idOf(second), reason: 'Stolen' });
  await second.done({ kind: 'device.revoke', deviceId: idOf(first), reason: 'No, that one' });
  await hear(third, first, second);
  await hear(first, second);
  await hear(second, first);
  for (const till of tills) {
    expect([offAt(till, first), offAt(till, second)]).toEqual(['suspended', 'suspended']);
    expect(till.node.status().counts).toMatchObject({ invalid: 0 });
  }
  // Both go on selling, and neither states anything.
  await first.done({ kind: 'shift.open', floatMinor: 0 });
  expect(await first.refused({ kind: 'device.revoke', deviceId: idOf(third), reason: 'x' })).toBe(
    'DEVICE-RIGHT-MISSING',
  );
  const word = await statedFor('S1', { kind: 'reinstate', deviceId: idOf(first) });
  expect(third.node.takeOwnerStatements(word)).toBe(true);
  await hear(first, third);
  await hear(second, third);
  for (const till of tills) expect([offAt(till, first), offAt(till, second)]).toEqual(['stands', 'revoked']);
  expect(isAdminAt(third, first)).toBe(true);
});

it('[SHEET-03] what the root key signed is taken in by a till that runs or not, and nothing else is', async () => {
  const [first, second, third] = tills;
  const off = await statedFor('H2', {
    kind: 'revoke',
    deviceId: idOf(first),
    reason: 'Stolen',
    sinceMs: null,
  });
  await chain.close(second.node);
  stateInto(chain.folderOf('H2'), off);
  const again = chain.openByHand('H2');
  expect(offAt(again, first)).toBe('revoked');
  await hear(third, again);
  expect(offAt(third, first)).toBe('revoked');
  expect(() => stateInto(chain.folderOf('H2'), off)).toThrow(
    expect.objectContaining({ code: 'DEVICE-IN-USE' }),
  );

  const { keys } = readDeviceFolder(chain.folderOf('H1'), { kind: 'file' });
  const held = await openHeldRegistry(chain.folderOf('S1'));
  const { state, dataKeys } = registryOf(held, root);
  held.close();
  const by = administer(state, dataKeys, { signer: { kind: 'device', keys }, nowMs: MORNING_MS })!;
  setSettings(by, { name: 'Mine', mark: 'real' });
  const before = third.node.shop().organisation;
  expect(third.node.takeOwnerStatements(by.writer.statements)).toBe(false);
  expect(third.node.takeOwnerStatements([...off, Uint8Array.of(1)])).toBe(false);
  expect(third.node.shop().organisation).toEqual(before);
  // Nothing of it lies beside the till.
  const seed = Buffer.from(root.signPrivate);
  for (const code of ['H2', 'S1']) {
    const folder = chain.folderOf(code);
    const files = readdirSync(folder)
      .map((name) => join(folder, name))
      .filter((file) => statSync(file).isFile());
    expect(files.some((file) => file.includes('owner-till'))).toBe(false);
    expect(files.filter((file) => readFileSync(file).includes(seed))).toEqual([]);
  }
});

it('[SHEET-05] as of a time a device loses what it stated and recorded since, though others followed it', async () => {
  const [first, second, third] = tills;
  await signIn(first);
  await chain.openShop(second);
  await putProducts(first, productPut(first, 1));
  await hear(second, first);
  await first.done({ kind: 'role.put', role: { id: 'day', name: 'Day', rights: ['sell'], limits: {} } });
  await first.done({ kind: 'shift.open', floatMinor: 0 });
  await sell(first, 1);
  await hear(second, first);
  const honest = second.node.lookup.deviceStanding(idOf(first))!.series;
  const sinceMs = chain.clock.ms + 3_600_000;
  chain.clock.ms = sinceMs;
  // Now it is the thief who states at H1; others hear of it and go on from there.
  await first.done({ kind: 'role.put', role: { id: 'night', name: 'Night', rights: ['sell'], limits: {} } });
  await sell(first, 1);
  const rogue = createDeviceKeys();
  const { keys } = readDeviceFolder(chain.folderOf('H1'), { kind: 'file' });
  const stolen = await openHeldRegistry(chain.folderOf('H1'));
  const known = registryOf(stolen, root);
  stolen.close();
  const thief = administer(known.state, known.dataKeys, {
    signer: { kind: 'device', keys },
    nowMs: chain.clock.ms,
  })!;
  addDevice(thief, { keys: rogue.public, kind: 'reporter', branchId: null, code: 'X' }, []);
  const news = thief.writer.statements.map((bytes) => ({ ref: registryRef, object: { bytes } }));
  for (const till of [second, third]) {
    await hear(till, first);
    till.carrier.deliver(news);
    await drained(till.node);
  }
  const listed = () => third.node.shop().devices.find(({ deviceId }) => deviceId === rogue.deviceId);
  expect(listed()?.off).toBeUndefined();
  const act = { kind: 'revoke', deviceId: idOf(first), reason: 'Stolen', sinceMs } as const;
  // Prices that it wrote since are among what does not count.
  await first.done({ kind: 'catalog.put', products: [productPut(first, 1, { name: 'By the thief' })] });
  for (const till of [second, third]) await hear(till, first);
  const nameAt = (at: Opened) => at.node.lookup.productByCode(codeOf(1))?.name;
  expect(nameAt(second)).toBe('By the thief');
  const off = await statedFor('H2', act);
  expect(second.node.takeOwnerStatements(off)).toBe(true);
  await hear(third, second);
  expect(offAt(third, first)).toBe('revoked');
  await until(second.node, () => nameAt(second) === 'Product 1');
  expect(listed()?.off).toMatchObject({ state: 'revoked', by: null });
  // Nor does who fell with it open what is sealed from now on.
  const heard = await openHeldRegistry(chain.folderOf('S1'));
  const reader = { recipient: rogue.deviceId, agreePrivate: rogue.agreePrivate };
  const opened = openRegistry(heard.statements, heard.organisationId, reader);
  heard.close();
  expect([...opened.state.currentKeys.values()].filter((id) => opened.dataKeys.has(id))).toEqual([]);
  expect(third.node.shop().roles.map(({ id }) => id)).toContain('day');
  expect(third.node.shop().roles.map(({ id }) => id)).not.toContain('night');
  const held = await openHeldRegistry(chain.folderOf('S1'));
  const { cuts } = registryOf(held, root).state.revoked.get(idOf(first))!;
  held.close();
  expect(new Map([...cuts].map(([series, [cut]]) => [series, cut!.sequence]))).toEqual(honest);
  const at = await openHeldRegistry(chain.folderOf('H2'));
  const sum = (all: Iterable<number>): number => [...all].reduce((one, other) => one + other, 0);
  expect(countingRecords(at, registryOf(at, root).state, idOf(first))).toEqual({
    held: sum(second.node.lookup.deviceStanding(idOf(first))!.series.values()),
    counting: sum(honest.values()),
  });
  at.close();
  // What it recorded since was honest after all: what is held of it here counts again.
  const late = second.node.lookup.deviceStanding(idOf(first))!.series;
  expect(
    second.node.takeOwnerStatements(await statedFor('H2', { kind: 'admit', deviceId: idOf(first) })),
  ).toBe(true);
  const admitted = await openHeldRegistry(chain.folderOf('H2'));
  const moved = registryOf(admitted, root).state.revoked.get(idOf(first))!;
  admitted.close();
  expect(new Map([...moved.cuts].map(([series, [cut]]) => [series, cut!.sequence]))).toEqual(late);
  expect(late).not.toEqual(honest);
  expect(moved.reason).toBe('Stolen');
  await hear(third, second);
  // Was it no rogue after all, the owner states it once more.
  const back = await statedFor('S1', { kind: 'reinstate', deviceId: rogue.deviceId });
  expect(third.node.takeOwnerStatements(back)).toBe(true);
  expect(listed()?.off).toBeUndefined();
});
