import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  accept,
  acceptanceFile,
  admitRelay,
  type Chain,
  createChain,
  invite,
  openTenantBook,
  openTillNode,
  readAcceptance,
  readInvitation,
  tenantFolder,
  type TillNode,
} from '@tillmesh/replica';
import { createCarrier } from '@tillmesh/replica/carrier';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type RunningRelay, runRelay } from './run-relay.ts';

// Whole processes start here, on machines that may be busy with others.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

const LOOPBACK = '127.0.0.1';
const clock = { nowMs: () => Date.now() };
const PIN = '734961280517';
const HOUR_MS = 3_600_000;

let folder = '';
const opened: { readonly close: () => Promise<void> }[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tillmesh-tenants-'));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
  await rm(folder, { recursive: true });
});

const relayFolder = (): string => join(folder, 'relay');
const makeShop = (name: string): Promise<Chain> =>
  createChain(
    join(folder, name),
    {
      name,
      mark: 'demo',
      branches: [{ name: `${name} branch`, country: 'GB', tills: ['H1', 'H2'] }],
      staff: [{ name: 'Ann', role: 'owner', pin: PIN }],
      relay: false,
      reporter: false,
    },
    { nowMs: Date.now() },
  );

const admin = (chain: Chain): string => chain.tills[0]?.folder ?? '';

/** As the operator and the organisation do it by command; gives the relay's name for it. */
const admit = (chain: Chain, label: string): string => {
  const { tenant, text } = invite(relayFolder(), {
    label,
    addresses: ['relay.example:7400'],
    nowMs: Date.now(),
    lifeMs: HOUR_MS,
  });
  const { keys, secret } = readInvitation(text);
  const file = admitRelay(admin(chain), { keys, code: 'relay' }, Date.now());
  // The other tills hear of it from the first; here they meet at the relay only.
  for (const { folder: place } of chain.tills.slice(1))
    cpSync(join(admin(chain), 'organisation.json'), join(place, 'organisation.json'));
  expect(
    accept(relayFolder(), readAcceptance(acceptanceFile({ ...file, secret })), Date.now()),
  ).toMatchObject({
    tenant,
    state: 'active',
    organisationId: chain.organisationId,
  });
  return tenant;
};

const openRelay = async (): Promise<RunningRelay> => {
  const address = { host: LOOPBACK, port: 0 };
  const relay = await runRelay({
    data: relayFolder(),
    listen: address,
    health: address,
    peers: [],
    idleMs: 60_000,
    loadedMost: 900,
    proxy: { host: LOOPBACK, port: 0 },
  });
  opened.push(relay);
  return relay;
};

const openTill = (chain: Chain, code: string, port: number | null): TillNode => {
  const till = openTillNode({
    clock,
    listen: null,
    carrier: createCarrier,
    folder: chain.tills.find((each) => each.code === code)?.folder ?? '',
    dial: [{ host: LOOPBACK, port: port ?? 0 }],
  });
  opened.push(till);
  return till;
};

let commands = 0;
const sell = async (till: TillNode, chain: Chain, priceMinor: number): Promise<void> => {
  const productId = till.productIdOf('cake');
  const core = {
    sku: 'cake',
    name: 'Cake',
    codes: [],
    unit: 'piece',
    taxClass: 'standard',
    category: '',
  };
  const bodies = [
    { kind: 'session.sign-in', staffId: chain.staff[0]?.id, pin: PIN },
    { kind: 'shift.open', floatMinor: 0 },
    { kind: 'catalog.put', products: [{ productId, core, priceMinor }] },
    { kind: 'basket.add', productId },
    { kind: 'payment.take', tender: 'cash', tenderedMinor: priceMinor },
  ];
  const results = await till.execute(
    bodies.map((body) => ({ ...body, id: (commands += 1).toString(16).padStart(32, '0') })),
  );
  expect(results.filter((result) => !result.ok)).toEqual([]);
};

const salesAt = (till: TillNode): number =>
  till.facts(0, 1_000).filter(({ fact }) => fact.fact.kind === 'sale.completed').length;
const until = (till: TillNode, holds: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (!holds()) return;
      unlisten();
      resolve();
    };
    const unlisten = till.onChange(look);
    look();
  });

