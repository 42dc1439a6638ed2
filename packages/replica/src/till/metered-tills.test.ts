import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CommandBody } from '@tillmesh/model';
import { createCarrier } from '../carrier/carrier.ts';
import { processPorts } from '../carrier/carrier-ports.ts';
import type { CarrierConfig, CarrierPort } from '../carrier/carrier-port.ts';
import { SEGMENT_ENTRIES } from '../document/segment.ts';
import { DEFAULT_TIMING } from '../link/timers.ts';
import { processLater } from '../node/process-later.ts';
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
} from './chain.fixture.ts';

let chain: TestChain;
beforeEach(async () => {
  chain = await TestChain.make({
    ...ONE_TILL,
    branches: [{ name: 'North', country: 'GB', tills: ['H1', 'H2'] }],
    relay: false,
    reporter: false,
  });
  chain.clock.ms = Date.UTC(2026, 0, 5, 9);
});
afterEach(() => chain.end());

/** Short waits, so that a link that is made anew takes no seconds. */
const quick = (config: CarrierConfig): CarrierPort =>
  createCarrier(config, {
    ...processPorts(),
    timing: { ...DEFAULT_TIMING, backOffFirstMs: 10, backOffMaxMs: 50 },
  });
const LOOK_MS = 60_000;
const NIGHT = { bytesPerDay: 100_000_000, fromMinute: 23 * 60, toMinute: 6 * 60 };
const BATCH = 200;

const move = (till: Opened): CommandBody => ({
  kind: 'stock.move',
  reason: 'received',
  lines: [{ productId: till.node.productIdOf('SKU-1'), quantityMilli: 1_000 }],
  note: '',
});

/** What one till knows of the other. */
const lagOf = ({ node }: Opened) => {
  const [lag] = node.lags();
  if (lag === undefined) throw new Error('there is no other till');
  return lag;
};

it(
  '[METER-10] two tills over a metered link: an old segment waits and is told so, today’s sales go, and when the window opens both hold the same',
  { timeout: 240_000 },
  async () => {
    let looks: (() => void)[] = [];
    const first = chain.open('H1', {
      carrier: quick,
      listen: LOOPBACK,
      // The board looks at its clock when the test has it.
      later: (run, delayMs) => {
        if (delayMs !== LOOK_MS) return processLater(run, delayMs);
        looks.push(run);
        return () => void (looks = looks.filter((each) => each !== run));
      },
    });
    await chain.openShop(first);
    await putProducts(first, productPut(first, 1));
    for (let entries = 0; entries < 2 * SEGMENT_ENTRIES + 10; entries += BATCH)
      await first.done(...Array.from({ length: BATCH }, () => move(first)));
    const other = first.node.shop().devices.find(({ code }) => code === 'H2')?.deviceId ?? '';
    expect(first.node.meterLink(other, NIGHT)).toBe(true);
    await until(first.node, () => first.node.status().port !== null);

    const dial = [{ host: '127.0.0.1', port: first.node.status().port ?? 0 }];
    const second = chain.open('H2', { carrier: quick, dial });
    const { seriesId } = first.node.till();
    const hasNewest = (): boolean =>
      second.node
        .status()
        .series.some((one) => one.seriesId === seriesId && one.sequence === first.node.status().ownSequence);
    await until(second.node, hasNewest);
    await until(second.node, () => lagOf(second).weLack.entries === SEGMENT_ENTRIES);
    await drained(second.node);
    await until(first.node, () => lagOf(first).waiting.records >= SEGMENT_ENTRIES);
    expect(lagOf(first)).toMatchObject({ theyLack: { entries: first.node.status().ownSequence } });
    expect(lagOf(first).documentsBehind).not.toBe(0);

    const saleId = await sell(first, 1);
    await until(second.node, () => second.node.receipt(saleId) !== null);
    expect(lagOf(second).weLack.entries).toBe(SEGMENT_ENTRIES);
    expect(first.node.metered()[0]).toMatchObject({ extent: 'prices', isInWindow: false });

    chain.clock.ms = Date.UTC(2026, 0, 5, 23);
    for (const look of looks.splice(0)) look();
    expect(first.node.metered()[0]?.extent).toBe('all');
    await until(first.node, () => lagOf(first).theyLack.entries === 0);
    await until(first.node, () => lagOf(first).waiting.documents === 0);
    expect(lagOf(second).weLack.entries).toBe(0);
    expect(second.node.stockLevels()).toEqual(first.node.stockLevels());
    expect([...first.node.status().alarms, ...second.node.status().alarms]).toEqual([]);
  },
);
