import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDuckdbAnalytics } from '../duckdb/duckdb-analytics.ts';
import { COLA_MINOR, createTestChain, sellCola, type TestChain, until } from './chain.fixture.ts';
import { startReporter } from './reporter.ts';

let chain: TestChain;
beforeEach(async () => {
  chain = await createTestChain();
});
afterEach(() => chain.close());

it(
  '[REPORT-15] what a till sold beyond its cut leaves the figures when it is taken off, and is back when it is let in',
  { timeout: 120_000 },
  async () => {
    const [h1, h2] = [await chain.openTill('H1'), await chain.openTill('H2')];
    const node = chain.openReporter(h1, h2);
    const analytics = await openDuckdbAnalytics();
    const failures: unknown[] = [];
    const reporter = startReporter(node, analytics, Date.now, (error) => failures.push(error));
    const bottles = async (): Promise<number> => {
      await reporter.caughtUp();
      const { overall } = await reporter.report({});
      return (overall[0]?.sales.grossMinor ?? 0) / COLA_MINOR;
    };
    await sellCola(h2, 3);
    await sellCola(h2, 5);
    await until(h1, () => h1.receipts(10).length === 2);
    await until(
      node,
      () => node.facts(0, 100).filter(({ fact }) => fact.fact.kind === 'sale.completed').length === 2,
    );
    expect(await bottles()).toBe(8);
    const { deviceId } = h2.self;
    const [first] = h1
      .facts(0, 100)
      .map(({ fact }) => fact)
      .filter(({ fact }) => fact.kind === 'sale.completed')
      .toSorted((a, b) => a.sequence - b.sequence);
    const act = async (body: object): Promise<void> => {
      const [result] = await h1.execute([{ ...body, id: randomBytes(16).toString('hex') }]);
      expect(result?.ok).toBe(true);
    };
    await act({ kind: 'device.revoke', deviceId, reason: 'Stolen' });
    await act({ kind: 'device.admit', deviceId, seriesId: first?.seriesId, sequence: first?.sequence });
    await until(node, () => node.status().withheld.length === 1 && node.status().counts.unweighed === 0);
    expect(node.status().withheld).toMatchObject([{ deviceId, salesMinor: 5 * COLA_MINOR }]);
    expect(await bottles()).toBe(3);
    expect((await reporter.report({})).facts.withheld).toBeGreaterThan(0);
    await act({ kind: 'device.admit', deviceId });
    await until(node, () => node.status().withheld.length === 0 && node.status().counts.unweighed === 0);
    expect(await bottles()).toBe(8);
    expect(failures).toEqual([]);
    await reporter.stop();
    await analytics.close();
    await node.close();
  },
);
