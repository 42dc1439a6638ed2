import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Chain,
  createChain,
  openShopNode,
  openTillNode,
  type PeerAddress,
  type ShopNode,
  type TillNode,
} from '@tillmesh/replica';
import { createCarrier } from '@tillmesh/replica/carrier';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RelayHealth } from './health.ts';
import { type RunningRelay, runRelay } from './run-relay.ts';

const LOOPBACK = '127.0.0.1';
const LIMITS = { idleMs: 60_000, loadedMost: 900, proxy: null };
const clock = { nowMs: () => Date.now() };
/** Planted, and looked for in what the relay keeps. */
const PLANTED = {
  pin: '734961280517',
  product: 'Zwetschgenkuchen',
  person: 'Quirinius Vale',
  priceMinor: 748_231_977,
};

let folder = '';
let chain: Chain;
const opened: { readonly close: () => Promise<void> }[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tillmesh-relay-'));
  chain = await createChain(
    folder,
    {
      name: 'Corner',
      mark: 'demo',
      branches: [
        { name: 'Harbour Street', country: 'GB', tills: ['H1', 'H2'] },
        { name: 'Ginza', country: 'JP', tills: ['G1'] },
      ],
      staff: [{ name: PLANTED.person, role: 'owner', pin: PLANTED.pin }],
      relay: true,
      reporter: true,
    },
    { nowMs: Date.now() },
  );
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
  await rm(folder, { recursive: true });
});

const closing = async (each: { readonly close: () => Promise<void> }): Promise<void> => {
  opened.splice(opened.indexOf(each), 1);
  await each.close();
};

const relayFolder = (): string => chain.relayFolder ?? '';
const openRelay = async (port = 0): Promise<RunningRelay> => {
  const listen = { host: LOOPBACK, port };
  const relay = await runRelay({
    data: relayFolder(),
    listen,
    health: { host: LOOPBACK, port: 0 },
    peers: [],
    ...LIMITS,
  });
  opened.push(relay);
  return relay;
};
const addressOf = (relay: RunningRelay): PeerAddress => ({
  host: LOOPBACK,
  port: relay.served()[0]?.node.status().port ?? 0,
});

/** Devices nobody can dial: all that joins them is the relay. */
const device = { clock, listen: null, carrier: createCarrier } as const;
const openTill = (code: string, ...dial: PeerAddress[]): TillNode => {
  const place = chain.tills.find((till) => till.code === code);
  const till = openTillNode({ ...device, folder: place?.folder ?? '', dial });
  opened.push(till);
  return till;
};
const openReporter = (...dial: PeerAddress[]): ShopNode => {
  const reporter = openShopNode({ ...device, folder: chain.reporterFolder ?? '', dial });
  opened.push(reporter);
  return reporter;
};

let commands = 0;
const sell = async (till: TillNode): Promise<void> => {
  const productId = till.productIdOf('cake');
  const core = {
    sku: 'cake',
    name: PLANTED.product,
    codes: [],
    unit: 'piece',
    taxClass: 'standard',
    category: '',
  };
  const bodies = [
    { kind: 'session.sign-in', staffId: chain.staff[0]?.id, pin: PLANTED.pin },
    { kind: 'shift.open', floatMinor: 0 },
    { kind: 'catalog.put', products: [{ productId, core, priceMinor: PLANTED.priceMinor }] },
    { kind: 'basket.add', productId },
    { kind: 'payment.take', tender: 'cash', tenderedMinor: PLANTED.priceMinor },
  ];
  const results = await till.execute(
    bodies.map((body) => ({ ...body, id: (commands += 1).toString(16).padStart(32, '0') })),
  );
  expect(results.filter((result) => !result.ok)).toEqual([]);
};

/** Resolves when a condition holds, asked again after every change of the node. */
const until = (
  { onChange }: { readonly onChange: (listener: () => void) => () => void },
  holds: () => boolean,
): Promise<void> =>
  new Promise((resolve) => {
    const unlisten = onChange(() => {
      if (holds()) done();
    });
    const done = (): void => {
      unlisten();
      resolve();
    };
    if (holds()) done();
  });

const salesAt = (node: ShopNode): number =>
  node.facts(0, 1_000).filter(({ fact }) => fact.fact.kind === 'sale.completed').length;

const askHealth = async (relay: RunningRelay): Promise<RelayHealth> =>
  (await (await fetch(`${relay.url}/health`)).json()) as RelayHealth;

it('[RELAY-01] joins devices that never meet', async () => {
  const relay = await openRelay();
  const [h1, h2] = [openTill('H1', addressOf(relay)), openTill('H2', addressOf(relay))];
  await sell(h1);
  const g1 = openTill('G1', addressOf(relay));
  await until(h2, () => salesAt(h2) === 1);
  await until(g1, () => g1.productCount() === 1);
  const levels = (till: TillNode) => till.stockLevels().map(({ slotsMilli }) => slotsMilli);
  await until(g1, () => levels(g1).includes(-1_000));
  expect(salesAt(g1)).toBe(0);
});

