import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PeerShare } from '../carrier/carrier-port.ts';
import { openHeldRegistry } from '../owner/held-registry.ts';
import { ownerStatements } from '../owner/owner-act.ts';
import { noteJoined } from '../enrol/note-joined.ts';
import { idOf, settled, told } from '../node/catalog-right.fixture.ts';
import type { HandCarrier } from '../node/hand-carrier.fixture.ts';
import { registryRef } from '../node/document-map.ts';
import { administer, grantAdmin } from '../statement/organisation.ts';
import { readRecoverySheet } from '../statement/recovery-sheet.ts';
import { openRegistry } from '../statement/registry.ts';
import { RECOVERY } from '../statement/registry-state.ts';
import { readOrganisationFile } from '../setup/organisation-file.ts';
import {
  byHand,
  codeOf,
  MORNING_MS,
  type Opened,
  productPut,
  putProducts,
  TestChain,
} from './chain.fixture.ts';

type ByHand = Opened & { readonly carrier: HandCarrier; readonly waits: () => Promise<void> };

let chain: TestChain;
/** Holds the catalogue; is sold at and stolen; has just joined, and is an admin device. */
let holder: ByHand;
let stolen: ByHand;
let fresh: ByHand;

const open = (code: string): ByHand => {
  const { carrier, options } = byHand();
  const timers: (() => void)[] = [];
  const later = (run: () => void): (() => void) => {
    timers.push(run);
    return () => void timers.splice(timers.indexOf(run) >>> 0, 1);
  };
  const till = chain.open(code, { ...options, later });
  carrier().ready();
  const waits = async (): Promise<void> => {
    for (const run of timers.splice(0)) run();
    await settled(till.node);
  };
  return { ...till, carrier: carrier(), waits };
};

/** What the root key says: the third till is an admin device. */
const grant = (): readonly Uint8Array[] => {
  const { organisationId, statements } = readOrganisationFile(chain.folderOf('H1'));
  const root = readRecoverySheet(chain.chain.recoverySheet);
  if (!root.ok) throw new Error(root.reason);
  const owner = { recipient: RECOVERY, agreePrivate: root.value.recoveryPrivate };
  const { state, dataKeys } = openRegistry(statements, organisationId, owner);
  const signer = { kind: 'root', root: root.value } as const;
  const by = administer(state, dataKeys, { signer, nowMs: MORNING_MS })!;
  grantAdmin(by, idOf(chain, 'H3'));
  return by.writer.statements;
};

beforeEach(async () => {
  chain = await TestChain.make({ branches: [{ name: 'North', country: 'GB', tills: ['H1', 'H2', 'H3'] }] });
  noteJoined(chain.folderOf('H3'), { peers: [], products: 2 });
  [holder, stolen, fresh] = [open('H1'), open('H2'), open('H3')];
  for (const till of [holder, stolen]) await chain.openShop(till);
  await putProducts(stolen, productPut(stolen, 1), productPut(stolen, 2));
  await hear(holder, stolen);
  for (const till of [holder, fresh])
    await told(till, ...grant().map((bytes) => ({ ref: registryRef, object: { bytes } })));
  await chain.openShop(fresh);
});
afterEach(() => chain.end());

const hear = async (to: ByHand, from: ByHand): Promise<void> =>
  await told(to, ...(await from.carrier.everything()));
const shares = (till: ByHand, share: Partial<PeerShare>): void =>
  till.carrier.emit({
    type: 'traffic',
    peers: [],
    dials: [],
    shares: [
      {
        deviceId: idOf(chain, 'H1'),
        behind: 0,
        catalogHeld: true,
        waiting: { documents: 0, records: 0 },
        own: [],
        ...share,
      },
    ],
  });
const takes = () => ({ kind: 'catalog-right.put', deviceId: idOf(chain, 'H2'), mayEdit: false }) as const;
const takesOff = () => ({ kind: 'device.revoke', deviceId: idOf(chain, 'H2'), reason: 'Stolen' }) as const;
const shelfOf = ({ node }: ByHand): readonly (string | undefined)[] =>
  [1, 2].map((n) => node.lookup.productByCode(codeOf(n))?.name);
const barAt = ({ node }: ByHand) => node.shop().devices.find(({ code }) => code === 'H2')?.catalogBar;
const BOTH = ['Product 1', 'Product 2'];

