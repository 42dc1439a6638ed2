import { expectedDrawer } from '@tillmesh/model';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCarrier } from '../carrier/carrier.ts';
import { processPorts } from '../carrier/carrier-ports.ts';
import type { CarrierConfig, CarrierPort, PeerAddress } from '../carrier/carrier-port.ts';
import { DEFAULT_TIMING } from '../link/timers.ts';
import type { ShopNode } from '../node/node-port.ts';
import { LOOPBACK, type Opened, productPut, putProducts, sell, TestChain, until } from './chain.fixture.ts';
import { readModels } from './story.fixture.ts';
import { codes, tagOf } from './look.fixture.ts';

/** Short waits, so that a link lost takes no seconds. */
const quick = (config: CarrierConfig): CarrierPort =>
  createCarrier(config, {
    ...processPorts(),
    timing: { ...DEFAULT_TIMING, turnMs: 3_000, backOffFirstMs: 10, backOffMaxMs: 50 },
  });
const listening = async (node: ShopNode): Promise<PeerAddress> => {
  await until(node, () => node.status().port !== null);
  return { host: '127.0.0.1', port: node.status().port ?? 0 };
};
const seriesOf = ({ node }: Opened): string => node.till().seriesId;
const takings = (node: ShopNode): readonly number[] =>
  node
    .facts(0, 10_000)
    .flatMap(({ fact: { fact } }) => (fact.kind === 'sale.completed' ? [fact.totalMinor] : []));

let chain: TestChain;
/** H1 with a shift and a product, stopped, and a copy of its folder. */
let copy: string;
beforeEach(async () => {
  chain = await TestChain.make({ branches: [{ name: 'North', country: 'GB', tills: ['H1', 'H2'] }] });
  const till = chain.open('H1');
  await chain.openShop(till);
  await putProducts(till, productPut(till, 1));
  await sell(till, 1);
  await chain.close(till.node);
  copy = chain.image('H1');
});
afterEach(() => chain.end());

it('[IMAGE-10] two machines with one key that meet are told on both, and each begins a series of its own, once', async () => {
  const one = chain.open('H1', { carrier: quick, listen: LOOPBACK });
  const before = seriesOf(one);
  const dial = [await listening(one.node)];
  let two = chain.open(copy, { carrier: quick, dial });
  await Promise.all(
    [one, two].map((each) => until(each.node, () => codes(each).includes('SERIES-BEGUN-CLONED'))),
  );
  for (const each of [one, two]) expect(codes(each)).toContain('DEVICE-CLONED');
  const own = seriesOf(two);
  expect(new Set([before, seriesOf(one), own]).size).toBe(3);
  const [here, there] = [await sell(one, 1), await sell(two, 1)];
  expect(tagOf(one, here)).not.toBe(tagOf(two, there));
  // They meet again: each has its own series by now.
  await chain.close(two.node);
  two = chain.open(copy, { carrier: quick, dial });
  await until(two.node, () => codes(two).includes('DEVICE-CLONED'));
  expect(seriesOf(two)).toBe(own);
  expect(codes(two)).not.toContain('SERIES-BEGUN-CLONED');
});

it('[IMAGE-10] a till that dials its own address is no copy of itself', async () => {
  const till = chain.open('H1', { carrier: quick, listen: LOOPBACK });
  const before = seriesOf(till);
  const other = chain.open('H2', { carrier: quick, listen: LOOPBACK });
  till.node.setPeers([await listening(till.node), await listening(other.node)]);
  await until(till.node, () => till.node.status().links.some(({ state }) => state === 'linked'));
  expect(seriesOf(till)).toBe(before);
  expect(codes(till)).toEqual([]);
});

it('[IMAGE-11] I2 I5 I6 I7 I11: two that sold apart meet at a common peer: it names the till, all count both branches once', async () => {
  const peer = chain.open('H2', { carrier: quick, listen: LOOPBACK });
  const dial = [await listening(peer.node)];
  const one = chain.open('H1', { carrier: quick });
  const two = chain.open(copy, { carrier: quick });
  for (let count = 0; count < 3; count += 1) await sell(one, 1);
  for (let count = 0; count < 2; count += 1) await sell(two, 1);
  one.node.setPeers(dial);
  two.node.setPeers(dial);
  const all = [one, two, peer];
  await Promise.all(all.map(({ node }) => until(node, () => takings(node).length === 6)));
  await until(peer.node, () => codes(peer).includes('DEVICE-CLONED'));
  const told = peer.node.status().alarms.find(({ code }) => code === 'DEVICE-CLONED');
  expect(told?.message).toContain('Till H1');
  await sell(one, 1);
  await sell(two, 1);
  expect(seriesOf(one)).not.toBe(seriesOf(two));
  await Promise.all(all.map(({ node }) => until(node, () => takings(node).length === 8)));
  for (const { node } of all) {
    expect(takings(node).reduce((sum, each) => sum + each, 0)).toBe(8 * 350);
    expect(node.stockLevels().map(({ entriesMilli }) => entriesMilli)).toEqual([10_000 - 8_000]);
    expect(node.status().forks).toMatchObject([{ deviceId: one.node.self.deviceId }]);
    const entries = readModels(node).facts.map(({ entry }) => entry);
    expect(new Set(entries).size).toBe(entries.length);
    const named = node.status().alarms.find(({ code }) => code === 'FORK');
    expect(named?.message).toContain('Till H1');
  }
  // The words come from the ledger, so they are there after a restart too.
  const { forks } = peer.node.status();
  await chain.close(peer.node);
  expect(chain.open('H2').node.status().forks).toEqual(forks);
  expect(expectedDrawer(one.node.state().shift!.totals).get('GBP')).toBeGreaterThan(10_000);
}, 180_000);
