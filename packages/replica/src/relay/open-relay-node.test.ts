import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCarrier } from '../carrier/carrier.ts';
import type { CarrierConfig, CarrierPort, PeerAddress } from '../carrier/carrier-port.ts';
import { processPorts } from '../carrier/carrier-ports.ts';
import { EARLIEST } from '../clock/hybrid-clock.ts';
import { refName } from '../document/document-ref.ts';
import { readDeviceFolder } from '../key/device-folder.ts';
import { DEFAULT_TIMING } from '../link/timers.ts';
import { segmentStatement } from '../node/directory.ts';
import { catalogRef, directoryRef, ledgerRef, stockRef } from '../node/document-map.ts';
import type { Carried } from '../node/hand-carrier.fixture.ts';
import { Author } from '../till/author.fixture.ts';
import type { ShopNode } from '../node/node-port.ts';
import { readOrganisationFile } from '../setup/organisation-file.ts';
import { foldRegistry } from '../statement/registry.ts';
import { byHand, LOOPBACK, productPut, putProducts, sell, TestChain, until } from '../till/chain.fixture.ts';
import { readModels, trade } from '../till/story.fixture.ts';
import { openRelayNode, type RelayNode } from './open-relay-node.ts';

/** Short waits, so that a link lost takes no seconds. */
const quick = (config: CarrierConfig): CarrierPort =>
  createCarrier(
    { ...config, program: '0.1.0' },
    {
      ...processPorts(),
      timing: { ...DEFAULT_TIMING, backOffFirstMs: 10, backOffMaxMs: 50 },
    },
  );

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
  '[HOLD-04] through a relay an author sees how far a device holds what it wrote, and that the relay holds it too',
  { timeout: 60_000 },
  async () => {
    const address = await addressOf(openRelay());
    const till = chain.open('H1', dialling(address));
    const reporter = chain.openReporter(dialling(address));
    await chain.openShop(till);
    await putProducts(till, productPut(till, 1));
    await sell(till, 1);
    const lackedBy = (deviceId: string | undefined) =>
      till.node.lags().find((lag) => lag.deviceId === deviceId)?.theyLack.entries;
    await until(till.node, () => lackedBy(reporter.self.deviceId) === 0);
    const relayId = till.node.shop().devices.find(({ kind }) => kind === 'relay')?.deviceId;
    await until(till.node, () => lackedBy(relayId) === 0);
    expect(till.node.status().links.find(({ deviceId }) => deviceId === reporter.self.deviceId)?.state).toBe(
      'away',
    );
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
    expect(factCount(fresh)).toBe(total);
  },
);

it('[RNODE-03] a relay learns of new series and segments by itself, and opens their documents', () => {
  const { carrier, options } = byHand();
  const relay = openRelayNode({ folder: chain.folderOf('relay'), listen: LOOPBACK, dial: [], ...options });
  relays.push(relay);
  carrier().ready();
  const author = new Author(chain, 'S1');
  const ledger = (segment: number): string => refName(ledgerRef(author.series, segment));
  const tell = ({ ref, object }: Carried): void =>
    carrier().emit({ type: 'objects', ref, objects: [object], from: 'peer', complete: false });
  expect(carrier().opened()).not.toContain(ledger(0));
  tell(author.seriesStatement());
  expect(carrier().opened()).toContain(ledger(0));
  expect(carrier().opened()).toContain(refName(stockRef(author.branchId, author.series)));
  const seal = { series: author.series, segment: 1, sealSequence: 2_000, sealHash: 'ab'.repeat(32) };
  const other = new Author(chain, 'H1');
  tell(other.seriesStatement());
  const stolen = { ...seal, series: other.series };
  const statement = (segment: typeof seal): Carried => ({
    ref: directoryRef(author.branchId),
    object: { bytes: segmentStatement(segment, EARLIEST, author.keys) },
  });
  tell(statement(stolen));
  tell(statement(seal));
  expect(carrier().opened()).toContain(ledger(1));
  expect(
    carrier()
      .opened()
      .filter((name) => name.endsWith('/1')),
  ).toEqual([ledger(1)]);
});

it('[RNODE-04] the folder of another kind of device is refused', () => {
  expect(() =>
    openRelayNode({ folder: chain.folderOf('H1'), listen: LOOPBACK, dial: [], carrier: quick }),
  ).toThrow(expect.objectContaining({ code: 'DEVICE-NOT-A-RELAY' }));
});

it(
  '[CHANGE-14] a relay, which reads nothing, takes nothing that nobody signed, and passes on all else',
  { timeout: 60_000 },
  async () => {
    const relay = openRelay();
    const address = await addressOf(relay);
    const folder = chain.folderOf('H2');
    const { keys } = readDeviceFolder(folder, { kind: 'file' });
    const { organisationId, statements } = readOrganisationFile(folder);
    const { devices } = foldRegistry(statements, { organisationId, dataKeys: new Map() });
    const self = devices.get(keys.deviceId);
    if (self === undefined) throw new Error('The chain has no such till.');
    const hostile = quick({
      organisation: organisationId,
      self,
      tls: { key: keys.tlsPrivateKeyPem, cert: keys.tlsCertificatePem },
      databaseFile: join(folder, 'hostile.db'),
      listen: null,
      opaqueObjects: true,
    });
    const ref = catalogRef('00'.repeat(16));
    hostile.send({ type: 'open', documents: [{ ref, branchId: null }] });
    hostile.send({ type: 'put', ref, objects: [{ key: 'p/core', bytes: new Uint8Array(300) }] });
    const refused = new Promise<void>((resolve) => {
      relay.onStatus(() => {
        if (relay.status().alarms.some(({ code }) => code === 'CHANGE-REFUSED')) resolve();
      });
    });
    hostile.send({ type: 'peers', allowed: [...devices.values()], dial: [address] });
    await refused;
    await hostile.close();
    const till = chain.open('H1', dialling(address));
    const south = chain.open('S1', dialling(address));
    await chain.openShop(till);
    await putProducts(till, productPut(till, 1));
    await until(south.node, () => south.node.productCount() === 1);
    expect(relay.status().alarms.map(({ code }) => code)).toEqual(['CHANGE-REFUSED']);
  },
);
it('[EXC-05] a relay tells with its status what a device did, and what is under quarantine', () => {
  const { carrier, options } = byHand();
  const relay = openRelayNode({ folder: chain.folderOf('relay'), listen: LOOPBACK, dial: [], ...options });
  relays.push(relay);
  const ref = ledgerRef('ab'.repeat(8), 0);
  for (let times = 0; times < 1_000; times++)
    carrier().emit({ type: 'alarm', code: 'CHANGE-REFUSED', message: 'No.', peer: 'x', ref });
  carrier().emit({ type: 'alarm', code: 'CARRIER-DIED', message: 'It died.', peer: 'x', ref });
  const quarantine = { ref, peer: 'x', measure: 'muted', sinceMs: 1, untilMs: 2, times: 1 } as const;
  const quarantines = [
    { ...quarantine, isOver: false },
    { ...quarantine, peer: 'y', isOver: true },
  ];
  carrier().emit({ type: 'quarantines', quarantines });
  expect(relay.status()).toMatchObject({
    exceptions: [{ code: 'CHANGE-REFUSED', deviceId: 'x', document: refName(ref), times: 1_000 }],
    quarantines: [{ measure: 'muted', deviceId: 'x', document: refName(ref), untilMs: 2 }],
  });
  expect([relay.status().exceptions.length, relay.status().quarantines.length]).toEqual([1, 1]);
});
