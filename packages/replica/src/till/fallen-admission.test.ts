import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createStorageKey, writeDeviceFolder } from '../key/device-folder.ts';
import { createDeviceKeys } from '../key/device-key.ts';
import { type ByHand, idOf, settled, told } from '../node/catalog-right.fixture.ts';
import { registryRef } from '../node/document-map.ts';
import type { Carried } from '../node/hand-carrier.fixture.ts';
import { Office } from '../node/office.fixture.ts';
import { openHeldRegistry } from '../owner/held-registry.ts';
import { ownerStatements, registryOf } from '../owner/owner-act.ts';
import { readOrganisationFile, writeOrganisationFile } from '../setup/organisation-file.ts';
import { addDevice, administer, grantAdmin } from '../statement/organisation.ts';
import { readRecoverySheet } from '../statement/recovery-sheet.ts';
import { openRegistry } from '../statement/registry.ts';
import { RECOVERY } from '../statement/registry-state.ts';
import { codeOf, MORNING_MS, productPut, putProducts, sell, TestChain } from './chain.fixture.ts';

let chain: TestChain;
let admin: ByHand;
let late: ByHand;
const lateKeys = createDeviceKeys();

const carried = (statements: readonly Uint8Array[]): readonly Carried[] =>
  statements.map((bytes) => ({ ref: registryRef, object: { bytes } }));
const sheet = () => {
  const root = readRecoverySheet(chain.chain.recoverySheet);
  if (!root.ok) throw new Error(root.reason);
  return root.value;
};

/** A till that H2 admits, which is an admin device; H1 takes H2 off before it hears of that. */
beforeEach(async () => {
  chain = await TestChain.make({ branches: [{ name: 'North', country: 'GB', tills: ['H1', 'H2'] }] });
  const { organisationId, statements } = readOrganisationFile(chain.folderOf('H1'));
  const root = sheet();
  const known = openRegistry(statements, organisationId, {
    recipient: RECOVERY,
    agreePrivate: root.recoveryPrivate,
  });
  const signer = { kind: 'root', root } as const;
  const by = administer(known.state, known.dataKeys, { signer, nowMs: MORNING_MS })!;
  grantAdmin(by, idOf(chain, 'H2'));
  const grant = carried(by.writer.statements);
  const [branchId] = known.state.branches.keys();
  const held = [...known.state.currentKeys].flatMap(([purpose, id]) => {
    const dataKey = known.dataKeys.get(id);
    return dataKey === undefined ? [] : [{ purpose, dataKey }];
  });
  const place = { keys: lateKeys.public, kind: 'till', branchId: branchId!, code: 'H9' } as const;
  const admission = new Office(chain, grant, 'H2').states((on) => addDevice(on, place, held));
  const folder = join(chain.folder, 'H9');
  mkdirSync(folder);
  writeDeviceFolder(folder, { keys: lateKeys, storageKey: createStorageKey() }, { kind: 'file' });
  const all = [...grant, ...admission].map(({ object }) => object.bytes);
  writeOrganisationFile(folder, { organisationId, statements: [...statements, ...all] });
  [admin, late] = [chain.openByHand('H1'), chain.openByHand(folder)];
  await told(admin, ...grant);
  for (const till of [admin, late]) await chain.openShop(till);
  await putProducts(admin, productPut(admin, 1));
  await told(late, ...(await admin.carrier.everything()));
  await putProducts(late, productPut(late, 2));
  await sell(late, 1);
  await admin.done({ kind: 'device.revoke', deviceId: idOf(chain, 'H2'), reason: 'Stolen' });
  await told(admin, ...(await late.carrier.everything()));
});
afterEach(() => chain.end());

const standing = () => {
  const device = admin.node.shop().devices.find(({ code }) => code === 'H9');
  const { withheld } = admin.node.status();
  return [device?.off?.state, withheld.filter(({ deviceId }) => deviceId === lateKeys.deviceId).length];
};
const secondName = () => admin.node.lookup.productByCode(codeOf(2))?.name;

it('[TILL-17] late sales of a till whose admission fell are admitted, and it stays off', async () => {
  expect(standing()).toEqual(['revoked', 1]);
  expect(secondName()).toBeUndefined();
  await admin.done({ kind: 'device.admit', deviceId: lateKeys.deviceId });
  await settled(admin.node);
  expect(standing()).toEqual(['revoked', 0]);
  // Of its products none counted before either.
  expect(secondName()).toBeUndefined();
  const keys = await (async () => {
    const held = await openHeldRegistry(chain.folderOf('H1'));
    const { state, dataKeys } = openRegistry(held.statements, held.organisationId, {
      recipient: lateKeys.deviceId,
      agreePrivate: lateKeys.agreePrivate,
    });
    held.close();
    return [...state.currentKeys.values()].filter((id) => dataKeys.has(id));
  })();
  expect(keys).toEqual([]);
});

it('[TILL-17] with the sheet it goes so too', async () => {
  const held = await openHeldRegistry(chain.folderOf('H1'));
  const act = { kind: 'admit', deviceId: lateKeys.deviceId } as const;
  const stated = ownerStatements(held, sheet(), act, MORNING_MS);
  const { revoked } = registryOf({ ...held, statements: [...held.statements, ...stated] }, sheet()).state;
  held.close();
  expect(revoked.get(act.deviceId)).toMatchObject({ state: 'revoked' });
  expect(revoked.get(act.deviceId)?.cuts.size).toBe(1);
});
