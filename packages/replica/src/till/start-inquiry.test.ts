import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fromHex } from '../cbor/bytes.ts';
import { createCarrier } from '../carrier/carrier.ts';
import { entryHash } from '../entry/entry.ts';
import type { Carried, HandCarrier } from '../node/hand-carrier.fixture.ts';
import {
  byHand,
  codeOf,
  drained,
  type Opened,
  productPut,
  putProducts,
  sell,
  TestChain,
  until,
} from './chain.fixture.ts';
import { codes, inDrawer } from './look.fixture.ts';

/** Time that a test turns. */
const handTimers = () => {
  let nowMs = 0;
  let waiting: { readonly atMs: number; readonly run: () => void }[] = [];
  return {
    later: (run: () => void, delayMs: number) => {
      const entry = { atMs: nowMs + delayMs, run };
      waiting.push(entry);
      return () => void (waiting = waiting.filter((each) => each !== entry));
    },
    turn: (byMs: number): void => {
      nowMs += byMs;
      const due = waiting.filter(({ atMs }) => atMs <= nowMs);
      waiting = waiting.filter(({ atMs }) => atMs > nowMs);
      for (const { run } of due) run();
    },
  };
};

type ByHand = Opened & { readonly carrier: HandCarrier };

let chain: TestChain;
/** The folder before the last sale, and all that there is after it. */
let image: string;
let all: readonly Carried[];
let imageStands: number;
beforeEach(async () => {
  chain = await TestChain.make({ branches: [{ name: 'North', country: 'GB', tills: ['H1', 'H2'] }] });
  const till = chain.openByHand('H1');
  await chain.openShop(till);
  await putProducts(till, productPut(till, 1));
  await sell(till, 1);
  image = chain.image('H1');
  imageStands = till.node.status().ownSequence;
  await sell(till, 1);
  all = await till.carrier.everything();
  await chain.close(till.node);
});
afterEach(() => chain.end());

/** A till that has somebody to ask. */
const openAsking = (folder: string): ByHand & { readonly timers: ReturnType<typeof handTimers> } => {
  const timers = handTimers();
  const { carrier, options } = byHand();
  const dial = [{ host: '127.0.0.1', port: 1 }];
  const opened = chain.open(folder, { ...options, dial, later: timers.later });
  carrier().ready();
  return { ...opened, carrier: carrier(), timers };
};

/** A sale begun, and whether it has been answered by now. */
const selling = (opened: Opened) => {
  let isAnswered = false;
  const answered = sell(opened, 1).finally(() => (isAnswered = true));
  return {
    answered,
    /** After more turns than a sale that waits for nobody takes. */
    isAnswered: async (): Promise<boolean> => {
      for (let turns = 0; turns < 20; turns += 1) await new Promise((done) => void setImmediate(done));
      return isAnswered;
    },
  };
};
const claim = (
  opened: ByHand,
  sequence: number,
  hash: Uint8Array = new Uint8Array(32).fill(7),
  by = 'H2',
): void => {
  const series = opened.node.till().seriesId;
  const deviceId = chain.chain.tills.find(({ code }) => code === by)?.deviceId ?? '';
  opened.carrier.emit({ type: 'held', by: deviceId, series, sequence, hash });
};

it('[IMAGE-07] the first entry of a start waits until whoever can be asked has answered; what is no entry waits for nobody', async () => {
  const till = openAsking(image);
  await till.done({ kind: 'basket.add', code: codeOf(1) });
  const first = selling(till);
  expect(await first.isAnswered()).toBe(false);
  till.carrier.emit({ type: 'asked' });
  await first.answered;
  const second = selling(till);
  expect(await second.isAnswered()).toBe(true);
});

it('[IMAGE-07] with nobody to ask, and in a series just begun, nothing waits', async () => {
  const alone = chain.openByHand('H1');
  expect(await selling(alone).isAnswered()).toBe(true);
  const fresh = openAsking(chain.folderOf('H2'));
  await chain.openShop(fresh);
  expect(fresh.node.status().ownSequence).toBe(1);
});

it('[IMAGE-07] I12: it waits no longer than two seconds from the start', async () => {
  const till = openAsking(image);
  const sale = selling(till);
  till.timers.turn(1_999);
  expect(await sale.isAnswered()).toBe(false);
  till.timers.turn(1);
  await sale.answered;
});

