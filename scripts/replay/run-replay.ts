import { join } from 'node:path';
import type { Report } from '@tillmesh/reports';
import type { ChainPlace } from '../chain/chain-place.ts';
import { converge } from '../chain/converge.ts';
import { planChain, type RunningChain, startChain } from '../chain/running-chain.ts';
import { stockMatches } from '../verify/stock.ts';
import { verifyFolder } from '../verify/verify.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { Plan } from './plan.ts';
import type { Progress } from './progress.ts';
import { runSteps } from './run-step.ts';
import { importProducts, personOf } from './shop.ts';
import { createTillDriver, type TillDriver } from './till-driver.ts';

export type ReplayInput = {
  readonly plan: Plan;
  /** The chain to trade in, in which nothing was sold yet. */
  readonly place: ChainPlace;
  /** Where logs go. */
  readonly folder: string;
  readonly progress: Progress;
  /** Told as soon as there is something to stop, so that a signal can. */
  readonly onChain: (chain: RunningChain) => void;
};

const CONVERGE_TIMEOUT_MS = 60_000;

/** Seconds in hundredths; without a start since this program's own. */
const secondsSince = (fromMs = 0): number => Math.round((performance.now() - fromMs) / 10) / 100;

/** Trades the whole plan; the drivers come back signed in and with their shifts closed. */
const trade = async (chain: RunningChain, { plan, place, progress }: ReplayInput): Promise<number> => {
  const person = personOf(place);
  const listPrices = new Map(plan.products.map(({ code, priceMinor }) => [code, priceMinor]));
  const drivers: readonly TillDriver[] = chain.tills.map((till) =>
    createTillDriver(till, person, listPrices),
  );
  await Promise.all(drivers.map((driver) => driver.signIn()));
  const products = await importProducts(chain, plan.products);
  progress.say(`${products} products at every till`);
  await runSteps(drivers, plan, progress);
  return products;
};

/**
 * Replays the plan through real processes, from their start to their end, and puts together what the
 * reporter counted. The processes are stopped whatever happens.
 */
export const runReplay = async (input: ReplayInput): Promise<Outcome> => {
  const { plan, place, folder, progress } = input;
  const firstMs = plan.steps[0]?.openMs ?? 0;
  const chain = await planChain(place, {
    logFolder: join(folder, 'log'),
    tillArgs: ['--clock', `injected:${firstMs}`],
  });
  input.onChain(chain);
  try {
    await startChain(chain);
    const products = await trade(chain, input);
    const doneMs = performance.now();
    const open = await converge(chain, CONVERGE_TIMEOUT_MS);
    for (const difference of open) progress.say(difference);
    const secondsToConverge = secondsSince(doneMs);
    const report = await chain.reporter.api().get<Report>('/api/totals');
    const processes = chain.use();
    await chain.stop();
    return outcomeOf(plan, report, {
      products,
      converged: open.length === 0,
      stockMatchesLedger: await stockMatches(place.reporterFolder),
      chain: verifyFolder(place.reporterFolder).sum,
      seconds: secondsSince(),
      secondsToConverge,
      processes,
    });
  } finally {
    await chain.stop();
  }
};
