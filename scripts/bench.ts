/**
 * Measures what people feel, and prints one JSON: cold start to the first sale by barcode with 20,000
 * products, the same with a replayed month in the till, and a barcode's way into the basket as Chromium
 * sees it; a sale's way onto the screens of the other tills, of two and of twelve, how a till catches up that was
 * away, and how long a blank till takes from asking to join a shop to its first sale. Benchmarks, not tests: they depend on the machine and on what else it does.
 *
 *   npm run -s bench -- [--only start|sync|join] [--products FILE[.gz]] [--csv FILE[.gz]] [--runs N]
 *
 * --products: a list with the columns ean13,name (default: made up). --csv: a file for the replay, without
 * which the month is left out. --only: one of the three parts.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loneTill, measureColdStarts, prepareTill } from './bench/bench-till.ts';
import { measureJoin } from './bench/join-speed.ts';
import { productList } from './bench/product-list.ts';
import { makeEmptyShop, replayMonth } from './bench/replay-month.ts';
import { measureScan } from './bench/scan-speed.ts';
import { measureReturn, measureShown } from './bench/sync-speed.ts';
import { stopOnSignal } from './process/signal.ts';

const DEFAULT_RUNS = '10';
const SALES = 200;
const LACKED_ENTRIES = 10_000;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    products: { type: 'string' },
    csv: { type: 'string' },
    runs: { type: 'string', default: DEFAULT_RUNS },
  },
});
const runs = Number(values.runs);
const folder = mkdtempSync(join(tmpdir(), 'tillmesh-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
stopOnSignal(() => Promise.resolve());

type Shop = Awaited<ReturnType<typeof makeEmptyShop>>;
type List = ReturnType<typeof productList>;

/** A shop's first till with the list in it, stopped. */
const prepared = async ({ place, path, person, lastMs }: Shop, list: List) => {
  const till = await loneTill(place, path, ['--clock', `injected:${lastMs}`]);
  await till.start();
  const importMs = await prepareTill(till, person, list);
  await till.stop();
  return { till, importMs };
};

const measureStart = async () => {
  const list = productList(values.products);
  const firstCode = list.codes[0] ?? '';
  const fresh = await prepared(await makeEmptyShop(join(folder, 'shop')), list);
  const full =
    values.csv === undefined
      ? null
      : await prepared(await replayMonth(join(folder, 'month'), values.csv), list);
  await fresh.till.start();
  const scanToBasketMs = await measureScan(fresh.till, list.codes);
  await fresh.till.stop();
  const tills = full === null ? [fresh.till] : [fresh.till, full.till];
  const [coldStart, coldStartAfterMonth] = await measureColdStarts(tills, firstCode, runs);
  return {
    importMs: fresh.importMs,
    scanToBasketMs,
    coldStart,
    afterMonth: full === null ? null : { importMs: full.importMs, coldStart: coldStartAfterMonth },
  };
};

const measureSync = async () => ({
  saleShownMs: {
    twoTills: await measureShown(join(folder, 'two'), 2, SALES),
    twelveTills: await measureShown(join(folder, 'twelve'), 12, SALES),
  },
  return: await measureReturn(join(folder, 'return'), LACKED_ENTRIES),
});

const isAsked = (part: string): boolean => values.only === undefined || values.only === part;

const report = {
  node: process.version,
  runs,
  ...(isAsked('start') ? await measureStart() : {}),
  ...(isAsked('sync') ? { sync: await measureSync() } : {}),
  ...(isAsked('join') ? { join: await measureJoin(join(folder, 'join'), productList(values.products)) } : {}),
};
console.log(JSON.stringify(report, null, 2));
