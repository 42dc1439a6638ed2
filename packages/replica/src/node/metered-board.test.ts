import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CarrierConfig, Extent } from '../carrier/carrier-port.ts';
import { TestChain } from '../till/chain.fixture.ts';
import { HandCarrier } from './hand-carrier.fixture.ts';
import type { ShopNode } from './node-port.ts';

let chain: TestChain;
beforeEach(async () => {
  chain = await TestChain.make({
    branches: [{ name: 'North', country: 'GB', tills: ['H1', 'H2'] }],
    relay: true,
  });
  // Winter: London has UTC.
  chain.clock.ms = Date.UTC(2026, 0, 5, 9);
});
afterEach(() => chain.end());

const PLAN = { bytesPerDay: 10_000_000, fromMinute: 23 * 60, toMinute: 6 * 60 };
const HOUR_MS = 3_600_000;

type Till = {
  readonly node: ShopNode;
  readonly carrier: HandCarrier;
  /** What is due by the injected timers runs. */
  readonly tick: () => void;
  /** Adds to what went over the link to the relay. */
  readonly spend: (bytes: number) => void;
};
const relayOf = (node: ShopNode): string =>
  node.shop().devices.find(({ kind }) => kind === 'relay')?.deviceId ?? '';

const openTill = (): Till => {
  let due: (() => void)[] = [];
  let carrier: HandCarrier | null = null;
  const { node } = chain.open('H1', {
    carrier: (config: CarrierConfig) => (carrier = new HandCarrier(config)),
    later: (run) => {
      due.push(run);
      return () => void (due = due.filter((each) => each !== run));
    },
  });
  if (carrier === null) throw new Error('no carrier was started');
  const hand: HandCarrier = carrier;
  hand.ready();
  let bytesIn = 0;
  return {
    node,
    carrier: hand,
    tick: () => {
      const now = due;
      due = [];
      for (const run of now) run();
    },
    spend: (bytes) => {
      bytesIn += bytes;
      const peer = {
        deviceId: relayOf(node),
        bytesIn,
        bytesOut: 0,
        frames: 0,
        lastHeardMs: null,
        program: null,
      };
      hand.emit({ type: 'traffic', peers: [peer], dials: [], shares: [] });
    },
  };
};
const extents = ({ carrier }: Till): readonly (Extent | undefined)[] =>
  carrier.all('metered').map(({ links }) => links[0]?.extent);
const spent = ({ node }: Till): number | undefined => node.metered()[0]?.spentBytes;

it('[METER-08] what a link cost counts against its day: half of it for older records, then prices, then sales alone, until the window opens', () => {
  const till = openTill();
  expect(till.node.meterLink(relayOf(till.node), PLAN)).toBe(true);
  till.spend(9_999_999);
  expect(extents(till)).toEqual(['prices']);
  till.spend(1);
  expect(till.node.metered()).toEqual([
    { ...PLAN, deviceId: relayOf(till.node), spentBytes: 10_000_000, extent: 'sales', isInWindow: false },
  ]);
  chain.clock.ms += 14 * HOUR_MS - 1;
  till.tick();
  chain.clock.ms += 1;
  till.tick();
  expect(extents(till)).toEqual(['prices', 'sales', 'all']);
  expect(spent(till)).toBe(0);
  till.spend(5_000_000);
  expect(extents(till)).toEqual(['prices', 'sales', 'all', 'prices']);
  chain.clock.ms += 24 * HOUR_MS;
  till.tick();
  expect(extents(till).slice(4)).toEqual(['all']);
  chain.clock.ms += 7 * HOUR_MS;
  till.tick();
  expect(extents(till).slice(5)).toEqual(['prices']);
});

it('[METER-08] each message and sign of life counts with what TLS and the network add', () => {
  const till = openTill();
  const deviceId = relayOf(till.node);
  till.node.meterLink(deviceId, PLAN);
  const peer = { deviceId, bytesIn: 100, bytesOut: 50, frames: 3, lastHeardMs: null, program: null };
  till.carrier.emit({ type: 'traffic', peers: [peer], dials: [], shares: [] });
  expect(spent(till)).toBe(100 + 50 + 3 * 110);
});

