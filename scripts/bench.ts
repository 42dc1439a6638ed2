/**
 * Measures what people feel, and prints one JSON: cold start to the first sale by barcode with 20,000
 * products, the same with a replayed month in the till, and a barcode's way into the basket as Chromium
 * sees it. Benchmarks, not tests: they depend on the machine and on what else it does.
 *
 *   npm run -s bench -- [--products FILE[.gz]] [--csv FILE[.gz]] [--runs N]
 *
 * --products: a list with the columns ean13,name (default: made up). --csv: a file for the replay, without
 * which the month is left out.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchPerson, loneTill, makeBenchShop, measureColdStart, prepareTill } from './bench/bench-till.ts';
import { type ProductList, productList } from './bench/product-list.ts';
import { replayMonth } from './bench/replay-month.ts';
import { measureScan } from './bench/scan-speed.ts';
import { stopOnSignal } from './process/signal.ts';

const DEFAULT_RUNS = '10';

const { values } = parseArgs({
  options: {
    products: { type: 'string' },
    csv: { type: 'string' },
    runs: { type: 'string', default: DEFAULT_RUNS },
  },
});
const runs = Number(values.runs);
const folder = mkdtempSync(join(tmpdir(), 'tillmesh-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
stopOnSignal(() => Promise.resolve());

const measureEmptyShop = async (list: ProductList) => {
  const shop = join(folder, 'shop');
  const place = await makeBenchShop(shop);
  const till = await loneTill(place, shop, []);
  await till.start();
  const importMs = await prepareTill(till, benchPerson(place), list);
  await till.stop();
  const coldStart = await measureColdStart(till, list.codes[0] ?? '', runs);
  await till.start();
  const scanToBasketMs = await measureScan(till, list.codes);
  await till.stop();
  return { importMs, coldStart, scanToBasketMs };
};

const measureFullShop = async (list: ProductList, csv: string) => {
  const { place, lastMs, person, path } = await replayMonth(join(folder, 'month'), csv);
  const till = await loneTill(place, path, ['--clock', `injected:${lastMs}`]);
  await till.start();
  const importMs = await prepareTill(till, person, list);
  await till.stop();
  return { importMs, coldStart: await measureColdStart(till, list.codes[0] ?? '', runs) };
};

const list = productList(values.products);
const emptyShop = await measureEmptyShop(list);
const afterMonth = values.csv === undefined ? null : await measureFullShop(list, values.csv);
console.log(JSON.stringify({ node: process.version, runs, emptyShop, afterMonth }, null, 2));
