import { hash } from 'node:crypto';
import { cpSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createServer, getCACertificates, type Server, setDefaultCACertificates } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DocumentId, type PeerId, Repo } from '@automerge/automerge-repo';
import { WebSocketClientAdapter } from '@automerge/automerge-repo-network-websocket';
import {
  accept,
  admitRelay,
  type Chain,
  createChain,
  invite,
  openTenantBook,
  openTillNode,
  readInvitation,
  type TillNode,
} from '@tillmesh/replica';
import { createCarrier } from '@tillmesh/replica/carrier';
import { WebSocket } from 'ws';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { documentIdOf } from '../../packages/replica/src/document/document-id.ts';
import { createTlsKey } from '../../packages/replica/src/key/tls-key.ts';
import { systemRandom } from '../../packages/replica/src/key/random.ts';
import { ledgerRef, registryRef } from '../../packages/replica/src/node/document-map.ts';
import { type RunningRelay, runRelay } from '../../packages/relay/src/run-relay.ts';

// Whole processes start here, on machines that may be busy with others.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

const LOOPBACK = '127.0.0.1';
const PIN = '734961280517';
const clock = { nowMs: () => Date.now() };

let folder = '';
let chain: Chain;
let relay: RunningRelay;
let tenant = '';
const ends: (() => unknown)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tillmesh-stock-'));
  chain = await createChain(
    join(folder, 'shop'),
    {
      name: 'Corner',
      mark: 'demo',
      branches: [{ name: 'Corner', country: 'GB', tills: ['H1', 'H2'] }],
      staff: [{ name: 'Ann', role: 'owner', pin: PIN }],
      relay: false,
      reporter: true,
    },
    { nowMs: Date.now() },
  );
  const data = join(folder, 'relay');
  const nowMs = Date.now();
  const invited = invite(data, { label: 'Corner', addresses: ['r:1'], nowMs, lifeMs: 3_600_000 });
  tenant = invited.tenant;
  const { keys, secret } = readInvitation(invited.text);
  const place = chain.tills[0]?.folder ?? '';
  accept(data, { ...admitRelay(place, { keys, code: 'relay' }, nowMs), secret }, nowMs);
  cpSync(join(place, 'organisation.json'), join(chain.tills[1]?.folder ?? '', 'organisation.json'));
  const address = { host: LOOPBACK, port: 0 };
  const limits = { idleMs: 60_000, loadedMost: 900 };
  relay = await runRelay({ data, listen: address, health: address, peers: [], proxy: address, ...limits });
  ends.push(() => relay.close());
  await vi.waitUntil(() => relay.proxyPort() !== null);
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await rm(folder, { recursive: true });
});

/** As `relay token` does it. */
const tokenFor = (device: string, lifeMs = 60_000): string => {
  const token = `t${Math.trunc(performance.now() * 1_000)}`;
  const book = openTenantBook(join(folder, 'relay'));
  book.addToken(hash('sha256', token, 'buffer'), tenant, device, Date.now() + lifeMs);
  book.close();
  return token;
};

const openTill = (code: string, url: string): TillNode => {
  const till = openTillNode({
    clock,
    listen: null,
    carrier: createCarrier,
    folder: chain.tills.find((each) => each.code === code)?.folder ?? '',
    dial: [{ host: LOOPBACK, port: Number(new URL(url).port), url }],
  });
  ends.push(() => till.close());
  return till;
};

let commands = 0;
const sell = async (till: TillNode): Promise<void> => {
  const productId = till.productIdOf('cake');
  const core = { sku: 'cake', name: 'Cake', codes: [], unit: 'piece', taxClass: 'standard', category: '' };
  const bodies = [
    { kind: 'session.sign-in', staffId: chain.staff[0]?.id, pin: PIN },
    { kind: 'shift.open', floatMinor: 0 },
    { kind: 'catalog.put', products: [{ productId, core, priceMinor: 500 }] },
    { kind: 'basket.add', productId },
    { kind: 'payment.take', tender: 'cash', tenderedMinor: 500 },
  ];
  const results = await till.execute(
    bodies.map((body) => ({ ...body, id: (commands += 1).toString(16).padStart(32, '0') })),
  );
  expect(results.filter((result) => !result.ok)).toEqual([]);
};
const salesAt = (till: TillNode): number =>
  till.facts(0, 1_000).filter(({ fact }) => fact.fact.kind === 'sale.completed').length;

const proxied = (): string => `ws://${LOOPBACK}:${relay.proxyPort() ?? 0}/`;
const reporterId = (): string => {
  const listed = relay.served()[0]?.node.status().links ?? [];
  const tills = chain.tills.map(({ deviceId }) => deviceId);
  return listed.find(({ deviceId }) => !tills.includes(deviceId))?.deviceId ?? '';
};

/** The reporter's place, taken by a plain automerge-repo with the stock adapter. */
const stockRepo = (deviceId: string, token: string): Repo => {
  const adapter = new WebSocketClientAdapter(`${proxied()}?token=${token}`);
  const repo = new Repo({ peerId: deviceId as PeerId, network: [adapter] });
  ends.push(() => adapter.disconnect());
  return repo;
};

