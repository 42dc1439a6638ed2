import { afterEach, beforeEach, expect, it } from 'vitest';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { backUp, refusal, restoreInto } from '../backup/backup.fixture.ts';
import type { HandCarrier } from '../node/hand-carrier.fixture.ts';
import { readRecoverySheet } from '../statement/recovery-sheet.ts';
import type { RootKeys } from '../statement/root-key.ts';
import { byHand, drained, type Opened, PINS, TestChain } from '../till/chain.fixture.ts';
import { openHeldRegistry } from './held-registry.ts';
import { areCounted, type OwnerAct, ownerStatements, registryOf } from './owner-act.ts';
import { createOwnerSheet, type OwnerSheet } from './owner-sheet.ts';

type ByHand = Opened & { readonly carrier: HandCarrier };

let chain: TestChain;
let first: ByHand;
let second: ByHand;
const timers: (() => void)[] = [];
beforeEach(async () => {
  timers.length = 0;
  chain = await TestChain.make();
  const open = (code: string): ByHand => {
    const { carrier, options } = byHand();
    const later = (run: () => void): (() => void) => {
      timers.push(run);
      return () => undefined;
    };
    const opened = chain.open(code, { ...options, later });
    carrier().ready();
    return { ...opened, carrier: carrier() };
  };
  [first, second] = [open('H1'), open('H2')];
  for (const till of [first, second])
    await till.done({ kind: 'session.sign-in', staffId: chain.staffId('Amelia'), pin: PINS.owner });
});
afterEach(() => chain.end());

const keysOf = (sheet: string): RootKeys => {
  const read = readRecoverySheet(sheet);
  if (!read.ok) throw new Error(read.reason);
  return read.value;
};
const meet = async (): Promise<void> => {
  for (const [till, other] of [
    [first, second],
    [second, first],
  ] as const) {
    till.carrier.deliver((await other.carrier.everything()).filter(({ ref }) => ref.kind === 'registry'));
    await drained(till.node);
  }
};
/** Whatever waits for its turn, and what that brings about. */
const settle = async (): Promise<void> => {
  for (const run of timers.splice(0)) run();
  await meet();
};
const made = (at: Opened): OwnerSheet =>
  createOwnerSheet({ organisationId: at.node.shop().organisation.id, deviceId: at.node.self.deviceId });
const name = ({ ownerKey, recoveryKey, proof }: OwnerSheet) =>
  ({ kind: 'owner-key.name', ownerKey, recoveryKey, proof }) as const;
const confirm = ({ ownerKey, recoveryKey }: OwnerSheet) =>
  ({ kind: 'owner-key.name', ownerKey, recoveryKey }) as const;
const stated = async (code: string, sheet: string, act: OwnerAct): Promise<readonly Uint8Array[]> => {
  const held = await openHeldRegistry(chain.folderOf(code));
  try {
    const keys = keysOf(sheet);
    const statements = ownerStatements(held, keys, act, chain.clock.ms);
    expect(areCounted(held, keys, statements)).toBe(true);
    return statements;
  } finally {
    held.close();
  }
};
const stateOf = (till: Opened, { fingerprint }: OwnerSheet): string =>
  till.node.shop().owners.find((owner) => owner.fingerprint === fingerprint)?.state ?? 'nobody';
const isAdmin = (at: Opened, about: Opened): boolean =>
  at.node.shop().devices.find(({ deviceId }) => deviceId === about.node.self.deviceId)?.admin === true;
const opens = async (code: string, sheet: string): Promise<number> => {
  const held = await openHeldRegistry(chain.folderOf(code));
  const { dataKeys } = registryOf(held, keysOf(sheet));
  held.close();
  return dataKeys.size;
};

