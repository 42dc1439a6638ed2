import { randomBytes } from 'node:crypto';
import { catalogRef, ledgerRef, registryRef } from '@tillmesh/replica/port';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ExceptionsView } from '../../packages/terminal/src/api/exception-view.ts';
import type { TillDevice } from '../../scripts/chain/running-chain.ts';
import { waitFor } from '../../scripts/chain/wait.ts';
import { verifyFolder } from '../../scripts/verify/verify.ts';
import { arrival, receiptsAt } from './chain/receipt.ts';
import {
  APPLE,
  ARRIVAL_MS,
  findProduct,
  joinShop,
  makeTestChain,
  openShop,
  sell,
  type TestChain,
} from './chain/test-chain.ts';
import { type RawLink, RawTill } from './hostile/raw-till.ts';

let chain: TestChain;
let hostile: RawTill;

beforeAll(async () => {
  chain = await makeTestChain({ 'High Street': ['H1', 'H2', 'H3'] });
  await Promise.all([chain.till('H1').start(), chain.till('H2').start()]);
  // The third is enrolled, and runs another program.
  hostile = new RawTill(chain.till('H3').folder);
});
afterAll(() => chain.end());

const exceptionsAt = async (till: TillDevice): Promise<ExceptionsView['exceptions']> =>
  (await till.api().get<ExceptionsView>('/api/exceptions')).exceptions;

/** The series that a till writes, as its receipts' documents name it. */
const seriesOf = (till: TillDevice): string => {
  const [own] = verifyFolder(till.folder).series.filter(({ device }) => device === till.code);
  if (own === undefined) throw new Error(`${till.code} wrote nothing yet`);
  return own.series;
};

type Attack = readonly [
  name: string,
  strike: (link: RawLink, series: string, productId: string) => Promise<void> | void,
];

const listOf = (draft: Record<string, unknown>): unknown[] => draft['objects'] as unknown[];

/** Each meets another document, or ends the link: what is muted hears nothing more of its peer. */
const ATTACKS: readonly Attack[] = [
  [
    'deletes what the till sold',
    (link, series) => link.spoil(ledgerRef(series, 0), (draft) => void listOf(draft).splice(0, 1)),
  ],
  [
    'writes what nobody signed into the catalogue',
    (link, _series, productId) =>
      link.spoil(catalogRef(productId), (draft) =>
        Reflect.set(draft['b0'] as object, `${productId}/core`, new Uint8Array(99)),
      ),
  ],
  [
    'states nonsense in the registry',
    (link) => link.spoil(registryRef, (draft) => void listOf(draft).push(new Uint8Array(randomBytes(200)))),
  ],
  [
    'sends noise in place of a sync message',
    (link) => link.noise(catalogRef('7f'.repeat(16)), new Uint8Array(randomBytes(900))),
  ],
  [
    'writes a long text',
    (link) => link.spoil(catalogRef('2f'.repeat(16)), (draft) => void (draft['b1'] = 'x'.repeat(200_000))),
  ],
  ['sends one byte', (link) => link.raw(Uint8Array.of(0xf6))],
  ['sends random bytes', (link) => link.raw(new Uint8Array(randomBytes(5_000)))],
];

it(
  '[HOSTILE-07] an enrolled till that attacks stops nobody from selling, changes nothing, and is named at every till it met',
  { timeout: 240_000 },
  async () => {
    const tills = [chain.till('H1'), chain.till('H2')] as const;
    await openShop(chain, tills[0]);
    await joinShop(chain, tills[1]);
    const sold: { readonly saleId: string; readonly label: string }[] = [];
    for (const till of tills) sold.push(await sell(till));
    for (const till of tills) for (const { saleId } of sold) await arrival(till, saleId);
    const productId = (await findProduct(tills[0], APPLE.code))?.id ?? '';
    for (const [, strike] of ATTACKS) {
      for (const till of tills) {
        const link = await hostile.link(till.linkAddress);
        await strike(link, seriesOf(till), productId);
        sold.push(await sell(till));
        link.close();
        await link.ended;
      }
    }
    for (const till of tills) {
      for (const { saleId, label } of sold) expect(await arrival(till, saleId)).toMatchObject({ label });
      expect((await receiptsAt(till)).length).toBe(sold.length);
      const exceptions = await waitFor(`exceptions at ${till.code}`, ARRIVAL_MS, async () => {
        const found = await exceptionsAt(till);
        return found.filter(({ code }) => code === 'CHANGE-REFUSED').length >= 5 ? found : null;
      });
      expect(new Set(exceptions.map(({ device }) => device?.code))).toEqual(new Set(['H3']));
      expect(exceptions.map(({ code }) => code)).toContain('LINK-UNREADABLE');
      await waitFor(`stock at ${till.code}`, ARRIVAL_MS, async () => {
        const product = await findProduct(till, APPLE.code);
        return product?.stockMilli === APPLE.stockMilli - sold.length * 1_000 ? product : null;
      });
    }
    // What was recorded stands, and the documents load again.
    await Promise.all(tills.map((till) => till.stop()));
    for (const { folder } of tills) {
      expect(verifyFolder(folder)).toMatchObject({
        unreadable: 0,
        sum: { gaps: 0, forks: 0, badSignatures: 0 },
      });
    }
    await Promise.all(tills.map((till) => till.start()));
    for (const till of tills) {
      const { saleId, label } = await sell(till);
      for (const other of tills) expect(await arrival(other, saleId)).toMatchObject({ label });
      expect(new Set((await exceptionsAt(till)).map(({ device }) => device?.code))).toEqual(new Set(['H3']));
    }
  },
);
