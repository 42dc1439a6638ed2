import { join } from 'node:path';
import type { ImportReport } from '../../packages/terminal/src/api/view.ts';
import { act } from '../chain/cashier.ts';
import type { ChainPlace } from '../chain/chain-place.ts';
import { makeChain } from '../chain/make-chain.ts';
import { planChain, type TillDevice } from '../chain/running-chain.ts';
import type { ProductList } from './product-list.ts';
import { type Statistic, statisticOf } from './statistic.ts';

const PERSON = { name: 'Bench', role: 'supervisor', pin: '97531' } as const;
const PRICE = '1.00';
const PRICE_MINOR = 100;
const FLOAT_MINOR = 10_000;

/** A shop of one till with nothing in it. */
export const makeBenchShop = (folder: string): Promise<ChainPlace> =>
  makeChain(
    folder,
    {
      name: 'Bench',
      mark: 'real',
      branches: [{ name: 'Bench', country: 'GB', tills: ['T1'] }],
      staff: [PERSON],
    },
    Date.now(),
  );

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

type Signature = { readonly staffId: string; readonly pin: string };

export const benchPerson = ({ staff }: ChainPlace): Signature => {
  const staffId = staff[0]?.id;
  if (staffId === undefined) throw new Error('nobody can sign in');
  return { staffId, pin: PERSON.pin };
};

/** Imports the list at a running till and leaves it signed in with an open shift; gives the import's ms. */
export const prepareTill = async (
  till: TillDevice,
  person: Signature,
  list: ProductList,
): Promise<number> => {
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
export const measureColdStart = async (till: TillDevice, code: string, runs: number): Promise<ColdStart> => {
  const readyMs: number[] = [];
  const firstSaleMs: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const startMs = performance.now();
    await till.start();
    readyMs.push(performance.now() - startMs);
    await act(
      till.api(),
      { kind: 'basket.add', code },
      { kind: 'payment.take', tender: 'cash', tenderedMinor: PRICE_MINOR },
    );
    firstSaleMs.push(performance.now() - startMs);
    await till.stop();
  }
  return { readyMs: statisticOf(readyMs), firstSaleMs: statisticOf(firstSaleMs) };
};
