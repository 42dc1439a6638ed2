import { afterEach, beforeEach, expect, it } from 'vitest';
import { spawnCarrier } from '../carrier/carrier-child.ts';
import { carriersOf } from '../carrier/child.fixture.ts';
import type { TillNode } from '../node/node-port.ts';
import { LOOPBACK, type Opened, productPut, putProducts, sell, TestChain, until } from './chain.fixture.ts';

const BRANCHES = [{ name: 'North', country: 'GB', tills: ['H1', 'H2'] }] as const;

let chain: TestChain;
beforeEach(async () => {
  chain = await TestChain.make({ branches: BRANCHES });
});
afterEach(() => chain.end());

const running = (node: TillNode): Promise<void> => until(node, () => node.status().carrier === 'running');
const restarting = (node: TillNode): Promise<void> =>
  until(node, () => node.status().carrier === 'restarting');
const newest = (): number => carriersOf(process.pid).at(-1) ?? 0;

it(
  '[WATCH-08] I12: a till sells while its replica process hangs, dies at each start and comes back, and peers get it all',
  { timeout: 120_000 },
  async () => {
    const till: Opened = chain.open('H1', {
      listen: LOOPBACK,
      carrier: (config) => spawnCarrier(config, { silenceMs: 4_000 }),
    });
    const { node } = till;
    let sold = 0;
    const sellFive = async (): Promise<void> => {
      for (let sale = 0; sale < 5; sale++) await sell(till, 1);
      sold += 5;
    };
    await chain.openShop(till);
    await putProducts(till, productPut(till, 1));
    await running(node);
    process.kill(newest(), 'SIGSTOP');
    await sellFive();
    // Nobody has noticed yet: the sales did not wait for it.
    expect(node.status().carrier).toBe('running');
    await restarting(node);
    await sellFive();
    for (let death = 0; death < 3; death++) {
      await until(node, () => carriersOf(process.pid).length > 0);
      process.kill(newest(), 'SIGABRT');
      await sellFive();
    }
    await running(node);
    await sellFive();
    const second = chain.open('H2', {
      dial: [{ host: '127.0.0.1', port: node.status().port ?? 0 }],
      carrier: (config) => spawnCarrier(config),
    });
    await until(second.node, () => second.node.receipts(100).length === sold);
    expect(node.receipts(100)).toHaveLength(sold);
    expect(node.status().quarantines).toEqual([]);
    expect(node.status().exceptions).toEqual([]);
  },
);
