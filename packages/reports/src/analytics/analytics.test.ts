import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { TradeFigures } from '../api/totals.ts';
import { openDuckdbAnalytics } from '../duckdb/duckdb-analytics.ts';
import { BUSINESS_DATES, ledgerFacts, PLACES } from '../projection/ledger-fact.fixture.ts';
import type { Analytics } from './analytics-port.ts';
import { expectFigures } from './expect-figures.fixture.ts';

const sumOf = (rows: readonly TradeFigures[], currency: string): readonly number[] => {
  const own = rows.filter((row) => row.currency === currency);
  return [
    own.reduce((sum, row) => sum + row.sales.grossMinor, 0),
    own.reduce((sum, row) => sum + row.refunds.grossMinor, 0),
  ];
};

/** Facts in batches and an order of their own, some of them again. */
const deliveries = ledgerFacts(0, 40)
  .chain((facts) =>
    fc.record({
      facts: fc.constant(facts),
      order: fc.shuffledSubarray([...facts], { minLength: facts.length }),
      again: fc.shuffledSubarray([...facts]),
      size: fc.integer({ min: 1, max: 9 }),
    }),
  )
  .map(({ facts, order, again, size }) => {
    const all = [...order, ...again];
    const batches = Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
      all.slice(index * size, (index + 1) * size),
    );
    return { facts, batches };
  });

const filters = fc.record(
  {
    from: fc.constantFrom(...BUSINESS_DATES),
    to: fc.constantFrom(...BUSINESS_DATES),
    branchId: fc.constantFrom('branch-london', 'branch-tokyo', 'branch-nowhere'),
    deviceId: fc.constantFrom(...PLACES.map((place) => place.deviceId)),
  },
  { requiredKeys: [] },
);

