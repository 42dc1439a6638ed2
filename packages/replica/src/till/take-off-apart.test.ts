import { expect, it } from 'vitest';
import type { HandCarrier } from '../node/hand-carrier.fixture.ts';
import { readDeviceFolder } from '../key/device-folder.ts';
import { administer, grantAdmin } from '../statement/organisation.ts';
import { readRecoverySheet } from '../statement/recovery-sheet.ts';
import { openRegistry } from '../statement/registry.ts';
import { ORGANISATION, RECOVERY } from '../statement/registry-state.ts';
import { readOrganisationFile } from '../setup/organisation-file.ts';
import { byHand, drained, MORNING_MS, type Opened, PINS, TestChain } from './chain.fixture.ts';

type ByHand = Opened & { readonly carrier: HandCarrier };

const statementsAt = async (till: ByHand) =>
  (await till.carrier.everything()).filter(({ ref }) => ref.kind === 'registry');

it('[KEYS-04] two take devices off apart: a new key comes that neither of those opens', async () => {
  const chain = await TestChain.make();
  const timers: { readonly run: () => void; readonly delayMs: number }[] = [];
  const later = (run: () => void, delayMs: number) => {
    timers.push({ run, delayMs });
    return () => undefined;
  };
  const open = (code: string): ByHand => {
    const { carrier, options } = byHand();
    const opened = chain.open(code, { ...options, later });
    carrier().ready();
    return { ...opened, carrier: carrier() };
  };
  const [first, second] = [open('H1'), open('S1')];
  const { organisationId } = readOrganisationFile(chain.folderOf('H1'));
  const root = readRecoverySheet(chain.chain.recoverySheet);
  if (!root.ok) throw new Error(root.reason);
  const owner = { recipient: RECOVERY, agreePrivate: root.value.recoveryPrivate };
  const meet = async (): Promise<void> => {
    const all = [await statementsAt(first), await statementsAt(second)].flat();
    for (const till of [first, second]) {
      till.carrier.deliver(all);
      await drained(till.node);
    }
  };
  await meet();
  const begun = (await statementsAt(first)).map(({ object }) => object.bytes);
  const known = openRegistry(begun, organisationId, owner);
  const by = administer(known.state, known.dataKeys, {
    signer: { kind: 'root', root: root.value },
    nowMs: MORNING_MS,
  })!;
  grantAdmin(by, second.node.self.deviceId);
  for (const till of [first, second]) {
    expect(till.node.takeOwnerStatements(by.writer.statements)).toBe(true);
    await till.done({ kind: 'session.sign-in', staffId: chain.staffId('Amelia'), pin: PINS.owner });
  }
  const keysOf = (code: string) => readDeviceFolder(chain.folderOf(code), { kind: 'file' }).keys;
  const isOpenedBy = async (code: string): Promise<boolean> => {
    const { deviceId: recipient, agreePrivate } = keysOf(code);
    const statements = (await statementsAt(first)).map(({ object }) => object.bytes);
    const { state, dataKeys } = openRegistry(statements, organisationId, { recipient, agreePrivate });
    return dataKeys.has(state.currentKeys.get(ORGANISATION)!);
  };
  const revoke = (code: string) =>
    ({ kind: 'device.revoke', deviceId: keysOf(code).deviceId, reason: 'Stolen', setAside: true }) as const;
  await first.done(revoke('H2'));
  await second.done(revoke('reporter'));
  timers.length = 0;
  await meet();
  // One of them has the newest, whichever that is.
  expect(await isOpenedBy('H2')).not.toBe(await isOpenedBy('reporter'));
  for (const { run, delayMs } of timers) if (delayMs === 2_000) run();
  await meet();
  expect([await isOpenedBy('H2'), await isOpenedBy('reporter')]).toEqual([false, false]);
  expect([await isOpenedBy('H1'), await isOpenedBy('S1')]).toEqual([true, true]);
  await chain.end();
});
