import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { productCore } from '@tillmesh/model';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCarrier } from '../carrier/carrier.ts';
import { processPorts } from '../carrier/carrier-ports.ts';
import type { CarrierConfig, CarrierPort } from '../carrier/carrier-port.ts';
import { digestOf, objectHash } from '../document/object-digest.ts';
import { DEFAULT_TIMING } from '../link/timers.ts';
import { Author } from '../till/author.fixture.ts';
import {
  codeOf,
  drained,
  LOOPBACK,
  type Opened,
  productPut,
  putProducts,
  sell,
  TestChain,
  until,
} from '../till/chain.fixture.ts';
import { readModels, trade } from '../till/story.fixture.ts';
import { catalogRef } from './document-map.ts';
import type { ShopNode } from './node-port.ts';

/** Short waits, so that a link lost takes no seconds. */
const quick = (config: CarrierConfig): CarrierPort =>
  createCarrier(config, {
    ...processPorts(),
    timing: { ...DEFAULT_TIMING, backOffFirstMs: 10, backOffMaxMs: 50 },
  });
const LISTENING = { carrier: quick, listen: LOOPBACK } as const;

let chain: TestChain;
beforeEach(async () => {
  chain = await TestChain.make({ branches: [{ name: 'North', country: 'GB', tills: ['H1', 'H2'] }] });
});
afterEach(() => chain.end());

const forget = (code: string, file: string): void => {
  for (const suffix of ['', '-wal', '-shm'])
    rmSync(join(chain.folderOf(code), `${file}${suffix}`), { force: true });
};
const copyIfThere = (from: string, to: string): void => {
  if (existsSync(from)) copyFileSync(from, to);
};
const listening = async (node: ShopNode): Promise<{ host: string; port: number }> => {
  await until(node, () => node.status().port !== null);
  return { host: '127.0.0.1', port: node.status().port ?? 0 };
};
const reporterOf = async (till: Opened): Promise<ShopNode> => {
  const reporter = chain.openReporter({ carrier: quick, dial: [await listening(till.node)] });
  await until(reporter, () => reporter.facts(0, 100_000).length === till.node.facts(0, 100_000).length);
  return reporter;
};
const levels = (node: ShopNode) => node.stockLevels().map(({ entriesMilli }) => entriesMilli);

it('[REFILL-01] documents lost while the till was stopped are filled again from till.db, and reach its peers', async () => {
  let till = chain.open('H1', LISTENING);
  await chain.openShop(till);
  await trade(chain, till);
  await chain.close(till.node);
  forget('H1', 'documents.db');
  till = chain.open('H1', LISTENING);
  const reporter = await reporterOf(till);
  await until(reporter, () => reporter.productCount() === till.node.productCount());
  await until(reporter, () =>
    reporter.stockLevels().every((level) => level.entriesMilli === level.slotsMilli),
  );
  expect(levels(reporter)).toEqual(levels(till.node));
  const sale = await sell(till, 1);
  await until(reporter, () =>
    readModels(reporter).facts.some(({ fact }) => 'saleId' in fact && fact.saleId === sale),
  );
});

it('[REFILL-02] what till.db lost is taken from the documents: a reporter, and a till of an older image', async () => {
  let till = chain.open('H1', LISTENING);
  await chain.openShop(till);
  await putProducts(till, productPut(till, 1));
  const image = chain.image('H1');
  const sale = await sell(till, 1);
  const first = await reporterOf(till);
  const whole = readModels(first);
  await chain.close(first);
  await chain.close(till.node);
  forget('reporter', 'till.db');
  const again = chain.openReporter({ carrier: quick });
  await until(again, () => again.facts(0, 100_000).length === whole.facts.length);
  await drained(again);
  expect(readModels(again).facts).toEqual(whole.facts);
  // The documents as they are, till.db as it was.
  forget('H1', 'till.db');
  const older = chain.image('H1');
  for (const suffix of ['', '-wal', '-shm'])
    copyIfThere(join(image, `till.db${suffix}`), join(older, `till.db${suffix}`));
  till = chain.open(older, LISTENING);
  await until(till.node, () => till.node.receipt(sale) !== null);
  expect(till.node.stockOf(till.node.productIdOf('SKU-1'))).toBe(9_000);
  await until(till.node, () =>
    till.node.status().alarms.some(({ code }) => code === 'OWN-ENTRIES-FROM-ELSEWHERE'),
  );
});

