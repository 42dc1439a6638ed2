import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCarrier } from '../carrier/carrier.ts';
import { processPorts } from '../carrier/carrier-ports.ts';
import type { CarrierConfig, CarrierPort } from '../carrier/carrier-port.ts';
import { fromHex } from '../cbor/bytes.ts';
import { readDeviceFolder } from '../key/device-folder.ts';
import { deviceAtRest } from '../store/at-rest.ts';
import { openTillStore } from '../store/till-store.ts';
import { leaveSeries } from '../till/left-series.ts';
import { DEFAULT_TIMING } from '../link/timers.ts';
import { Author, moved } from '../till/author.fixture.ts';
import {
  drained,
  LOOPBACK,
  ONE_TILL,
  type Opened,
  productPut,
  putProducts,
  sell,
  TestChain,
  until,
} from '../till/chain.fixture.ts';
import type { Carried, HandCarrier } from './hand-carrier.fixture.ts';

const MILK = 'aa'.repeat(16);

let chain: TestChain;
let peer: Author;
let till: Opened & { readonly carrier: HandCarrier };
beforeEach(async () => {
  chain = await TestChain.make({
    ...ONE_TILL,
    branches: [{ name: 'North', country: 'GB', tills: ['H1', 'H2'] }],
  });
  peer = new Author(chain, 'H2');
  till = chain.openByHand('H1');
});
afterEach(() => chain.end());

const told = async (...objects: readonly Carried[]): Promise<void> => {
  till.carrier.deliver(objects);
  await drained(till.node);
};
const syncs = (): number => {
  const database = new DatabaseSync(join(chain.folderOf('H1'), 'till.db'), { readOnly: true });
  const row = database.prepare('SELECT times FROM synced').get();
  database.close();
  return Number(row?.['times']);
};
const confirmed = (): number | undefined => till.carrier.all('confirm').at(-1)?.sequence;

it('[HELD-01] an entry is confirmed to its author once it and all before it are on the disk, and no earlier', async () => {
  const entries = peer.entries(6, MILK);
  const [one, two, three, four, five, six] = entries;
  await told(peer.seriesStatement(), three!, two!);
  expect(confirmed()).toBeUndefined();
  const before = syncs();
  await told(one!);
  expect(syncs()).toBeGreaterThan(before);
  expect(till.carrier.all('confirm').at(-1)).toMatchObject({
    to: peer.keys.deviceId,
    series: peer.series,
    sequence: 3,
    hash: three!.hash,
  });
  await told(six!, five!);
  expect(confirmed()).toBe(3);
  await told(four!);
  expect(till.carrier.all('confirm').at(-1)).toMatchObject({ sequence: 6, hash: six!.hash });
});

it('[HELD-01] it is said again when the carrier starts again, and after a restart', async () => {
  await told(peer.seriesStatement(), ...peer.entries(4, MILK));
  const before = till.carrier.all('confirm').length;
  till.carrier.ready();
  expect(till.carrier.all('confirm').slice(before)).toMatchObject([{ sequence: 4 }]);
  await chain.close(till.node);
  till = chain.openByHand('H1');
  expect(till.carrier.all('confirm')).toMatchObject([{ sequence: 4 }]);
});

it('[HELD-02] of a fork a branch is confirmed only as far as its own entries are held', async () => {
  const [one, two] = peer.entries(2, MILK);
  const other = peer.entry(2, one!.hash, moved({ productId: MILK, quantityMilli: 9_000 }));
  const otherThird = peer.entry(3, other.hash, moved({ productId: MILK, quantityMilli: 9_000 }));
  await told(peer.seriesStatement(), one!, two!, otherThird);
  expect(confirmed()).toBe(2);
  await told(other);
  expect(till.carrier.all('confirm').at(-1)).toMatchObject({ sequence: 2, hash: two!.hash });
});