it('[RELAY-01] [RELAY-03] keeps for who comes later, over a restart', async () => {
  const first = await openRelay();
  const h1 = openTill('H1', addressOf(first));
  await sell(h1);
  const reporter = openReporter(addressOf(first));
  await until(reporter, () => salesAt(reporter) === 1);
  await closing(h1);
  await closing(reporter);
  await closing(first);
  const second = await openRelay();
  const h2 = openTill('H2', addressOf(second));
  await until(h2, () => salesAt(h2) === 1);
  expect((await askHealth(second)).bytesStored).toBeGreaterThan(10_000);
});

/** A value as it may lie in a file. */
const encodings = (text: string): readonly Buffer[] => [
  Buffer.from(text, 'utf8'),
  Buffer.from(text, 'utf16le'),
];
const integers = (value: number): readonly Buffer[] => {
  const [four, eight] = [Buffer.alloc(4), Buffer.alloc(8)];
  four.writeUInt32BE(value);
  eight.writeBigUInt64BE(BigInt(value));
  return [four, eight, Buffer.from(four).reverse(), Buffer.from(eight).reverse(), Buffer.from(String(value))];
};

it('[RELAY-02] keeps nothing of the shop that can be read', async () => {
  const relay = await openRelay();
  const [h1, h2] = [openTill('H1', addressOf(relay)), openTill('H2', addressOf(relay))];
  await sell(h1);
  await until(h2, () => salesAt(h2) === 1);
  await closing(relay);
  const needles = [
    ...encodings(PLANTED.product),
    ...encodings(PLANTED.person),
    ...encodings(PLANTED.pin),
    ...encodings('Harbour Street'),
    ...integers(PLANTED.priceMinor),
  ];
  const names = readdirSync(relayFolder());
  expect(names).toContain('documents.db');
  for (const name of names) {
    const bytes = readFileSync(join(relayFolder(), name));
    expect(needles.filter((needle) => bytes.includes(needle))).toEqual([]);
  }
});

it('[RELAY-04] takes no folder but a relay’s', async () => {
  const health = { host: LOOPBACK, port: 0 };
  const till = chain.tills[0]?.folder ?? '';
  const refused = runRelay({ data: till, listen: health, health, peers: [], ...LIMITS });
  await expect(refused).rejects.toMatchObject({ name: 'Fault', code: 'DEVICE-NOT-A-RELAY' });
  const nothing = runRelay({ data: join(folder, 'nothing'), listen: health, health, peers: [], ...LIMITS });
  await expect(nothing).rejects.toMatchObject({ name: 'Fault' });
});

it('[RELAY-05] tells its health, and nothing a relay could not know', async () => {
  const relay = await openRelay();
  const h1 = openTill('H1', addressOf(relay));
  await sell(h1);
  await until(h1, () => h1.status().links.some((link) => link.state === 'linked'));
  // The two ends of a link say so one after the other.
  const health = await vi.waitFor(async () => {
    const told = await askHealth(relay);
    expect(told.links.find((link) => link.deviceId === h1.self.deviceId)?.state).toBe('linked');
    return told;
  });
  expect(health).toMatchObject({
    ready: true,
    version: '0.1.0',
    linkPort: addressOf(relay).port,
    devices: 5,
    alarms: [],
  });
  expect(health.documents).toBeGreaterThan(0);
  const text = JSON.stringify(health);
  for (const word of [PLANTED.product, PLANTED.person, 'Harbour', 'H1', 'Corner'])
    expect(text).not.toContain(word);
});

it('[RELAY-05] answers no page of another site', async () => {
  const relay = await openRelay();
  const origin = await fetch(`${relay.url}/health`, { headers: { origin: 'https://evil.com' } });
  expect([origin.status, await origin.json()]).toMatchObject([403, { code: 'HOST-REFUSED' }]);
  expect((await fetch(`${relay.url}/other`)).status).toBe(404);
  const named = request(`${relay.url}/health`, { headers: { host: 'evil.com' } }).end();
  const [answer] = (await once(named, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(403);
  answer.resume();
});

it('[RELAY-06] is not well while it cannot be linked to', async () => {
  const taken = createServer().listen(0, LOOPBACK);
  await once(taken, 'listening');
  const address = taken.address();
  const relay = await openRelay(typeof address === 'object' ? (address?.port ?? 0) : 0);
  const response = await fetch(`${relay.url}/health`);
  expect(response.status).toBe(503);
  const health = (await response.json()) as RelayHealth;
  expect(health).toMatchObject({ ready: false, linkPort: null });
  expect(health.alarms).not.toEqual([]);
  taken.close();
});
