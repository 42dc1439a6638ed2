import { createSocket } from 'node:dgram';
import { afterEach, expect, it } from 'vitest';
import { processPorts } from '../carrier/carrier-ports.ts';
import type { Timers } from '../link/timers.ts';
import type { Discovery, Sighting } from './discovery-port.ts';
import { openDnsSd } from './dns-sd.ts';
import { type Interfaces, networkPlaces, type NetworkPlace } from './network-place.ts';

const PORT = 53_540;
const LOOPBACK: NetworkPlace = {
  key: 'lo 127.0.0.1',
  family: 'IPv4',
  address: '127.0.0.1',
  scope: '127.0.0.1',
};

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Looks round when a test says so. */
const handTimers = () => {
  let due: (() => void) | null = null;
  let nowMs = 0;
  const timers: Timers = {
    nowMs: () => nowMs,
    later: (run) => {
      due = run;
      return () => (due = null);
    },
    soon: (run) => run(),
  };
  return {
    timers,
    turn: (): void => {
      nowMs += 3_000;
      due?.();
    },
  };
};

type Opened = {
  readonly discovery: Discovery;
  readonly turn: () => void;
  readonly told: string[];
  /** Sees nothing but what its own loopback carries. */
  readonly move: (places: readonly NetworkPlace[]) => void;
};

const open = (places: readonly NetworkPlace[]): Opened => {
  let now = places;
  const told: string[] = [];
  const { timers, turn } = handTimers();
  const discovery = openDnsSd(
    {
      at: '::',
      timers,
      random: processPorts().random,
      onSilent: (reason) => told.push(reason === null ? 'heard' : `silent: ${reason}`),
      onMoved: () => told.push('moved'),
    },
    { port: PORT, places: () => [...now] },
  );
  ends.push(() => discovery.close());
  return { discovery, turn, told, move: (others) => (now = others) };
};

const type = `tm-odd-${process.pid}`;

/** Resolves with the first sighting that a test looks for. */
const seen = (discovery: Discovery, fits: (sighting: Sighting) => boolean): Promise<Sighting> =>
  new Promise((resolve) => {
    const stop = discovery.browse(type, {
      found: (sighting) => {
        if (!fits(sighting)) return;
        resolve(sighting);
        setImmediate(() => stop());
      },
      gone: () => undefined,
    });
  });

const send = async (bytes: Uint8Array): Promise<void> => {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => {
    socket.bind(0, '127.0.0.1', () => {
      socket.setMulticastInterface('127.0.0.1');
      socket.send(bytes, PORT, '224.0.0.251', (error) => (error === null ? resolve() : reject(error)));
    });
  });
  socket.close();
};

/** A response of one record that points to itself, cut, with counts that are not there, and of nothing. */
const ODD_PACKETS: readonly Uint8Array[] = [
  new Uint8Array(0),
  new Uint8Array(12).fill(255),
  Uint8Array.from([0, 0, 132, 0, 0, 0, 0, 1, 0, 0, 0, 0, 192, 12, 0, 12, 0, 1, 0, 0, 0, 120, 0, 2, 192, 12]),
  Uint8Array.from([0, 0, 132, 0, 0, 9, 0, 9, 0, 9, 0, 9, 3, 97, 98]),
  Uint8Array.from([0, 0, 132, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 16, 0, 1, 0, 0, 0, 9, 0, 4, 3, 61, 61, 61]),
  new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n'),
  new Uint8Array(9_000).map((_, index) => index & 255),
];

it('[NEAR-02] whatever a stranger sends, nothing is thrown, and who announces afterwards is found', async () => {
  const { discovery } = open([LOOPBACK]);
  const first = seen(discovery, ({ address }) => address.port === 7_001);
  open([LOOPBACK]).discovery.announce({ type, port: 7_001, text: {} });
  await first;
  for (const packet of ODD_PACKETS) await send(packet);
  const second = seen(discovery, ({ address }) => address.port === 7_002);
  open([LOOPBACK]).discovery.announce({ type, port: 7_002, text: { salt: 's' } });
  expect((await second).text).toEqual({ salt: 's' });
});