it('[TENANT-01] [TENANT-02] [TENANT-03] two organisations use one relay and know nothing of each other', async () => {
  const [north, south] = [await makeShop('north'), await makeShop('south')];
  const [first, second] = [admit(north, 'North'), admit(south, 'South')];
  const relay = await openRelay();
  const { linkPort } = await relay.health();
  const tills = [north, south].map((chain) => [
    openTill(chain, 'H1', linkPort),
    openTill(chain, 'H2', linkPort),
  ]);
  const [[n1, n2] = [], [s1, s2] = []] = tills;
  if (!n1 || !n2 || !s1 || !s2) throw new Error('no tills');
  await sell(n1, north, 500);
  await until(n2, () => salesAt(n2) === 1);
  await sell(s1, south, 700);
  await until(s2, () => salesAt(s2) === 1);
  expect([salesAt(n2), salesAt(s2)]).toEqual([1, 1]);
  const health = await relay.health();
  expect(health.ready).toBe(true);
  expect(health.alarms).toEqual([]);
  const linkedOf = (tenant: string): readonly string[] =>
    (health.tenants.find((each) => each.tenant === tenant)?.links ?? [])
      .filter(({ state }) => state === 'linked')
      .map(({ deviceId }) => deviceId);
  expect([...linkedOf(first)].toSorted()).toEqual([n1, n2].map(({ self }) => self.deviceId).toSorted());
  expect([...linkedOf(second)].toSorted()).toEqual([s1, s2].map(({ self }) => self.deviceId).toSorted());
  // What is kept for one lies in its own folder, and no file of it names a document or device of the other.
  const bytesOf = (tenant: string): Buffer =>
    Buffer.concat(
      readdirSync(tenantFolder(relayFolder(), tenant)).map((name) =>
        readFileSync(join(tenantFolder(relayFolder(), tenant), name)),
      ),
    );
  const named = Buffer.from(n1.self.deviceId, 'hex');
  expect([bytesOf(first).includes(named), bytesOf(second).includes(named)]).toEqual([true, false]);
  const text = await (await fetch(`${relay.url}/metrics`)).text();
  expect(text).toContain('tillmesh_relay_tenants{state="active"} 2');
  expect(text).toContain(`tillmesh_relay_documents{tenant="${first}"}`);
  for (const word of ['North', 'south', n1.self.deviceId]) expect(text).not.toContain(word);
});

it('[TENANT-04] one that is suspended is not linked, one that is removed leaves nothing', async () => {
  const north = await makeShop('north');
  const tenant = admit(north, 'North');
  const south = admit(await makeShop('south'), 'South');
  const relay = await openRelay();
  const { linkPort } = await relay.health();
  const till = openTill(north, 'H1', linkPort);
  const stateHere = (): string | undefined =>
    till.status().links.find(({ deviceId }) => !north.tills.some((each) => each.deviceId === deviceId))
      ?.state;
  await until(till, () => stateHere() === 'linked');
  const book = openTenantBook(relayFolder());
  book.setState(tenant, 'suspended');
  await until(till, () => stateHere() !== 'linked');
  expect((await relay.health()).tenants.find((each) => each.tenant === tenant)?.state).toBe('suspended');
  book.setState(tenant, 'active');
  await until(till, () => stateHere() === 'linked');
  book.setState(tenant, 'removed');
  await vi.waitFor(() => expect(book.find(tenant)).toBeNull(), { timeout: 20_000 });
  expect(existsSync(tenantFolder(relayFolder(), tenant))).toBe(false);
  expect(existsSync(tenantFolder(relayFolder(), south))).toBe(true);
  book.close();
});

it('[TENANT-05] an invitation lets one organisation in, once, in its time, and only if it lists the relay', async () => {
  const north = await makeShop('north');
  const nowMs = Date.now();
  const { text } = invite(relayFolder(), { label: 'N', addresses: ['r:1'], nowMs, lifeMs: HOUR_MS });
  const { keys, secret, addresses, untilMs } = readInvitation(text);
  expect([addresses, untilMs]).toEqual([['r:1'], nowMs + HOUR_MS]);
  const fault = (code: string): unknown => expect.objectContaining({ name: 'Fault', code });
  expect(() => readInvitation(`${text.slice(0, -3)}AAA`)).toThrow(fault('RELAY-INVITATION-UNREADABLE'));
  expect(readFileSync(join(relayFolder(), 'relay.db')).includes(Buffer.from(secret))).toBe(false);
  const other = admitRelay(admin(await makeShop('other')), { keys, code: 'relay' }, nowMs);
  const unlisted = { organisationId: north.organisationId, statements: other.statements, secret };
  expect(() => accept(relayFolder(), unlisted, nowMs)).toThrow(fault('RELAY-NOT-LISTED'));
  const listed = { ...admitRelay(admin(north), { keys, code: 'relay' }, nowMs), secret };
  expect(() => accept(relayFolder(), listed, nowMs + HOUR_MS)).toThrow(fault('RELAY-INVITATION-OVER'));
  const wrong = { ...listed, secret: new Uint8Array(16) };
  expect(() => accept(relayFolder(), wrong, nowMs)).toThrow(fault('RELAY-INVITATION-USED'));
  accept(relayFolder(), listed, nowMs);
  expect(() => accept(relayFolder(), { ...other, secret }, nowMs)).toThrow(fault('RELAY-INVITATION-USED'));
  expect(() => readAcceptance(Buffer.from('{"format":1}'))).toThrow(fault('RELAY-ACCEPTANCE-UNREADABLE'));
  const late = invite(relayFolder(), { label: 'L', addresses: ['r:1'], nowMs, lifeMs: 1 });
  invite(relayFolder(), { label: 'M', addresses: ['r:1'], nowMs: nowMs + 1, lifeMs: HOUR_MS });
  expect(existsSync(tenantFolder(relayFolder(), late.tenant))).toBe(false);
});
