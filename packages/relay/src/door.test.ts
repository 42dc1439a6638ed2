import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { type Chain, createChain, openTillNode, type TillNode } from '@tillmesh/replica';
import { createCarrier } from '@tillmesh/replica/carrier';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type RunningRelay, runRelay } from './run-relay.ts';

// Whole processes start here, on machines that may be busy with others.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const LOOPBACK = '127.0.0.1';
let folder = '';
let chain: Chain;
let relay: RunningRelay;
const opened: { readonly close: () => Promise<void> }[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tillmesh-door-'));
  chain = await createChain(
    folder,
    {
      name: 'Corner',
      mark: 'demo',
      branches: [{ name: 'Corner', country: 'GB', tills: ['H1', 'H2'] }],
      staff: [{ name: 'Ann', role: 'owner', pin: '734961280517' }],
      relay: true,
      reporter: false,
    },
    { nowMs: Date.now() },
  );
  const address = { host: LOOPBACK, port: 0 };
  const limits = { idleMs: 60_000, loadedMost: 900, proxy: null };
  relay = await runRelay({
    data: chain.relayFolder ?? '',
    listen: address,
    health: address,
    peers: [],
    ...limits,
  });
  opened.push(relay);
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
  await rm(folder, { recursive: true });
});

const port = (): number => relay.served()[0]?.node.status().port ?? 0;

const openTill = (code: string): TillNode => {
  const till = openTillNode({
    clock: { nowMs: () => Date.now() },
    listen: null,
    carrier: createCarrier,
    folder: chain.tills.find((each) => each.code === code)?.folder ?? '',
    dial: [{ host: LOOPBACK, port: port() }],
  });
  opened.push(till);
  return till;
};

const linked = (till: TillNode): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (!till.status().links.some(({ state }) => state === 'linked')) return;
      unlisten();
      resolve();
    };
    const unlisten = till.onChange(look);
    look();
  });

/** Frames at the door (SPEC of the replica), as hexadecimal. */
const framed = (hex: string): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(hex.length / 2);
  return Buffer.concat([head, Buffer.from(hex, 'hex')]);
};
const knock = (organisation: string, admin: string): Buffer =>
  framed(['a2010102a4010102', '5820', organisation, '03', '50', admin, '04', '50', 'ab'.repeat(16)].join(''));
const WAITING = framed('a2010202a0');

/** What a visitor is told who says these things, each once it was told something or else at once. */
const visit = (says: readonly Buffer[], protocol = 'tillmesh-door/1'): Promise<Buffer> =>
  new Promise((resolve) => {
    let told = Buffer.alloc(0);
    const left = [...says];
    const say = (): void => {
      const next = left.shift();
      if (next !== undefined) socket.write(next);
    };
    const socket: TLSSocket = connect(
      { host: LOOPBACK, port: port(), rejectUnauthorized: false, ALPNProtocols: [protocol] },
      say,
    );
    socket.on('error', () => socket.destroy());
    socket.on('data', (data: Buffer) => {
      told = Buffer.concat([told, data]);
      say();
    });
    socket.on('close', () => resolve(told));
  });

/** As a device greets, over the upgrade that links begin with, and as the first message of a link. */
const UPGRADE = Buffer.from(
  'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
);
const JOIN = framed(Buffer.from('{type: join, senderId: aa}').toString('hex'));

it('[INVITE-08] at the door of a relay with documents a visitor hears of none, and links go on', async () => {
  await linked(openTill('H1'));
  const away = chain.tills.find(({ code }) => code === 'H2')?.deviceId ?? '';
  expect((await relay.health()).documents).toBeGreaterThan(0);
  const waits = knock(chain.organisationId, away);
  for (const then of [UPGRADE, JOIN, framed('a2010402a10141ff'), waits, Buffer.alloc(64, 0xff)])
    expect(await visit([waits, then])).toEqual(WAITING);
  expect(await visit([UPGRADE])).toHaveLength(0);
  expect((await visit([knock('cd'.repeat(32), away)])).toString()).toContain('ENROL-RELAY-UNKNOWN');
  expect((await visit([knock(chain.organisationId, 'cd'.repeat(16))])).toString()).toContain('RELAY-UNKNOWN');
  // Without that protocol nothing is read, as of anybody whom no organisation lists.
  expect(await visit([waits], 'http/1.1')).toHaveLength(0);
  await linked(openTill('H2'));
});
