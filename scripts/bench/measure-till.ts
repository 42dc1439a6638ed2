import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loneTill, measureColdStarts, prepareTill } from './bench-till.ts';
import { measureJoin } from './join-speed.ts';
import { productList } from './product-list.ts';
import { makeEmptyShop, replayMonth } from './replay-month.ts';
import { measureScan } from './scan-speed.ts';
import { measureReturn, measureShown } from './sync-speed.ts';
import { stopOnSignal } from '../process/signal.ts';

const DEFAULT_RUNS = '10';
const SALES = 200;
const LACKED_ENTRIES = 10_000;

type Shop = Awaited<ReturnType<typeof makeEmptyShop>>;
type List = ReturnType<typeof productList>;

/** What people feel at a till; prints one JSON. */
export const measureTills = async (argv: readonly string[]): Promise<void> => {
  const { values } = parseArgs({
    args: [...argv],
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
    ...(isAsked('join')
      ? { join: await measureJoin(join(folder, 'join'), productList(values.products)) }
      : {}),
  };
  console.log(JSON.stringify(report, null, 2));
};
