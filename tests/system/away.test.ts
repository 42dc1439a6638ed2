import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RelayHealth } from '@tillmesh/relay';
import type { Report } from '@tillmesh/reports';
import { addressOf, startChain } from '../../scripts/chain/running-chain.ts';
import { waitFor } from '../../scripts/chain/wait.ts';
import { childrenOf } from '../../scripts/process/process-use.ts';
import { arrival } from './chain/receipt.ts';
import {
  APPLE,
  ARRIVAL_MS,
  joinShop,
  makeTestChain,
  openShop,
  sell,
  type TestChain,
} from './chain/test-chain.ts';

let chain: TestChain;
beforeAll(async () => {
  chain = await makeTestChain({ 'High Street': ['H1', 'H2'], Market: ['M1'] });
  await startChain(chain);
  await openShop(chain, chain.till('H1'));
  await Promise.all([joinShop(chain, chain.till('H2')), joinShop(chain, chain.till('M1'))]);
});
afterAll(() => chain.end());

const salesInReport = async (): Promise<number> => {
  const report = await chain.reporter.api().get<Report>('/api/totals');
  return report.overall[0]?.sales.count ?? 0;
};

const untilReported = (count: number): Promise<true> =>
  waitFor(`${count} sales in the report`, ARRIVAL_MS, async () =>
    (await salesInReport()) === count ? true : null,
  );

let sales = 0;

it('[AWAY-01] I12: with its replica process killed a till goes on selling, and catches up when it is back', async () => {
  const [h1, h2] = [chain.till('H1'), chain.till('H2')];
  const [carrier] = childrenOf(h1.process().pid);
  expect(carrier).toBeDefined();
  process.kill(carrier!, 'SIGKILL');
  const sold = [];
  for (let count = 0; count < 5; count += 1) sold.push(await sell(h1));
  for (const { saleId, label } of sold) expect(await arrival(h2, saleId)).toMatchObject({ label });
  expect(childrenOf(h1.process().pid)).not.toContain(carrier);
  // What others sold meanwhile arrives too.
  const theirs = await sell(h2);
  expect(await arrival(h1, theirs.saleId)).toMatchObject({ label: theirs.label });
  sales += 6;
  await untilReported(sales);
});

it('[AWAY-02] with the relay away branches sell on and tills of a branch still merge; with it back all merges', async () => {
  const [h1, h2, m1] = [chain.till('H1'), chain.till('H2'), chain.till('M1')];
  await chain.relay.kill();
  const here = await sell(h1);
  const there = await sell(m1);
  expect(await arrival(h2, here.saleId)).toMatchObject({ label: here.label });
  expect(await salesInReport()).toBe(sales);
  await chain.relay.start();
  const health = (await (await fetch(new URL('/health', addressOf(chain.relay)))).json()) as RelayHealth;
  expect(health).toMatchObject({ ready: true, linkPort: Number(chain.relay.linkAddress.split(':')[1]) });
  sales += 2;
  await untilReported(sales);
  const report = await chain.reporter.api().get<Report>('/api/totals');
  expect(report.tills.find(({ till }) => till === 'M1')?.sales).toMatchObject({
    count: 1,
    grossMinor: APPLE.priceMinor,
  });
  expect(there.label).toMatch(/^M1-/);
});

it('[AWAY-03] a till that was off gets all that was sold meanwhile, and the others what it sold alone', async () => {
  const [h1, h2] = [chain.till('H1'), chain.till('H2')];
  await h2.kill();
  const missed = await sell(h1);
  await h1.stop();
  await h2.start();
  const alone = await sell(h2);
  await h1.start();
  expect(await arrival(h2, missed.saleId)).toMatchObject({ label: missed.label });
  expect(await arrival(h1, alone.saleId)).toMatchObject({ label: alone.label });
  sales += 2;
  await untilReported(sales);
});
