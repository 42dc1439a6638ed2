import * as fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { join } from 'node:path';
import { cpSync } from 'node:fs';
import { readDeviceFolder } from '../key/device-folder.ts';
import type { Carried, HandCarrier } from '../node/hand-carrier.fixture.ts';
import type { ShopNode } from '../node/node-port.ts';
import { deviceAtRest } from '../store/at-rest.ts';
import { openTillStore } from '../store/till-store.ts';
import {
  byHand,
  drained,
  ONE_TILL,
  type Opened,
  productPut,
  putProducts,
  sell,
  TestChain,
} from './chain.fixture.ts';
import { leaveSeries } from './left-series.ts';
import { readModels } from './story.fixture.ts';

const PRICE_MINOR = 350;
const STOCK_MILLI = 10_000;

/** A machine that runs with the keys of H1: what it was put on paper there, and what was sold there. */
type Machine = { folder: string; till: Opened & { readonly carrier: HandCarrier }; readonly paper: string[] };

type Step =
  | { readonly kind: 'sell' | 'restart' | 'image' | 'clone' | 'put-back'; readonly at: number }
  | { readonly kind: 'meet'; readonly at: number; readonly with: number };

const at = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('sell' as const), at }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('image', 'clone', 'put-back'), at }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), at }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('meet' as const), at, with: at }) },
);

let chain: TestChain | null = null;
afterEach(async () => {
  await chain?.end();
  chain = null;
});

/** Several machines with the keys of one till, their images, and who heard of what. */
class Lives {
  readonly chain: TestChain;
  readonly machines: Machine[] = [];
  /** Folders as they once were. */
  readonly images: string[] = [];
  readonly sold = new Set<string>();
  #folders = 0;

  constructor(of: TestChain) {
    this.chain = of;
  }

  open(folder: string): Machine['till'] {
    const { carrier, options } = byHand();
    const opened = this.chain.open(folder, options);
    carrier().ready();
    return { ...opened, carrier: carrier() };
  }

  copyOf(folder: string): string {
    this.#folders += 1;
    const copy = join(this.chain.folder, `life-${this.#folders}`);
    cpSync(folder, copy, { recursive: true });
    return copy;
  }

  machine(index: number): Machine {
    const found = this.machines[index % this.machines.length];
    if (found === undefined) throw new Error('no machine');
    return found;
  }

  async sell(machine: Machine): Promise<void> {
    const saleId = await sell(machine.till, 1);
    this.sold.add(saleId);
    machine.paper.push(machine.till.node.receipt(saleId)?.sale.document.label ?? '');
  }

  async run(to: Step): Promise<void> {
    const machine = this.machine(to.at);
    switch (to.kind) {
      case 'sell':
        return this.sell(machine);
      case 'image':
        return void this.images.push(this.copyOf(machine.folder));
      case 'clone':
        if (this.machines.length < 3) {
          const folder = this.copyOf(machine.folder);
          this.machines.push({ folder, till: this.open(folder), paper: [] });
        }
        return undefined;
      case 'restart':
      case 'put-back':
        await this.chain.close(machine.till.node);
        if (to.kind === 'put-back') this.putBack(machine);
        machine.till = this.open(machine.folder);
        return undefined;
      case 'meet':
        return this.meet(machine, this.machine(to.with));
    }
  }

  /** As a restore does: the newest image, and a mark in it. */
  putBack(machine: Machine): void {
    const image = this.images.at(-1);
    if (image === undefined) return;
    machine.folder = this.copyOf(image);
    const { storageKey } = readDeviceFolder(machine.folder, { kind: 'file' });
    const store = openTillStore(join(machine.folder, 'till.db'), deviceAtRest(storageKey));
    store.transaction(() => leaveSeries(store, 'restored'));
    store.close();
  }

  async meet(one: Machine, other: Machine): Promise<void> {
    if (one === other) return;
    const [here, there] = [await one.till.carrier.everything(), await other.till.carrier.everything()];
    await hear(one.till, there);
    await hear(other.till, here);
  }
}

const hear = async (
  { node, carrier }: { readonly node: ShopNode; readonly carrier: HandCarrier },
  objects: readonly Carried[],
): Promise<void> => {
  carrier.deliver(objects);
  await drained(node);
};

