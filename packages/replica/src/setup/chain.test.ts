import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readDeviceFolder } from '../key/device-folder.ts';
import { openRelayNode } from '../relay/open-relay-node.ts';
import { readRecoverySheet } from '../statement/recovery-sheet.ts';
import { openRegistry } from '../statement/registry.ts';
import { byHand, PINS, TestChain } from '../till/chain.fixture.ts';
import { createChain } from './chain.ts';
import { readOrganisationFile } from './organisation-file.ts';

let chain: TestChain;
beforeAll(async () => {
  chain = await TestChain.make();
});
afterAll(() => chain.end());

const keysOf = (code: string): string[] => {
  const folder = chain.folderOf(code);
  const { keys } = readDeviceFolder(folder, { kind: 'file' });
  const { organisationId, statements } = readOrganisationFile(folder);
  const reader = { recipient: keys.deviceId, agreePrivate: keys.agreePrivate };
  const { state, dataKeys } = openRegistry(statements, organisationId, reader);
  return [...state.currentKeys].flatMap(([purpose, id]) => (dataKeys.has(id) ? [purpose] : [])).toSorted();
};
const [north, south] = [0, 2].map((index) => () => chain.chain.tills[index]?.branchId ?? '') as [
  () => string,
  () => string,
];

it('[MAKE-01] every device of a plan opens, knows itself and the shop, and works', async () => {
  for (const { code, branchId, deviceId } of chain.chain.tills) {
    const till = chain.open(code);
    expect(till.node.self).toEqual({ deviceId, kind: 'till', branchId, code });
    expect(till.node.shop()).toMatchObject({ organisation: { name: 'Harbour & Sons', mark: 'real' } });
    expect(till.node.shop().branches).toHaveLength(2);
    await till.done({ kind: 'session.sign-in', staffId: chain.staffId('Sam'), pin: PINS.cashier });
    await chain.close(till.node);
  }
  const reporter = chain.openReporter();
  expect(reporter.self.kind).toBe('reporter');
  const { options } = byHand();
  const relay = openRelayNode({
    folder: chain.folderOf('relay'),
    listen: { host: '127.0.0.1', port: 0 },
    dial: [],
    ...options,
  });
  expect(relay.status()).toMatchObject({ devices: 5 });
  await relay.close();
});

it('[MAKE-02] a till holds the keys of its branch and the organisation, a reporter all, a relay none', () => {
  expect(keysOf('H1')).toEqual([north(), 'organisation'].toSorted());
  expect(keysOf('H2')).toEqual(keysOf('H1'));
  expect(keysOf('S1')).toEqual([south(), 'organisation'].toSorted());
  expect(keysOf('reporter')).toEqual([north(), south(), 'organisation'].toSorted());
  expect(keysOf('relay')).toEqual([]);
});

it('[MAKE-03] the first till is an admin device, and the recovery sheet opens every key', () => {
  const { organisationId, statements } = readOrganisationFile(chain.folderOf('relay'));
  const root = readRecoverySheet(chain.chain.recoverySheet);
  if (!root.ok) throw new Error('the sheet cannot be read');
  const { state, dataKeys } = openRegistry(statements, organisationId, {
    recipient: 'recovery',
    agreePrivate: root.value.recoveryPrivate,
  });
  expect(dataKeys.size).toBe(3);
  expect([...state.admins]).toEqual([chain.chain.tills[0]?.deviceId]);
  expect([...state.statements.values()].every(({ status }) => status === 'valid')).toBe(true);
});

it('[MAKE-04] a plan that makes no sense is refused before anything is written', async () => {
  const plan = {
    name: 'Odd',
    mark: 'real',
    branches: [{ name: 'A', country: 'GB', tills: ['H1'] }],
    staff: [],
    relay: false,
    reporter: false,
  } as const;
  const folder = join(chain.folder, 'odd');
  const make = (over: Partial<Parameters<typeof createChain>[1]>) =>
    createChain(folder, { ...plan, ...over }, { nowMs: chain.clock.ms });
  await expect(make({ branches: [{ name: 'A', country: 'XX', tills: ['H1'] }] })).rejects.toThrow('XX');
  await expect(make({ branches: [{ name: 'A', country: 'GB', tills: ['H1', 'H1'] }] })).rejects.toThrow('H1');
  await expect(make({ staff: [{ name: 'Sam', role: 'cashier', pin: '12' }] })).rejects.toThrow('PIN');
  expect(existsSync(folder)).toBe(false);
});

it('[MAKE-05] a device whose organisation file is missing or damaged says so', () => {
  const folder = chain.folderOf('S1');
  writeFileSync(join(folder, 'organisation.json'), '{"format":1,"organisationId":"ab"');
  expect(() => chain.open('S1')).toThrow(expect.objectContaining({ code: 'ORGANISATION-FILE-DAMAGED' }));
  writeFileSync(join(folder, 'organisation.json'), '{"format":1,"organisationId":"ab","statements":[]}');
  expect(() => chain.open('S1')).toThrow(expect.objectContaining({ code: 'ORGANISATION-FILE-DAMAGED' }));
});