it('[HELD-03] copies are what each peer said last of the present series; what it cannot know is not believed', async () => {
  await chain.openShop(till);
  await putProducts(till, productPut(till, 1));
  await sell(till, 1);
  const { seriesId } = till.node.till();
  const hashes = new Map(
    till.node
      .facts(0, 100)
      .map(({ fact }) => [fact.sequence, Uint8Array.from(Buffer.from(fact.entry, 'hex'))]),
  );
  const say = (by: string, sequence: number, hash = hashes.get(sequence)!, series = seriesId): void =>
    till.carrier.emit({ type: 'held', by, series, sequence, hash });
  const copies = () =>
    Object.fromEntries(till.node.status().copies.map(({ deviceId, sequence }) => [deviceId, sequence]));
  say('peer', 2);
  say('other', 3);
  expect(copies()).toEqual({ peer: 2, other: 3 });
  say('peer', 3, hashes.get(2));
  say('peer', 3, hashes.get(3), peer.series);
  say('peer', 99, new Uint8Array(32));
  expect(copies()).toEqual({ peer: 2, other: 3 });
  // Its disk was replaced, and it says so.
  say('other', 1);
  expect(copies()).toEqual({ peer: 2, other: 1 });
});

/** What a restore does to the till.db of a folder that nothing runs on. */
const leaveOwnSeries = (folder: string): void => {
  const { storageKey } = readDeviceFolder(folder, { kind: 'file' });
  const file = join(folder, 'till.db');
  const store = openTillStore(file, deviceAtRest(storageKey));
  store.transaction(() => leaveSeries(store, 'restored'));
  store.close();
};

it('[HELD-31] what a device lacks is counted over all lives of this one, and what lacks here of it as far as something later is known', async () => {
  await chain.openShop(till);
  await putProducts(till, productPut(till, 1));
  await sell(till, 1);
  const { deviceId } = peer.keys;
  const lag = () => till.node.lags().find((each) => each.deviceId === deviceId);
  const first = till.node.status().ownSequence;
  expect(lag()).toMatchObject({ theyLack: { entries: first }, weLack: { entries: 0, sinceMs: null } });
  expect(lag()?.theyLack.sinceMs).not.toBeNull();

  // A new life: what was written before still counts.
  const lived = till.node.till().seriesId;
  const newest = till.node.facts(0, 100).findLast(({ fact }) => fact.seriesId === lived);
  const hash = fromHex(newest?.fact.entry ?? '');
  await chain.close(till.node);
  leaveOwnSeries(chain.folderOf('H1'));
  till = chain.openByHand('H1');
  expect(till.node.till().seriesId).not.toBe(lived);
  expect(lag()?.theyLack.entries).toBe(first);
  till.carrier.emit({ type: 'held', by: deviceId, series: lived, sequence: first, hash });
  expect(lag()?.theyLack).toEqual({ entries: 0, sinceMs: null });
  expect(till.node.status().copies).toEqual([]);

  const [one, , three, four] = peer.entries(4, MILK);
  await told(peer.seriesStatement(), one!, four!);
  expect(lag()?.weLack.entries).toBe(2);
  await told(three!);
  expect(lag()?.weLack.entries).toBe(1);
});

const relayId = (): string => till.node.shop().devices.find(({ kind }) => kind === 'relay')?.deviceId ?? '';
const shared = (deviceId: string, entries: number, protocol: number, behind = 0): void =>
  till.carrier.emit({
    type: 'traffic',
    peers: [
      {
        deviceId,
        bytesIn: 0,
        bytesOut: 0,
        frames: 0,
        lastHeardMs: null,
        program: { version: '1', protocol },
      },
    ],
    dials: [],
    shares: [
      {
        deviceId,
        behind,
        catalogHeld: false,
        waiting: { documents: 0, records: 0 },
        own: [{ series: till.node.till().seriesId, segment: 0, entries }],
      },
    ],
  });