it('[IMAGE-07] I3: entries that a peer says it holds are waited for: then the first sale is in a new series, and no fork comes of it', async () => {
  const till = openAsking(image);
  const before = till.node.till().seriesId;
  const missing = all.filter(({ ref }) => ref.kind === 'ledger').at(-1);
  claim(till, imageStands + 2, entryHash(missing!.object.bytes));
  till.carrier.emit({ type: 'asked' });
  const sale = selling(till);
  expect(await sale.isAnswered()).toBe(false);
  till.carrier.deliver(all);
  const saleId = await sale.answered;
  expect(till.node.till().seriesId).not.toBe(before);
  expect(till.node.receipt(saleId)?.sale.document.label).toMatch(/-R-1$/);
  await drained(till.node);
  expect(till.node.status().counts.forks).toBe(0);
  expect(inDrawer(till)).toBe(10_000 + 3 * 350);
});

it('[IMAGE-08] a claim that is not followed by its entries changes nothing, and the peer is named', async () => {
  const till = openAsking(image);
  const before = till.node.till().seriesId;
  claim(till, 1_000_000);
  till.carrier.emit({ type: 'asked' });
  const sale = selling(till);
  expect(await sale.isAnswered()).toBe(false);
  till.timers.turn(2_000);
  await sale.answered;
  // Again, and again: never another wait, never another series.
  claim(till, 2_000_000);
  expect(await selling(till).isAnswered()).toBe(true);
  till.timers.turn(20_000);
  claim(till, 3_000_000);
  till.timers.turn(20_000);
  expect(till.node.till().seriesId).toBe(before);
  const told = till.node.status().alarms.filter(({ code }) => code === 'OWN-ENTRIES-CLAIMED');
  expect(told).toHaveLength(1);
  expect(told[0]?.message).toContain('Till H2');
});

it('[IMAGE-08] what a peer says of places that are held as it says is no claim', async () => {
  const till = openAsking(image);
  const [first] = till.node.facts(0, 1);
  claim(till, 1, fromHex(first?.fact.entry ?? ''));
  till.carrier.emit({ type: 'asked' });
  await sell(till, 1);
  till.timers.turn(30_000);
  expect(codes(till)).toEqual([]);
});

it('[IMAGE-07] documents that were not written to since a clean end are not waited for; after a crash they are', async () => {
  let till = chain.open('H1', { carrier: createCarrier });
  await sell(till, 1);
  await drained(till.node);
  const crashed = chain.image('H1');
  await chain.close(till.node);
  // Its replica process never gets ready.
  till = chain.open('H1');
  expect(await selling(till).isAnswered()).toBe(true);
  const timers = handTimers();
  const after = chain.open(crashed, { later: timers.later });
  const sale = selling(after);
  expect(await sale.isAnswered()).toBe(false);
  timers.turn(2_000);
  await sale.answered;
});

it('[IMAGE-09] I3: documents that are newer than till.db, and nobody else there: found before the first sale', async () => {
  const folder = chain.folderOf('H1');
  let till = chain.open('H1', { carrier: createCarrier });
  await sell(till, 1);
  const held = till.node.status().ownSequence;
  await until(till.node, () => existsSync(join(folder, 'documents.db')));
  const before = till.node.till().seriesId;
  const { shift } = till.node.state();
  const expected = inDrawer(till);
  await chain.close(till.node);
  for (const suffix of ['', '-wal', '-shm']) {
    rmSync(join(folder, `till.db${suffix}`), { force: true });
    const older = join(image, `till.db${suffix}`);
    if (existsSync(older)) copyFileSync(older, join(folder, `till.db${suffix}`));
  }
  // Else it is known at once, before anybody is asked.
  rmSync(join(folder, 'till.head'));
  // However slow this machine is.
  till = chain.open('H1', { carrier: createCarrier, later: handTimers().later });
  expect(till.node.till().seriesId).toBe(before);
  expect(till.node.status().ownSequence).toBe(imageStands);
  const saleId = await sell(till, 1);
  expect(till.node.till().seriesId).not.toBe(before);
  expect(till.node.receipt(saleId)?.sale.document.label).toMatch(/-R-1$/);
  const left = till.node.status().series.find(({ seriesId }) => seriesId === before);
  expect(left?.sequence).toBe(held);
  expect(till.node.state().shift?.shiftId).toBe(shift?.shiftId);
  expect(inDrawer(till)).toBe(expected + 350);
  expect(till.node.status().counts.forks).toBe(0);
  expect(new Set(till.node.receipts(10).map(({ label }) => label)).size).toBe(4);
});
