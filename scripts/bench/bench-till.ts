import { join } from 'node:path';
import type { ImportReport } from '../../packages/terminal/src/api/view.ts';
import { act } from '../chain/cashier.ts';
import type { ChainPlace } from '../chain/chain-place.ts';
import { planChain, type TillDevice } from '../chain/running-chain.ts';
import type { ProductList } from './product-list.ts';
import { type Statistic, statisticOf } from './statistic.ts';

const PRICE = '1.00';
const PRICE_MINOR = 100;
const FLOAT_MINOR = 10_000;

/** The first till of a set-up chain, alone: none of its peers runs. */
export const loneTill = async (
  place: ChainPlace,
  folder: string,
  tillArgs: readonly string[],
): Promise<TillDevice> => {
  const chain = await planChain(place, { logFolder: join(folder, 'log'), tillArgs });
  const [till] = chain.tills;
  if (till === undefined) throw new Error('the chain has no till');
  return till;
};

export type Person = { readonly staffId: string; readonly pin: string };

/** Imports the list at a running till and leaves it signed in with an open shift; gives the import's ms. */
export const prepareTill = async (till: TillDevice, person: Person, list: ProductList): Promise<number> => {
  const api = till.api();
  await act(api, { kind: 'session.sign-in', ...person });
  const startMs = performance.now();
  const { written } = await api.post<ImportReport>('/api/import', {
    csv: list.csv,
    defaults: { price: PRICE, tax: 'zero' },
  });
  const importMs = performance.now() - startMs;
  if (written === 0) throw new Error('nothing was imported');
  await act(api, { kind: 'shift.open', floatMinor: FLOAT_MINOR });
  return Math.round(importMs);
};

export type ColdStart = { readonly readyMs: Statistic; readonly firstSaleMs: Statistic };

/** From the start of the process to its ready line, and to the answer to the first sale by barcode. */
const startAndSell = async (till: TillDevice, code: string): Promise<readonly [number, number]> => {
  const startMs = performance.now();
  await till.start();
  const readyMs = performance.now() - startMs;
  await act(
    till.api(),
    { kind: 'basket.add', code },
    { kind: 'payment.take', tender: 'cash', tenderedMinor: PRICE_MINOR },
  );
  const firstSaleMs = performance.now() - startMs;
  await till.stop();
  return [readyMs, firstSaleMs];
};

/** Cold starts of several tills in turns, so that what else the machine does falls on all alike. */
export const measureColdStarts = async (
  tills: readonly TillDevice[],
  code: string,
  runs: number,
): Promise<readonly ColdStart[]> => {
  const measured = tills.map(() => ({ readyMs: [] as number[], firstSaleMs: [] as number[] }));
  for (let run = 0; run < runs; run += 1) {
    for (const [index, till] of tills.entries()) {
      const [readyMs, firstSaleMs] = await startAndSell(till, code);
      measured[index]?.readyMs.push(readyMs);
      measured[index]?.firstSaleMs.push(firstSaleMs);
    }
  }
  return measured.map(({ readyMs, firstSaleMs }) => ({
    readyMs: statisticOf(readyMs),
    firstSaleMs: statisticOf(firstSaleMs),
  }));
};