it('[NEAR-02] an interface that is not there throws nothing, and the others are used', async () => {
  const gone: NetworkPlace = {
    key: 'x 203.0.113.1',
    family: 'IPv4',
    address: '203.0.113.1',
    scope: '203.0.113.1',
  };
  const gone6: NetworkPlace = { key: 'x fe80::9', family: 'IPv6', address: 'fe80::9%x9', scope: '::%x9' };
  const { discovery } = open([gone, gone6, LOOPBACK]);
  const found = seen(discovery, () => true);
  open([gone6, LOOPBACK, gone]).discovery.announce({ type, port: 7_003, text: {} });
  expect((await found).address).toEqual({ host: '127.0.0.1', port: 7_003 });
});

it('[NEAR-03] an interface that comes or has another address announces anew, under another name', async () => {
  const { discovery } = open([LOOPBACK]);
  const mover = open([]);
  mover.discovery.announce({ type, port: 7_004, text: {} });
  const first = seen(discovery, ({ address }) => address.port === 7_004);
  mover.move([LOOPBACK]);
  mover.turn();
  const { name } = await first;
  const second = seen(discovery, (sighting) => sighting.address.port === 7_004 && sighting.name !== name);
  mover.move([{ ...LOOPBACK, key: 'lo again' }]);
  mover.turn();
  mover.turn();
  await second;
  expect(mover.told).toEqual(['moved', 'moved']);
});

it('[NEAR-04] what is sent and never comes back is told once in words, and again after it had worked', async () => {
  const { discovery, turn, told, move } = open([]);
  discovery.browse(type, { found: () => undefined, gone: () => undefined });
  const turns = (count: number): void => {
    for (let index = 0; index < count; index += 1) turn();
  };
  turns(20);
  expect(told).toEqual(['silent: this machine is on no network']);
  move([LOOPBACK]);
  turn();
  const other = open([LOOPBACK]);
  other.discovery.announce({ type, port: 7_005, text: {} });
  await seen(discovery, ({ address }) => address.port === 7_005);
  turn();
  move([]);
  turns(20);
  const silent = 'silent: this machine is on no network';
  expect(told.filter((one) => one !== 'moved')).toEqual([silent, 'heard', silent]);
});

const address = (one: string, scopeid: number | null, internal = false) =>
  ({
    address: one,
    netmask: '',
    mac: '',
    internal,
    cidr: null,
    ...(scopeid === null ? { family: 'IPv4' } : { family: 'IPv6', scopeid }),
  }) as NonNullable<Interfaces[string]>[number];

const MACHINE: Interfaces = {
  lo: [address('127.0.0.1', null, true), address('::1', 0, true)],
  eth0: [
    address('10.0.0.5', null),
    address('10.0.0.6', null),
    address('2001:db8::5', 0),
    address('fe80::5', 2),
  ],
  wlan0: [address('192.168.1.9', null), address('fe80::9', 3)],
  wan0: [address('198.51.100.1', null)],
};

it.each([
  ['::', ['10.0.0.5', 'fe80::5%eth0', '192.168.1.9', 'fe80::9%wlan0', '198.51.100.1']],
  ['0.0.0.0', ['10.0.0.5', '192.168.1.9', '198.51.100.1']],
  ['10.0.0.6', ['10.0.0.6']],
  ['fe80::9%wlan0', ['fe80::9%wlan0']],
  ['127.0.0.1', ['127.0.0.1']],
  ['192.0.2.1', []],
])(
  '[NEAR-03] a device that can be dialled at %s announces from there, once an interface and family',
  (at, told) => {
    expect(networkPlaces(at, MACHINE).map((place) => place.address)).toEqual(told);
  },
);