it('[REFILL-03] a document is filled only with what stands after all it holds was taken', async () => {
  const till = chain.openByHand('H1');
  await chain.openShop(till);
  await putProducts(till, productPut(till, 1, { name: 'Older' }));
  const older = till.carrier.put('catalog').find(({ object }) => object.key?.endsWith('/core'));
  const id = till.node.productIdOf('SKU-1');
  const { core } = productPut(till, 1, { name: 'Newer' });
  const newer = new Author(chain, 'H1').value(
    `${id}/core`,
    productCore.encode({ ...core, codes: [...core.codes] }),
    { clock: { utcMs: chain.clock.ms + 5_000, counter: 0 } },
  );
  const ref = catalogRef(id);
  const before = till.carrier.sent.length;
  till.carrier.emit({ type: 'objects', ref, objects: [newer.object], from: null, complete: true });
  await drained(till.node);
  await until(till.node, () => till.node.lookup.productByCode(codeOf(1))?.name === 'Newer');
  await new Promise((resolve) => void setImmediate(resolve));
  const put = till.carrier.sent
    .slice(before)
    .flatMap((input) => (input.type === 'put' ? input.objects.map(({ bytes }) => bytes) : []));
  expect(put).not.toContainEqual(older?.object.bytes);
});

it('[REFILL-04] a document that holds the same is not read', async () => {
  const till = chain.openByHand('H1');
  await chain.openShop(till);
  await putProducts(till, productPut(till, 1));
  await chain.close(till.node);
  const { carrier } = chain.openByHand('H1');
  const everything = await carrier.everything();
  const reads = carrier.all('read').length;
  expect(reads).toBeGreaterThan(0);
  for (const { documents } of carrier.all('open')) {
    for (const { ref } of documents) {
      const held = everything.filter(
        (item) => item.ref.kind === ref.kind && item.ref.parts.join() === ref.parts.join(),
      );
      carrier.emit({ type: 'opened', ref, ...digestOf(held.map(({ object }) => objectHash(object.bytes))) });
    }
  }
  expect(carrier.all('read')).toHaveLength(reads);
});

it('[HELD-04] over real links an author sees how far each peer of its branch holds what it wrote', async () => {
  const till = chain.open('H1', LISTENING);
  const second = chain.open('H2', { carrier: quick, dial: [await listening(till.node)] });
  await chain.openShop(till);
  await trade(chain, till);
  const copies = () => till.node.status().copies.map(({ deviceId, sequence }) => [deviceId, sequence]);
  await until(till.node, () => copies().some(([, sequence]) => sequence === till.node.status().ownSequence));
  expect(copies()).toEqual([[second.node.self.deviceId, till.node.status().ownSequence]]);
  expect(readModels(second.node).facts).toEqual(readModels(till.node).facts);
});

it('[SALVAGE-05] I2 I3: a till of which only the keys are left gets all it wrote back from a peer, over a real link', async () => {
  let till = chain.open('H1', LISTENING);
  const peer = chain.open('H2', { carrier: quick, listen: LOOPBACK, dial: [await listening(till.node)] });
  await chain.openShop(till);
  await trade(chain, till);
  const whole = readModels(till.node);
  const { shift } = till.node.state();
  const before = till.node.till().seriesId;
  await until(peer.node, () => peer.node.facts(0, 100_000).length === whole.facts.length);
  await drained(peer.node);
  await chain.close(till.node);
  for (const name of ['till.db', 'documents.db', 'till.head']) forget('H1', name);
  till = chain.open('H1', { ...LISTENING, dial: [await listening(peer.node)] });
  expect(till.node.till().seriesId).not.toBe(before);
  await until(till.node, () => till.node.facts(0, 100_000).length === whole.facts.length);
  await until(till.node, () => till.node.state().shift !== null);
  await drained(till.node);
  expect(readModels(till.node).facts).toEqual(whole.facts);
  expect(till.node.status().counts.forks).toBe(0);
  expect(till.node.state().shift).toEqual(shift);
  expect(till.node.status().alarms.map(({ code }) => code)).toContain('TILL-BEGUN-ANEW');
});