it('[SHEET-07] the only admin device names a new sheet, which then does what the lost one did', async () => {
  const sheet = made(first);
  expect(await second.refused(name(sheet))).toBe('DEVICE-RIGHT-MISSING');
  // By whoever holds it, at the till where it was made.
  expect(await first.refused(confirm(sheet))).toBe('OWNER-KEY-UNPROVEN');
  expect(await first.refused(name(made(second)))).toBe('OWNER-KEY-UNPROVEN');
  expect(await first.refused({ ...name(sheet), recoveryKey: made(first).recoveryKey })).toBe(
    'OWNER-KEY-UNPROVEN',
  );
  expect(await first.refused(name(sheet))).toBe('done');
  expect(await first.refused(name(sheet))).toBe('OWNER-KEY-NAMED-ALREADY');
  await meet();
  expect([stateOf(first, sheet), stateOf(second, sheet)]).toEqual(['standing', 'standing']);
  for (const { node } of [first, second])
    expect(node.status().alarms.map(({ code }) => code)).toContain('OWNER-KEY-STANDS');
  // It is given the keys by whoever holds them, and opens what the first sheet opens.
  const keys = keysOf(sheet.recoverySheet);
  const held = await openHeldRegistry(chain.folderOf('H2'));
  expect(() => ownerStatements(held, keys, { kind: 'grant', deviceId: 'a'.repeat(32) }, 0)).toThrow(
    expect.objectContaining({ code: 'OWNER-WITHOUT-KEYS' }),
  );
  held.close();
  await settle();
  await settle();
  // The organisation's and the north's; the south's is with the tills of the south.
  expect(await opens('H2', sheet.recoverySheet)).toBe(2);
  expect(await opens('H2', chain.chain.recoverySheet)).toBe(3);
  const grant = await stated('H2', sheet.recoverySheet, {
    kind: 'grant',
    deviceId: second.node.self.deviceId,
  });
  expect(second.node.takeOwnerStatements(grant)).toBe(true);
  await meet();
  expect([isAdmin(first, second), isAdmin(second, second)]).toEqual([true, true]);

  // Two admin devices: it takes both.
  const next = made(second);
  expect(await second.refused(name(next))).toBe('done');
  await meet();
  const named = first.node.shop().owners.find(({ fingerprint }) => fingerprint === next.fingerprint);
  expect(named).toMatchObject({ state: 'named', needed: 2, namedBy: [second.node.self.deviceId] });
  expect(first.node.status().alarms.map(({ code }) => code)).toContain('OWNER-KEY-NAMED');
  expect(await first.refused(confirm(next))).toBe('done');
  await meet();
  expect(stateOf(second, next)).toBe('standing');

  // It is for whoever has heard of it to confirm, and once.
  const later = made(first);
  await first.done(name(later));
  expect(await second.refused(confirm(later))).toBe('OWNER-KEY-UNPROVEN');
  await meet();
  expect(await second.refused(confirm(later))).toBe('done');
  expect(await second.refused(confirm(later))).toBe('OWNER-KEY-NAMED-ALREADY');
  await meet();
  expect([stateOf(first, later), stateOf(second, later)]).toEqual(['standing', 'standing']);
});

it('[SHEET-08] the first sheet takes the new one off, with what it stated since and the keys that it was given', async () => {
  const sheet = made(first);
  await first.done(name(sheet));
  await meet();
  await settle();
  const { ownerId } = keysOf(sheet.recoverySheet);
  const grant = await stated('H2', sheet.recoverySheet, {
    kind: 'grant',
    deviceId: second.node.self.deviceId,
  });
  const off = await stated('H1', chain.chain.recoverySheet, {
    kind: 'revoke',
    deviceId: ownerId,
    reason: 'Not ours',
    sinceMs: null,
  });
  expect(first.node.takeOwnerStatements(off)).toBe(true);
  expect(second.node.takeOwnerStatements(grant)).toBe(true);
  expect(isAdmin(second, second)).toBe(true);
  await meet();
  for (const till of [first, second]) {
    expect([stateOf(till, sheet), isAdmin(till, second)]).toEqual(['revoked', false]);
    expect(till.node.status().counts).toMatchObject({ invalid: 0 });
  }
  expect(await first.refused(name(sheet))).toBe('OWNER-KEY-TAKEN-OFF');
  const held = await openHeldRegistry(chain.folderOf('H2'));
  const { state } = registryOf(held, keysOf(chain.chain.recoverySheet));
  const { dataKeys } = registryOf(held, keysOf(sheet.recoverySheet));
  held.close();
  const [organisation, north] = ['organisation', second.node.self.branchId!].map((purpose) =>
    state.currentKeys.get(purpose),
  );
  expect([dataKeys.has(organisation!), dataKeys.has(north!)]).toEqual([false, false]);
  await settle();
  expect(second.node.takeOwnerStatements(grant)).toBe(false);
});

it('[BACKUP-15] a backup opens with the new sheet, if it was made once that stood; the secret is nowhere', async () => {
  const sheet = made(first);
  const early = await backUp(chain);
  await first.done(name(sheet));
  const file = await backUp(chain, 'H1', chain.clock.ms + 60_000);
  const opener = { kind: 'sheet', text: sheet.recoverySheet } as const;
  expect(refusal(() => restoreInto(chain, early, opener))).toBe('RECOVERY-SHEET-FOREIGN');
  const { folder, deviceId } = restoreInto(chain, file, opener);
  expect(deviceId).toBe(first.node.self.deviceId);
  const foreign = { kind: 'sheet', text: made(first).recoverySheet } as const;
  expect(refusal(() => restoreInto(chain, file, foreign))).toBe('RECOVERY-SHEET-FOREIGN');
  const seed = Buffer.from(keysOf(sheet.recoverySheet).signPrivate);
  for (const place of [chain.folderOf('H1'), folder]) {
    const files = readdirSync(place)
      .map((each) => join(place, each))
      .filter((each) => statSync(each).isFile());
    expect(files.filter((each) => readFileSync(each).includes(seed))).toEqual([]);
  }
});
