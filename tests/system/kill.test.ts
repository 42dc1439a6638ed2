import { afterAll, beforeAll, expect, it } from 'vitest';
import { act } from '../../scripts/chain/cashier.ts';
import type { TillDevice } from '../../scripts/chain/running-chain.ts';
import { waitFor } from '../../scripts/chain/wait.ts';
import { verifyFolder } from '../../scripts/verify/verify.ts';
import { arrival, receiptAt, receiptsAt } from './chain/receipt.ts';
import {
  APPLE,
  ARRIVAL_MS,
  findProduct,
  FLOAT_MINOR,
  joinShop,
  makeTestChain,
  openShop,
  saleCommands,
  send,
  soldBy,
  type TestChain,
} from './chain/test-chain.ts';

/** By each of two tills side by side, so that each is also the other's peer while it dies. */
const KILLS_PER_TILL = 25;
const SOLD_MILLI = 2 * KILLS_PER_TILL * 1_000;

let chain: TestChain;
beforeAll(async () => {
  chain = await makeTestChain({ 'High Street': ['H1', 'H2'] });
  await Promise.all([chain.till('H1').start(), chain.till('H2').start()]);
});
afterAll(() => chain.end());

/** The number of a label such as `H1-7KQ2-R-17`. */
const numberOf = (label: string): number => Number(label.split('-').at(-1));

type Sold = ReturnType<typeof soldBy>;

const sellAndKill = async (till: TillDevice): Promise<Sold> => {
  const commands = saleCommands(APPLE.code, APPLE.priceMinor);
  const answers = await send(till, commands);
  await till.kill();
  await till.start();
  const sold = soldBy(answers);
  expect(await receiptAt(till, sold.saleId)).toMatchObject(sold);
  // Whoever lost the answer asks again: the same answer and no second effect.
  expect(await send(till, commands)).toEqual(answers);
  return sold;
};

const killAgainAndAgain = async (till: TillDevice): Promise<readonly Sold[]> => {
  const sold: Sold[] = [];
  for (let kill = 1; kill <= KILLS_PER_TILL; kill += 1) sold.push(await sellAndKill(till));
  expect(sold.map(({ label }) => numberOf(label))).toEqual(sold.map((_, index) => index + 1));
  return sold;
};

it(
  '[KILL-01] I1 I2 I3: 50 kills right after a sale was answered lose nothing, repeat no number, move stock once',
  { timeout: 300_000 },
  async () => {
    const tills = [chain.till('H1'), chain.till('H2')] as const;
    await openShop(chain, tills[0]);
    await joinShop(chain, tills[1]);
    const sold = (await Promise.all(tills.map(killAgainAndAgain))).flat();
    const labels = sold.map(({ label }) => label).toSorted();
    expect(new Set(labels).size).toBe(2 * KILLS_PER_TILL);
    for (const till of tills) {
      for (const { saleId, label } of sold) expect(await arrival(till, saleId)).toMatchObject({ label });
      expect((await receiptsAt(till)).map(({ label }) => label).toSorted()).toEqual(labels);
      await waitFor(`stock at ${till.code}`, ARRIVAL_MS, async () => {
        const product = await findProduct(till, APPLE.code);
        return product?.stockMilli === APPLE.stockMilli - SOLD_MILLI ? product : null;
      });
      const countedMinor = FLOAT_MINOR + KILLS_PER_TILL * APPLE.priceMinor;
      const [closed] = await act(till.api(), { kind: 'shift.close', countedMinor });
      expect(closed).toMatchObject({ kind: 'z', varianceMinor: 0 });
    }
    await chain.stop();
    for (const { folder } of tills) {
      const { sum, unreadable } = verifyFolder(folder);
      expect({ ...sum, unreadable }).toMatchObject({ gaps: 0, forks: 0, badSignatures: 0, unreadable: 0 });
    }
  },
);
