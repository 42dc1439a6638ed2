import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCarrier } from '../carrier/carrier.ts';
import { spawnCarrier } from '../carrier/carrier-child.ts';
import {
  LOOPBACK,
  type Opened,
  productPut,
  putProducts,
  sell,
  TestChain,
  until,
} from '../till/chain.fixture.ts';
import { readModels } from '../till/story.fixture.ts';
import { backUp, loseFiles, restoreInto } from './backup.fixture.ts';
import { inDrawer } from '../till/look.fixture.ts';

let chain: TestChain;
beforeEach(async () => {
  chain = await TestChain.make({ branches: [{ name: 'North', country: 'GB', tills: ['H1', 'H2'] }] });
});
afterEach(() => chain.end());

/** The tills of a branch over real links: H1 with its replica in a process of its own, as in a shop. */
const openLinked = async (folder = 'H1'): Promise<Opened> => {
  const till = chain.open(folder, { carrier: spawnCarrier, listen: LOOPBACK });
  await until(till.node, () => till.node.status().port !== null);
  return till;
};
const dial = (from: Opened, to: Opened): void =>
  from.node.setPeers([{ host: LOOPBACK.host, port: to.node.status().port ?? 0 }]);
/** Whether one holds all that the other wrote, and knows that nothing is missing. */
const same = (one: Opened, other: Opened): boolean =>
  JSON.stringify(readModels(one.node)) === JSON.stringify(readModels(other.node));
const facts = ({ node }: Opened): number => node.facts(0, 1_000).length;
const stock = ({ node }: Opened, n: number): number => node.stockOf(node.productIdOf(`SKU-${n}`));
const labels = ({ node }: Opened): readonly string[] => node.receipts(1_000).map(({ label }) => label);
const openPeer = (): Opened => chain.open('H2', { carrier: createCarrier, listen: LOOPBACK });

it(
  '[BACKUP-11] I2 I3 I8: what the backup lacks comes from peers, shift and drawer with it; nothing counts twice',
  { timeout: 120_000 },
  async () => {
    const peer = openPeer();
    let till = await openLinked();
    dial(peer, till);
    await chain.openShop(till);
    await putProducts(till, productPut(till, 1), productPut(till, 2));
    await sell(till, 1);
    const file = await backUp(chain);
    await sell(till, 1, 2);
    const last = await sell(till, 2);
    await until(peer.node, () => same(till, peer));
    const [series, drawer] = [till.node.till().seriesId, inDrawer(till)];
    await chain.close(till.node);
    // The machine is gone.
    rmSync(chain.folderOf('H1'), { recursive: true });

    till = await openLinked(restoreInto(chain, file).folder);
    expect(till.node.till().seriesId).not.toBe(series);
    // It sells before it hears of anybody.
    await till.done({ kind: 'session.sign-in', staffId: chain.staffId('Amelia'), pin: '482913' });
    await sell(till, 1);
    expect(till.node.receipt(last)).toBeNull();
    dial(peer, till);
    await until(till.node, () => till.node.receipt(last) !== null && same(till, peer));
    expect([stock(till, 1), stock(till, 2)]).toEqual([7_000, 8_000]);
    expect(inDrawer(till)).toBe(drawer + 350);
    expect(labels(till)).toHaveLength(4);
    expect(new Set(labels(till)).size).toBe(4);
    expect(till.node.status().counts.forks).toBe(0);
    await until(till.node, () =>
      till.node.stockLevels().every((level) => level.entriesMilli === level.slotsMilli),
    );
    const { entriesMilli, slotsMilli } = till.node.stockLevels()[0] ?? { entriesMilli: 0, slotsMilli: 0 };
    expect(entriesMilli).toBeGreaterThan(0);
    expect(slotsMilli).toBeGreaterThan(0);
    expect(await till.done({ kind: 'shift.close', countedMinor: inDrawer(till) })).toMatchObject([
      { kind: 'z', varianceMinor: 0 },
    ]);
  },
);

it(
  '[BACKUP-13] a dead till whose key folder was put back is rebuilt from its peers alone, and sells',
  { timeout: 120_000 },
  async () => {
    const peer = openPeer();
    let till = await openLinked();
    dial(peer, till);
    await chain.openShop(till);
    await putProducts(till, productPut(till, 1), productPut(till, 2));
    await sell(till, 1);
    await sell(till, 1, 2);
    await until(peer.node, () => same(till, peer));
    const before = { receipts: labels(till), stock: [stock(till, 1), stock(till, 2)] };
    await chain.close(till.node);
    loseFiles(chain.folderOf('H1'), 'till.db', 'documents.db');

    till = await openLinked();
    dial(peer, till);
    await until(till.node, () => facts(till) === facts(peer) && stock(till, 1) === before.stock[0]);
    expect({ receipts: labels(till), stock: [stock(till, 1), stock(till, 2)] }).toEqual(before);
    await till.done({ kind: 'session.sign-in', staffId: chain.staffId('Amelia'), pin: '482913' });
    if (till.node.state().shift === null) await till.done({ kind: 'shift.open', floatMinor: 0 });
    const next = await sell(till, 2);
    await until(peer.node, () => peer.node.receipt(next) !== null);
    expect(new Set(labels(till)).size).toBe(3);
    expect(till.node.status().counts.forks).toBe(0);
  },
);