/** The numbers of each series' receipts are 1..n. */
const numbersOf = (facts: ReturnType<typeof readModels>['facts']): void => {
  const bySeries = new Map<string, Set<number>>();
  for (const { seriesId, fact } of facts) {
    if (fact.kind !== 'sale.completed') continue;
    const numbers = bySeries.get(seriesId) ?? new Set();
    bySeries.set(seriesId, numbers.add(Number(fact.document.label.split('-').at(-1))));
  }
  for (const numbers of bySeries.values()) {
    expect([...numbers].toSorted((a, b) => a - b)).toEqual(Array.from(numbers, (_, index) => index + 1));
  }
};

/** Whether some place of a series holds two: what the alarm has to be about. */
const forkedOf = (facts: ReturnType<typeof readModels>['facts']): boolean => {
  const places = new Set(facts.map(({ seriesId, sequence }) => `${seriesId}/${sequence}`));
  return places.size < facts.length;
};

it('[IMAGE-12] I2 I3 I5 I6 I7 I11: whatever is copied, put back and met in whatever order, all count once everywhere', async () => {
  let forkedRuns = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      chain = await TestChain.make(ONE_TILL);
      const lives = new Lives(chain);
      const first = { folder: chain.folderOf('H1'), till: lives.open(chain.folderOf('H1')), paper: [] };
      lives.machines.push(first);
      await chain.openShop(first.till);
      await putProducts(first.till, productPut(first.till, 1, { openingStockMilli: STOCK_MILLI }));
      // What an image or a machine that is put back held is not to be lost: somebody has heard of it.
      const { carrier, options } = byHand();
      const reporter = chain.openReporter(options);
      carrier().ready();
      const report = { node: reporter, carrier: carrier() };
      for (const each of steps) {
        await lives.run(each);
        for (const { till } of lives.machines) await hear(report, await till.carrier.everything());
      }
      for (let round = 0; round < 3; round += 1) {
        for (const machine of lives.machines) {
          await hear(machine.till, await report.carrier.everything());
          await hear(report, await machine.till.carrier.everything());
        }
      }
      // Every machine has heard of all others, and sells on.
      for (const machine of lives.machines) await lives.sell(machine);
      for (let round = 0; round < 2; round += 1) {
        // Closing publishes what is due.
        for (const machine of lives.machines)
          await lives.run({ kind: 'restart', at: lives.machines.indexOf(machine) });
        for (const machine of lives.machines) await hear(report, await machine.till.carrier.everything());
        for (const machine of lives.machines) await hear(machine.till, await report.carrier.everything());
      }

      const { facts } = readModels(reporter);
      const sales = facts.flatMap(({ fact }) => (fact.kind === 'sale.completed' ? [fact] : []));
      expect(sales.map(({ saleId }) => saleId).toSorted()).toEqual([...lives.sold].toSorted());
      expect(sales.reduce((sum, { totalMinor }) => sum + totalMinor, 0)).toBe(lives.sold.size * PRICE_MINOR);
      numbersOf(facts);
      for (const { paper } of lives.machines) expect(new Set(paper).size).toBe(paper.length);
      const forked = forkedOf(facts);
      forkedRuns += forked ? 1 : 0;
      for (const level of reporter.stockLevels()) expect(level.slotsMilli).toBe(level.entriesMilli);
      for (const node of [reporter, ...lives.machines.map(({ till }) => till.node)]) {
        const models = readModels(node);
        expect(models.facts).toEqual(facts);
        expect(models.stock.map(({ entriesMilli }) => entriesMilli)).toEqual([
          STOCK_MILLI - lives.sold.size * 1_000,
        ]);
        expect(node.status().forks.length > 0).toBe(forked);
        for (const { deviceId } of node.status().forks) expect(deviceId).toBe(first.till.node.self.deviceId);
      }
      const series = lives.machines.map(({ till }) => till.node.till().seriesId);
      expect(new Set(series).size).toBe(series.length);
      await chain.end();
      chain = null;
    }),
    { numRuns: 12 },
  );
  expect(forkedRuns).toBeGreaterThan(2);
}, 240_000);
