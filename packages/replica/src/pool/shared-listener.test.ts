import { beforeEach, expect, it } from 'vitest';
import type { AllowedPeer } from '../link/peer.ts';
import type { ListenerOptions, LinkSocket, PeerProof } from '../link/transport.ts';
import { systemRandom } from '../key/random.ts';
import type { Member } from '../link/member-proof.ts';
import { createFairTurns } from './fair-turns.ts';
import { SharedListener } from './shared-listener.ts';

/** A listener of which a test plays the network. */
let heard: ListenerOptions;
let refused: string[];
let alarms: string[];
let taken: string[];
let listener: SharedListener;
beforeEach(() => {
  [refused, alarms, taken] = [[], [], []];
  listener = new SharedListener({
    address: { host: '127.0.0.1', port: 0 },
    tls: { key: '', cert: '' },
    listen: async (options) => {
      heard = options;
      return { port: 7, close: async () => undefined };
    },
    onVisitor: undefined,
    onRefused: (cause) => refused.push(cause),
    onAlarm: (code) => alarms.push(code),
  });
});

const peer = (deviceId: string): AllowedPeer => ({
  deviceId,
  kind: 'till',
  branchId: 'b',
  tlsKeyHash: new Uint8Array(32),
});
const memberOf = (tenant: string): Member => ({
  organisation: `organisation of ${tenant}`,
  deviceId: 'relay',
  signPrivate: new Uint8Array(32),
  memberOf: () => null,
  random: systemRandom,
});
/** An organisation that lists these keys. */
const join = (tenant: string, ...keys: string[]) => {
  const peers = new Map(keys.map((key) => [key, peer(`${tenant}/${key}`)]));
  return listener.join(tenant, {
    address: { host: '', port: 0 },
    tls: { key: '', cert: '' },
    greetingMs: 1,
    member: memberOf(tenant),
    isOpen: () => true,
    lists: (keyHash) => peers.has(keyHash),
    admit: ({ keyHash }) => {
      taken.push(`${tenant} was asked`);
      return keyHash === null ? null : (peers.get(keyHash) ?? null);
    },
    onSocket: (_socket, { deviceId }) => taken.push(deviceId),
    onTrouble: () => undefined,
  });
};
const proof = (keyHash: string): PeerProof => ({ keyHash, validToMs: 1, from: '' });
const socket = { terminate: () => taken.push('cut') } as unknown as LinkSocket;

it('[POOL-01] a device finds its organisation by its key, and no other organisation is asked', async () => {
  await join('north', 'a', 'b');
  await join('south', 'c');
  const found = heard.admit(proof('c'));
  expect(found?.deviceId).toBe('south/c');
  if (found !== null) heard.onSocket(socket, found);
  expect(taken).toEqual(['south was asked', 'south/c']);
});

it('[POOL-02] a key that nobody lists, or none at all, is turned away and told to no organisation', async () => {
  await join('north', 'a');
  await join('south', 'c');
  expect(heard.admit(proof('x'))).toBeNull();
  expect(heard.admit({ keyHash: null, from: '' })).toBeNull();
  expect([taken, refused, alarms]).toEqual([[], ['unknown-key', 'no-key'], []]);
});

it('[POOL-03] a key that two organisations list is linked to the one that it names, and no other is asked', async () => {
  await join('north', 'a', 'shared');
  await join('south', 'shared');
  const found = heard.admit(proof('shared'));
  if (found !== null) heard.onSocket(socket, found, 'organisation of south');
  expect([taken, refused, alarms]).toEqual([['south was asked', 'south/shared'], [], []]);
});

it('[POOL-03] one that names none of them, or one that is gone meanwhile, is linked to none, with an alarm', async () => {
  const north = await join('north', 'a', 'shared');
  await join('south', 'shared');
  for (const meant of [null, undefined, 'organisation of nobody']) {
    const found = heard.admit(proof('shared'));
    if (found !== null) heard.onSocket(socket, found, meant);
  }
  expect(taken).toEqual(['cut', 'cut', 'cut']);
  expect(heard.admit(proof('a'))?.deviceId).toBe('north/a');
  expect(refused).toEqual(['shared-key', 'shared-key', 'shared-key']);
  expect(alarms).toEqual(['TENANT-KEY-SHARED', 'TENANT-KEY-SHARED', 'TENANT-KEY-SHARED']);
  const late = heard.admit(proof('shared'));
  await north.close();
  if (late !== null) heard.onSocket(socket, late, 'organisation of north');
  expect(taken.at(-1)).toBe('cut');
  expect(refused.at(-1)).toBe('closed');
});

it('[POOL-04] whoever was let in for an organisation that is gone meanwhile is cut off', async () => {
  const north = await join('north', 'a');
  await join('south', 'c');
  const found = heard.admit(proof('a'));
  await north.close();
  if (found !== null) heard.onSocket(socket, found);
  expect([taken, refused]).toEqual([['north was asked', 'cut'], ['closed']]);
  expect(heard.admit(proof('a'))).toBeNull();
});

it('[POOL-05] each turn of the event loop does one thing for every organisation', () => {
  const turns: (() => void)[] = [];
  const fair = createFairTurns((run) => turns.push(run));
  const did: string[] = [];
  const [flood, quiet] = [fair('flood'), fair('quiet')];
  for (let count = 0; count < 1_000; count++) flood(() => did.push('flood'));
  quiet(() => did.push('quiet'));
  turns.shift()?.();
  expect(did).toEqual(['flood', 'quiet']);
  while (turns.length > 0) turns.shift()?.();
  expect(did.length).toBe(1_001);
});