it('[HELD-32] a relay that stores before it speaks holds what it names the heads of; of others only the documents are told', async () => {
  await chain.end();
  chain = await TestChain.make({
    ...ONE_TILL,
    branches: [{ name: 'North', country: 'GB', tills: ['H1', 'H2'] }],
    relay: true,
  });
  till = chain.openByHand('H1');
  await chain.openShop(till);
  await putProducts(till, productPut(till, 1));
  await sell(till, 1);
  const { ownSequence } = till.node.status();
  const lagOf = (deviceId: string) => till.node.lags().find((each) => each.deviceId === deviceId);
  expect(lagOf(relayId())).toMatchObject({ theyLack: { entries: ownSequence }, documentsBehind: null });
  await till.carrier.everything();
  shared(relayId(), ownSequence, 1);
  expect(lagOf(relayId())).toMatchObject({ theyLack: { entries: ownSequence }, documentsBehind: 0 });
  shared(relayId(), ownSequence - 1, 2, 3);
  expect(lagOf(relayId())).toMatchObject({ theyLack: { entries: 1 }, documentsBehind: 3 });
  shared(relayId(), ownSequence + 5, 2);
  expect(lagOf(relayId())).toMatchObject({ theyLack: { entries: 0 }, documentsBehind: 0 });
  const second = till.node.shop().devices.find(({ code }) => code === 'H2')?.deviceId ?? '';
  shared(second, ownSequence, 2);
  expect(lagOf(second)).toMatchObject({ theyLack: { entries: ownSequence }, documentsBehind: 0 });
});

it('[HELD-33] what was told of documents is not known after a commit or the death of the replica process, until each was compared again', async () => {
  await chain.openShop(till);
  const { deviceId } = peer.keys;
  const known = () => till.node.lags().find((each) => each.deviceId === deviceId)?.documentsBehind;
  shared(deviceId, 1, 2);
  expect(known()).toBeNull();
  await till.carrier.everything();
  shared(deviceId, 1, 2);
  expect(known()).toBe(0);
  await putProducts(till, productPut(till, 1));
  expect(known()).toBeNull();
  shared(deviceId, 1, 2);
  expect(known()).toBe(0);

  till.carrier.emit({ type: 'alarm', code: 'CARRIER-DIED', message: 'It ended.' });
  expect(known()).toBeNull();
  till.carrier.ready();
  shared(deviceId, 1, 2);
  expect(known()).toBeNull();
  await till.carrier.everything();
  shared(deviceId, 1, 2);
  expect(known()).toBe(0);
});

/** Short waits, so that a link lost takes no seconds. */
const quick = (config: CarrierConfig): CarrierPort =>
  createCarrier(config, {
    ...processPorts(),
    timing: { ...DEFAULT_TIMING, backOffFirstMs: 10, backOffMaxMs: 50 },
  });

it('[HELD-05] an author that was started again sees its copies when links are back, before it writes anything', async () => {
  const second = chain.open('H2', { carrier: quick, listen: LOOPBACK });
  await until(second.node, () => second.node.status().port !== null);
  const dial = [{ host: '127.0.0.1', port: second.node.status().port ?? 0 }];
  await chain.close(till.node);
  const author = chain.open('H1', { carrier: quick, dial });
  await chain.openShop(author);
  await putProducts(author, productPut(author, 1));
  await sell(author, 1);
  const { ownSequence } = author.node.status();
  const isHeld = (of: Opened): boolean =>
    of.node.status().copies.some(({ deviceId, sequence }) => {
      return deviceId === second.node.self.deviceId && sequence === ownSequence;
    });
  await until(author.node, () => isHeld(author));
  await chain.close(author.node);
  const again = chain.open('H1', { carrier: quick, dial });
  expect(again.node.status().copies).toEqual([]);
  await until(again.node, () => isHeld(again));
  expect(again.node.status().ownSequence).toBe(ownSequence);
});