it('[CATR-15] a till that joined takes nobody’s right before it holds all that a peer named and as much as there was', async () => {
  expect(await fresh.refused(takes())).toBe('CATALOG-NOT-HELD');
  shares(fresh, { catalogHeld: false });
  expect(await fresh.refused(takes())).toBe('CATALOG-NOT-HELD');
  // A relay that has nothing itself: all that it named is here.
  shares(fresh, {});
  expect(await fresh.refused(takes())).toBe('CATALOG-NOT-HELD');
  await hear(fresh, holder);
  expect(await fresh.refused(takes())).toBe('CATALOG-NOT-HELD');
  shares(fresh, {});
  await chain.close(fresh.node);
  fresh = open('H3');
  await fresh.done(takes());
  await hear(holder, fresh);
  for (const till of [fresh, holder]) expect(shelfOf(till)).toEqual(BOTH);
  expect(await stolen.refused({ ...takes(), deviceId: idOf(chain, 'H1') })).toBe('DEVICE-RIGHT-MISSING');
});

it('[CATR-16] a device is taken off at such a till all the same, and the right is taken by an admin device that holds the catalogue', async () => {
  await fresh.done(takesOff());
  expect(fresh.node.shop().devices.find(({ code }) => code === 'H2')?.off?.state).toBe('revoked');
  expect(barAt(fresh)).toBeUndefined();
  await hear(holder, fresh);
  expect(shelfOf(holder)).toEqual(BOTH);
  expect(barAt(holder)).toBeUndefined();
  await holder.waits();
  expect(barAt(holder)).toMatchObject({ by: idOf(chain, 'H1') });
  await hear(fresh, holder);
  for (const till of [holder, fresh]) expect(shelfOf(till)).toEqual(BOTH);
  await putProducts(stolen, productPut(stolen, 1, { name: 'Late' }));
  for (const till of [holder, fresh]) {
    await hear(till, stolen);
    expect(shelfOf(till)).toEqual(BOTH);
    // Nobody else takes it again.
    await till.waits();
    expect(barAt(till)).toMatchObject({ by: idOf(chain, 'H1') });
  }
});

it('[CATR-16] the till that took it off takes the right itself once it has got the catalogue', async () => {
  await fresh.done(takesOff());
  await fresh.waits();
  expect(barAt(fresh)).toBeUndefined();
  const all = (await holder.carrier.everything()).filter(({ ref }) => ref.kind === 'catalog');
  await told(fresh, ...all);
  shares(fresh, {});
  await settled(fresh.node);
  await fresh.waits();
  expect(barAt(fresh)).toMatchObject({ by: idOf(chain, 'H3') });
  expect(shelfOf(fresh)).toEqual(BOTH);
  await hear(holder, fresh);
  expect(shelfOf(holder)).toEqual(BOTH);
});

it('[CATR-16] who is taken off where the catalogue is held loses the right in that act, and nobody adds to it', async () => {
  await holder.done(takesOff());
  expect(barAt(holder)).toMatchObject({ by: idOf(chain, 'H1') });
  const before = holder.carrier.put('registry').length;
  await holder.waits();
  expect(holder.carrier.put('registry')).toHaveLength(before);
});

it('[CATR-16] with the sheet such a till takes a device off, and leaves the right to who holds the catalogue', async () => {
  const act = { kind: 'revoke', deviceId: idOf(chain, 'H2'), reason: 'Stolen', sinceMs: null } as const;
  const root = readRecoverySheet(chain.chain.recoverySheet);
  if (!root.ok) throw new Error(root.reason);
  const saidAt = async (code: string): Promise<readonly (string | undefined)[]> => {
    const held = await openHeldRegistry(chain.folderOf(code));
    const stated = ownerStatements(held, root.value, act, MORNING_MS);
    const known = openRegistry([...held.statements, ...stated], held.organisationId, {
      recipient: RECOVERY,
      agreePrivate: root.value.recoveryPrivate,
    });
    held.close();
    const { revoked, catalogBars } = known.state;
    return [revoked.get(act.deviceId)?.state, catalogBars.get(act.deviceId)?.by ?? undefined];
  };
  expect(await saidAt('H3')).toEqual(['revoked', undefined]);
  expect(await saidAt('H1')).toEqual(['revoked', 'root']);
});