const objectsIn = async (repo: Repo, id: DocumentId): Promise<readonly Uint8Array[]> => {
  const handle = await repo.find<{ objects: Uint8Array[] }>(id);
  return handle.doc().objects;
};

/** What a proxy answers to a stock client that it does not let in. */
const answerTo = (url: string): Promise<number> =>
  new Promise((resolve) => {
    const socket = new WebSocket(url);
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('open', () => resolve(101));
    socket.on('error', () => undefined);
  });

it('[PROXY-01] [PROXY-04] the stock websocket client syncs with a relay by a token that is used once', async () => {
  const till = openTill('H1', proxied());
  await sell(till);
  const id = reporterId();
  const token = tokenFor(id);
  const repo = stockRepo(id, token);
  const registry = documentIdOf(chain.organisationId, registryRef);
  await vi.waitFor(async () => expect((await objectsIn(repo, registry)).length).toBeGreaterThan(5), {
    timeout: 60_000,
  });
  const series = till.facts(0, 1)[0]?.fact.seriesId ?? '';
  const ledger = documentIdOf(chain.organisationId, ledgerRef(series, 0));
  await vi.waitFor(async () => expect((await objectsIn(repo, ledger)).length).toBeGreaterThan(2), {
    timeout: 60_000,
  });
  // What nobody signed reaches no one, whoever brings it.
  const handle = await repo.find<{ objects: Uint8Array[] }>(ledger);
  handle.change((draft) => void draft.objects.push(new Uint8Array(300)));
  await vi.waitFor(
    async () => expect((await relay.health()).alarms.map(({ code }) => code)).toContain('CHANGE-REFUSED'),
    { timeout: 60_000 },
  );
  expect(await answerTo(`${proxied()}?token=${token}`)).toBe(401);
  expect(await answerTo(`${proxied()}?token=${tokenFor(id, -1)}`)).toBe(401);
  expect(await answerTo(`${proxied()}?token=made-up`)).toBe(401);
  const unlisted = tokenFor('ab'.repeat(16));
  expect(await answerTo(`${proxied()}?token=${unlisted}`)).toBe(401);
});

/** A proxy that ends TLS with a certificate of its own, as nginx does. */
const startProxy = async (to: number): Promise<{ url: string; certificatePem: string }> => {
  const { privateKeyPem, certificatePem } = createTlsKey('localhost', systemRandom);
  const server: Server = createServer({ key: privateKeyPem, cert: certificatePem }, (socket) => {
    const onward = connect(to, LOOPBACK);
    socket.pipe(onward).pipe(socket);
    for (const end of [socket, onward]) end.on('error', () => undefined);
    socket.on('close', () => onward.destroy());
    onward.on('close', () => socket.destroy());
  });
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  ends.push(() => server.close());
  const address = server.address();
  return { url: `wss://localhost:${typeof address === 'object' ? address?.port : 0}/`, certificatePem };
};

it('[PROXY-02] tills sign through a proxy that ends TLS, and trust only a certificate that is vouched for', async () => {
  const { url, certificatePem } = await startProxy(relay.proxyPort() ?? 0);
  const before = getCACertificates('default');
  const first = openTill('H1', url);
  const toRelay = (till: TillNode): string | undefined =>
    till.status().links.find(({ deviceId }) => deviceId === relay.served()[0]?.node.status().deviceId)?.state;
  expect(toRelay(first)).not.toBe('linked');
  ends.push(() => setDefaultCACertificates(before));
  setDefaultCACertificates([...before, certificatePem]);
  const second = openTill('H2', url);
  await vi.waitFor(() => expect([toRelay(first), toRelay(second)]).toEqual(['linked', 'linked']), {
    timeout: 60_000,
  });
  await sell(first);
  await vi.waitFor(() => expect(salesAt(second)).toBe(1), { timeout: 60_000 });
});

it('[PROXY-03] whoever does not sign as a listed device is turned away before a message counts', async () => {
  const closes = async (first: Uint8Array): Promise<number> => {
    const socket = new WebSocket(proxied());
    await once(socket, 'open');
    socket.send(first);
    const [code] = (await once(socket, 'close')) as [number];
    return code;
  };
  expect(await closes(new Uint8Array(0))).toBe(4401);
  expect(await closes(new Uint8Array(10_000))).toBe(4401);
  // A stock client without a token, which greets at once.
  expect(await closes(Uint8Array.of(0xa1, 0x64, 0x74, 0x79, 0x70, 0x65, 0x64, 0x6a, 0x6f, 0x69, 0x6e))).toBe(
    4401,
  );
  await vi.waitFor(async () => {
    const text = await (await fetch(`${relay.url}/metrics`)).text();
    expect(text).toContain('tillmesh_relay_refused_total{cause="unknown-key"} 3');
  });
});