/** What every implementation of `Analytics` keeps: another engine is another row. */
describe.each([['DuckDB in memory', openDuckdbAnalytics]] as const)('%s', (_name, open) => {
  const opened: Analytics[] = [];
  const fresh = async (): Promise<Analytics> => {
    const analytics = await open();
    opened.push(analytics);
    return analytics;
  };
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((analytics) => analytics.close()));
  });

  it('[REPORT-01] [REPORT-02] [REPORT-08] [REPORT-11] counts each fact once as the model does, in any order and batches', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ facts, batches }) => {
        const analytics = await open();
        for (const batch of batches) await analytics.fold(batch);
        expect(analytics.factCount()).toBe(facts.length);
        expect(analytics.position()).toBe(facts.length);
        expectFigures(facts, {}, await analytics.totals({}));
        await analytics.close();
      }),
      { numRuns: 20 },
    );
  });

  it('[REPORT-15] takes out what does not count any more, and counts it again when it does, as if nothing else had been', async () => {
    const histories = ledgerFacts(5, 40).chain((facts) =>
      fc.record({
        facts: fc.constant(facts),
        gone: fc.subarray([...facts]),
        back: fc.subarray([...facts]),
      }),
    );
    await fc.assert(
      fc.asyncProperty(histories, async ({ facts, gone, back }) => {
        const analytics = await open();
        await analytics.fold(facts);
        const entries = gone.map(({ fact }, at) => ({ position: at + 1, entry: fact.entry }));
        await analytics.withdraw(entries);
        await analytics.withdraw(entries);
        expect(analytics.withdrawn()).toBe(entries.length);
        // One that never went is no second one.
        await analytics.fold(back.map(({ fact }, at) => ({ position: 1_000 + at, fact })));
        const left = facts.filter((item) => !gone.includes(item) || back.includes(item));
        expect(analytics.factCount()).toBe(left.length);
        expectFigures(left, {}, await analytics.totals({}));
        await analytics.close();
      }),
      { numRuns: 20 },
    );
  });

  it('[REPORT-07] counts what a filter leaves in, both dates included', async () => {
    const [facts = []] = fc.sample(ledgerFacts(100, 200), { numRuns: 1, seed: 7 });
    const analytics = await fresh();
    await analytics.fold(facts);
    expect(facts.length).toBeGreaterThan(0);
    for (const filter of fc.sample(filters, { numRuns: 20, seed: 11 })) {
      expectFigures(facts, filter, await analytics.totals(filter));
    }
  });

  it('[REPORT-07] compares hostile text and runs none of it', async () => {
    const [facts = []] = fc.sample(ledgerFacts(30, 60), { numRuns: 1, seed: 3 });
    const analytics = await fresh();
    await analytics.fold(facts);
    const before = await analytics.totals({});
    const hostile = [
      "' OR 1=1 --",
      "'; DROP TABLE document; --",
      '$from',
      'x\u0000y',
      "') UNION SELECT 1 --",
    ];
    for (const text of hostile) {
      expect((await analytics.totals({ branchId: text })).overall).toEqual([]);
      expect((await analytics.totals({ deviceId: text })).overall).toEqual([]);
      await expect(analytics.totals({ from: text })).rejects.toThrow('Error');
    }
    expect(await analytics.totals({})).toEqual(before);
  });

  it('[REPORT-04] gives a whole that is the sum of branches and of tills, per currency', async () => {
    const [facts = []] = fc.sample(ledgerFacts(100, 200), { numRuns: 1, seed: 5 });
    const analytics = await fresh();
    await analytics.fold(facts);
    const { overall, branches, tills, businessDates } = await analytics.totals({});
    expect(overall.map((row) => row.currency)).toEqual(['GBP', 'JPY']);
    for (const { currency } of overall) {
      expect(sumOf(branches, currency)).toEqual(sumOf(overall, currency));
      expect(sumOf(tills, currency)).toEqual(sumOf(overall, currency));
      expect(sumOf(businessDates, currency)).toEqual(sumOf(overall, currency));
    }
  });

  it('[REPORT-03] folds a batch whole or not at all', async () => {
    const [facts = []] = fc.sample(ledgerFacts(30, 60), { numRuns: 1, seed: 9 });
    const analytics = await fresh();
    await analytics.fold(facts.slice(0, 10));
    const before = await analytics.totals({});
    const broken = facts
      .slice(10)
      .map((item, index) =>
        index === 5
          ? { ...item, fact: { ...item.fact, stamp: { ...item.fact.stamp, businessDate: 'soon' } } }
          : item,
      );
    const soon = broken.filter((item) => item.fact.fact.kind === 'sale.completed' || item.position === 16);
    await expect(analytics.fold(soon)).rejects.toThrow('not a date');
    expect(await analytics.totals({})).toEqual(before);
    expect([analytics.position(), analytics.factCount()]).toEqual([10, 10]);
    await analytics.fold(facts);
    expectFigures(facts, {}, await analytics.totals({}));
  });

  it('[REPORT-05] fails on a sum beyond exact integers', async () => {
    const [facts = []] = fc.sample(ledgerFacts(30, 60), { numRuns: 1, seed: 13 });
    const sale = facts.find((item) => item.fact.fact.kind === 'sale.completed');
    if (sale?.fact.fact.kind !== 'sale.completed') throw new Error('no sale in the sample');
    const totalMinor = Number.MAX_SAFE_INTEGER;
    const huge = { ...sale, fact: { ...sale.fact, fact: { ...sale.fact.fact, totalMinor } } };
    const analytics = await fresh();
    await analytics.fold([huge, { ...huge, position: 999, fact: { ...huge.fact, entry: 'f'.repeat(64) } }]);
    await expect(analytics.totals({})).rejects.toThrow('exact integer');
  });

  it('[REPORT-09] counts both entries of a fork', async () => {
    const [facts = []] = fc.sample(ledgerFacts(30, 60), { numRuns: 1, seed: 17 });
    const sale = facts.find((item) => item.fact.fact.kind === 'sale.completed');
    if (sale === undefined) throw new Error('no sale in the sample');
    const other = { position: 999, fact: { ...sale.fact, entry: 'f'.repeat(64) } };
    const analytics = await fresh();
    await analytics.fold([sale, other]);
    expect((await analytics.totals({})).overall[0]?.sales.count).toBe(2);
  });

  it('[REPORT-10] counts money under its tender when it is taken, and trade when it is complete', async () => {
    const [facts = []] = fc.sample(ledgerFacts(100, 200), { numRuns: 1, seed: 19 });
    const payment = facts.find((item) => item.fact.fact.kind === 'payment.taken');
    if (payment?.fact.fact.kind !== 'payment.taken') throw new Error('no payment in the sample');
    const {
      currency,
      payment: { tender, amountMinor },
    } = payment.fact.fact;
    const analytics = await fresh();
    await analytics.fold([payment]);
    const totals = await analytics.totals({});
    expect(totals.overall).toEqual([]);
    expect(totals.tenders).toEqual([
      { currency, tender, receivedMinor: amountMinor, givenBackMinor: 0, lostMinor: 0 },
    ]);
  });

  it('[TODAY-01] knows the newest business date of each till', async () => {
    const [facts = []] = fc.sample(ledgerFacts(100, 200), { numRuns: 1, seed: 23 });
    const analytics = await fresh();
    expect(await analytics.lastBusinessDates()).toEqual([]);
    await analytics.fold(facts);
    const last = PLACES.map(({ branchId, deviceId }) => ({ branchId, deviceId, businessDate: '2011-01-04' }));
    expect(await analytics.lastBusinessDates()).toEqual(last);
    const cells = await analytics.cells('2011-01-03', '2011-01-03');
    expect(new Set(cells.map((cell) => cell.businessDate))).toEqual(new Set(['2011-01-03']));
    const { overall } = await analytics.totals({ from: '2011-01-03', to: '2011-01-03' });
    expect(sumOf(cells, 'JPY')).toEqual(sumOf(overall, 'JPY'));
  });
});