it('[METER-09] marks and what was spent are kept over restarts, sealed; a crash forgets a minute, and a clock that goes back gives nothing', async () => {
  const till = openTill();
  till.node.meterLink(relayOf(till.node), PLAN);
  till.spend(1_000_000);
  chain.clock.ms += 59_000;
  till.spend(1_000_000);
  const early = chain.image('H1');
  chain.clock.ms += 1_000;
  till.tick();
  const later = chain.image('H1');
  await chain.close(till.node);
  for (const [folder, bytes] of [
    [early, 0],
    [later, 2_000_000],
  ] as const) {
    const image = chain.open(folder);
    expect(image.node.metered()).toMatchObject([{ ...PLAN, spentBytes: bytes }]);
    await chain.close(image.node);
  }
  for (const name of ['till.db', 'till.db-wal']) {
    const file = join(chain.folderOf('H1'), name);
    expect(existsSync(file) && readFileSync(file).includes('bytesPerDay')).toBe(false);
  }
  const again = openTill();
  expect(spent(again)).toBe(2_000_000);
  chain.clock.ms -= 48 * HOUR_MS;
  again.tick();
  expect(spent(again)).toBe(2_000_000);
});

it('[METER-09] after a clock that was too far ahead a day begins again with the next window, and what was spent stays until then', () => {
  const till = openTill();
  till.node.meterLink(relayOf(till.node), PLAN);
  chain.clock.ms += 30 * 24 * HOUR_MS;
  till.tick();
  till.spend(10_000_000);
  chain.clock.ms -= 30 * 24 * HOUR_MS;
  till.tick();
  expect(spent(till)).toBe(10_000_000);
  chain.clock.ms += 24 * HOUR_MS;
  till.tick();
  expect(spent(till)).toBe(0);
});

it('[METER-09] a carrier is told before it is told whom to link, and again after each of its starts', () => {
  const till = openTill();
  till.node.meterLink(relayOf(till.node), PLAN);
  const before = till.carrier.sent.length;
  till.carrier.emit({ type: 'alarm', code: 'CARRIER-DIED', message: '' });
  till.carrier.ready();
  const types = till.carrier.sent.slice(before).map(({ type }) => type);
  expect(types).toContain('metered');
  expect(types.indexOf('metered')).toBeLessThan(types.indexOf('peers'));
});

it('[METER-09] only the link to a device of the shop is marked, with a plan that is one; the mark is taken away again', () => {
  const till = openTill();
  const deviceId = relayOf(till.node);
  expect(till.node.meterLink('f'.repeat(32), PLAN)).toBe(false);
  expect(till.node.meterLink(till.node.self.deviceId, PLAN)).toBe(false);
  expect(till.node.meterLink(deviceId, { ...PLAN, bytesPerDay: 1 })).toBe(false);
  expect(till.carrier.all('metered')).toEqual([]);
  till.node.meterLink(deviceId, PLAN);
  till.spend(7_000_000);
  const [peer, share] = [
    { deviceId, bytesIn: 7_000_000, bytesOut: 0, frames: 0, lastHeardMs: null, program: null },
    { deviceId, behind: 0, catalogHeld: false, own: [], waiting: { documents: 2, records: 9 } },
  ];
  till.carrier.emit({ type: 'traffic', peers: [peer], dials: [], shares: [share] });
  const waiting = () => till.node.lags().find((lag) => lag.deviceId === deviceId)?.waiting;
  expect(waiting()).toEqual({ documents: 2, records: 9 });
  till.node.meterLink(deviceId, { ...PLAN, bytesPerDay: 7_000_000 });
  expect(waiting()).toEqual({ documents: 0, records: 0 });
  expect(till.node.metered()).toMatchObject([{ spentBytes: 7_000_000, extent: 'sales' }]);
  expect(till.node.meterLink(deviceId, null)).toBe(true);
  expect(till.node.metered()).toEqual([]);
  expect(till.carrier.all('metered').at(-1)?.links).toEqual([]);
});
