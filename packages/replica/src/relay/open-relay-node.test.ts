import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCarrier } from '../carrier/carrier.ts';
import type { CarrierConfig, CarrierPort, PeerAddress } from '../carrier/carrier-port.ts';
import { processPorts } from '../carrier/carrier-ports.ts';
import { DEFAULT_TIMING } from '../link/timers.ts';
import type { ShopNode } from '../node/node-port.ts';
import { LOOPBACK, productPut, putProducts, sell, TestChain, until } from '../till/chain.fixture.ts';
import { readModels, trade } from '../till/story.fixture.ts';
import { openRelayNode, type RelayNode } from './open-relay-node.ts';

/** Short waits, so that a link lost takes no seconds. */
const quick = (config: CarrierConfig): CarrierPort =>
  createCarrier(config, {
    ...processPorts(),
    timing: { ...DEFAULT_TIMING, backOffFirstMs: 10, backOffMaxMs: 50 },
  });

let chain: TestChain;
let relays: RelayNode[] = [];
beforeEach(async () => {
  chain = await TestChain.make();
});
afterEach(async () => {
  for (const relay of relays) await relay.close();
  relays = [];
  await chain.end();
});

const openRelay = (listen: PeerAddress = LOOPBACK): RelayNode => {
  const relay = openRelayNode({ folder: chain.folderOf('relay'), listen, dial: [], carrier: quick });
  relays.push(relay);
  return relay;
};
const closeRelay = async (relay: RelayNode): Promise<void> => {
  relays = relays.filter((item) => item !== relay);
  await relay.close();
};
const addressOf = (relay: RelayNode): Promise<PeerAddress> =>
  new Promise((resolve) => {
    const look = (): void => {
      const { port } = relay.status();
      if (port === null) return;
      stop();
      resolve({ host: '127.0.0.1', port });
    };
    const stop = relay.onStatus(look);
    look();
  });
const dialling = (address: PeerAddress) => ({ carrier: quick, dial: [address] });
const factCount = (node: ShopNode): number => node.facts(0, 100_000).length;
it(
  '[RNODE-01] a relay passes on between branches what it cannot read, and says what it keeps',
  { timeout: 60_000 },
  async () => {
    const relay = openRelay();
    const address = await addressOf(relay);
    const till = chain.open('H1', dialling(address));
    const south = chain.open('S1', dialling(address));
    const reporter = chain.openReporter(dialling(address));
    await chain.openShop(till);
    await trade(chain, till);
    await until(reporter, () => factCount(reporter) === factCount(till.node));
    expect(readModels(reporter).facts).toEqual(readModels(till.node).facts);
    await until(south.node, () => south.node.productCount() === till.node.productCount());
    expect(factCount(south.node)).toBe(0);
    expect(relay.status()).toMatchObject({ devices: 5, alarms: [] });
    expect(relay.status().documents).toBeGreaterThan(60);
    expect(relay.status().links.filter(({ state }) => state === 'linked')).toHaveLength(3);
  },
);

it(
  '[RNODE-02] what came while a device was away it gets from the relay, also when the author is gone',
  { timeout: 60_000 },
  async () => {
    let relay = openRelay();
    let address = await addressOf(relay);
    const till = chain.open('H1', dialling(address));
    await chain.openShop(till);
    await putProducts(till, productPut(till, 1));
    const first = chain.openReporter(dialling(address));
    await until(first, () => factCount(first) === factCount(till.node));
    await chain.close(first);
    await sell(till, 1);
    const total = factCount(till.node);
    const second = chain.openReporter(dialling(address));
    await until(second, () => factCount(second) === total);
    await chain.close(second);
    await chain.close(till.node);
    // The relay starts again: what it keeps is on its disk.
    await closeRelay(relay);
    relay = openRelay();
    address = await addressOf(relay);
    for (const file of ['till.db', 'documents.db']) {
      for (const suffix of ['', '-wal', '-shm'])
        rmSync(`${chain.folderOf('reporter')}/${file}${suffix}`, { force: true });
    }
    const fresh = chain.openReporter(dialling(address));
    await until(fresh, () => factCount(fresh) === total);
  },
);

it(
  '[RNODE-03] a relay learns of new series and segments by itself, and keeps their documents',
  { timeout: 60_000 },
  async () => {
    const relay = openRelay();
    const address = await addressOf(relay);
    const before = relay.status().documents;
    const till = chain.open('S1', dialling(address));
    await chain.openShop(till);
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (relay.status().documents < before + 2) return;
        stop();
        clearInterval(timer);
        resolve();
      };
      const stop = relay.onStatus(look);
      const timer = setInterval(look, 10);
    });
  },
);

it('[RNODE-04] the folder of another kind of device is refused', () => {
  expect(() =>
    openRelayNode({ folder: chain.folderOf('H1'), listen: LOOPBACK, dial: [], carrier: quick }),
  ).toThrow(expect.objectContaining({ code: 'DEVICE-NOT-A-RELAY' }));
});
