import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CommandBody } from '@tillmesh/model';
import { SEGMENT_ENTRIES } from '../document/segment.ts';
import { ledgerRef } from '../node/document-map.ts';
import { refName } from '../document/document-ref.ts';
import type { HandCarrier } from '../node/hand-carrier.fixture.ts';
import {
  byHand,
  drained,
  ONE_TILL,
  type Opened,
  productPut,
  putProducts,
  TestChain,
  until,
} from './chain.fixture.ts';

let chain: TestChain;
let till: Opened & { readonly carrier: HandCarrier };
beforeAll(async () => {
  chain = await TestChain.make({ ...ONE_TILL, reporter: true, relay: false });
  till = chain.openByHand('H1');
  await chain.openShop(till);
  await putProducts(till, productPut(till, 1));
});
afterAll(() => chain.end());

const move = (): CommandBody => ({
  kind: 'stock.move',
  reason: 'received',
  lines: [{ productId: till.node.productIdOf('SKU-1'), quantityMilli: 1_000 }],
  note: '',
});
const moveTimes = (count: number): Promise<unknown> => till.done(...Array.from({ length: count }, move));
const opened = (document: string): boolean => till.carrier.opened().includes(document);

it(
  '[SEG-01] entry 2,001 begins the next ledger document, which its directory names with the seal',
  { timeout: 120_000 },
  async () => {
    const { seriesId } = till.node.till();
    const [first, second] = [0, 1].map((segment) => refName(ledgerRef(seriesId, segment))) as [
      string,
      string,
    ];
    await moveTimes(SEGMENT_ENTRIES - till.node.status().ownSequence);
    expect(till.node.status().ownSequence).toBe(SEGMENT_ENTRIES);
    expect([opened(first), opened(second)]).toEqual([true, false]);
    expect(till.carrier.put('directory')).toHaveLength(0);
    await moveTimes(1);
    expect(opened(second)).toBe(true);
    expect(till.carrier.put('directory')).toHaveLength(1);
    await moveTimes(3);
    await until(till.node, () => till.carrier.put('ledger').some(({ ref }) => refName(ref) === second));
    const all = await till.carrier.everything();
    expect(all.filter(({ ref }) => refName(ref) === first)).toHaveLength(SEGMENT_ENTRIES);
    expect(all.filter(({ ref }) => refName(ref) === second)).toHaveLength(4);
  },
);

it(
  '[SEG-02] a peer opens the next document when the directory names it, and holds all',
  { timeout: 120_000 },
  async () => {
    const { seriesId } = till.node.till();
    const all = await till.carrier.everything();
    const { carrier, options } = byHand();
    const reporter = chain.openReporter(options);
    carrier().ready();
    const isLater = (name: string): boolean => name === refName(ledgerRef(seriesId, 1));
    carrier().deliver(all.filter(({ ref }) => ref.kind !== 'directory' && !isLater(refName(ref))));
    await drained(reporter);
    expect(carrier().opened().some(isLater)).toBe(false);
    carrier().deliver(all.filter(({ ref }) => ref.kind === 'directory'));
    await until(reporter, () => carrier().opened().some(isLater));
    carrier().deliver(all.filter(({ ref }) => isLater(refName(ref))));
    await drained(reporter);
    expect(reporter.facts(0, 10_000)).toHaveLength(till.node.status().ownSequence);
    expect(carrier().all('confirm').at(-1)).toMatchObject({ sequence: till.node.status().ownSequence });
  },
);

it('[SEG-01] a transaction that fails begins no segment', { timeout: 120_000 }, async () => {
  const { seriesId } = till.node.till();
  await moveTimes(2 * SEGMENT_ENTRIES - till.node.status().ownSequence);
  const directories = till.carrier.put('directory').length;
  const database = new DatabaseSync(join(chain.folderOf('H1'), 'till.db'), { timeout: 5_000 });
  database.exec("CREATE TRIGGER planted BEFORE INSERT ON command BEGIN SELECT RAISE(ABORT, 'planted'); END");
  await expect(moveTimes(2)).rejects.toThrow('planted');
  database.exec('DROP TRIGGER planted');
  database.close();
  expect(opened(refName(ledgerRef(seriesId, 2)))).toBe(false);
  expect(till.carrier.put('directory')).toHaveLength(directories);
  await moveTimes(1);
  expect(opened(refName(ledgerRef(seriesId, 2)))).toBe(true);
});
