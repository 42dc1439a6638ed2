/**
 * Replays old invoices as trade of a chain: real till processes, a relay and a reporter, driven through the
 * same commands as a cashier's. The rules for reading the file are in tests/SPEC.md (REPLAY-).
 *
 *   npm run -s replay -- --csv FILE[.gz] --branches B --tills T [--partition] --json
 *
 * Exit code 0 only if all devices agree, stock and chains are sound, and the figures are those of the file.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningChain } from './chain/running-chain.ts';
import { stopOnSignal } from './process/signal.ts';
import { readOptions, type ReplayOptions, USAGE } from './replay/option.ts';
import { allHeld, type Outcome } from './replay/outcome.ts';
import { planReplay } from './replay/plan.ts';
import { createProgress } from './replay/progress.ts';
import { readSourceFile } from './replay/read-file.ts';
import { runReplay } from './replay/run-replay.ts';
import { makeShop, ZONE } from './replay/shop.ts';

const replay = async (options: ReplayOptions): Promise<Outcome> => {
  const file = readSourceFile(options.csv);
  const plan = planReplay(file, {
    zone: ZONE,
    tillCount: options.branches * options.tills,
    partition: options.partition,
    limitDays: options.limitDays,
  });
  for (const { row, reason } of plan.rejected) console.error(`row ${row}: ${reason}`);
  const folder = options.data ?? mkdtempSync(join(tmpdir(), 'tillmesh-replay-'));
  if (options.data === undefined) {
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  }
  const rows = plan.invoices.reduce((sum, invoice) => sum + invoice.rows.length, 0);
  const progress = createProgress(rows, process.stderr);
  let chain: RunningChain | undefined;
  stopOnSignal(async () => chain?.stop());
  const { branches, tills } = options;
  const place = await makeShop(folder, branches, tills, plan.steps[0]?.openMs ?? 0);
  const outcome = await runReplay({ plan, place, folder, progress, onChain: (made) => (chain = made) });
  progress.end();
  return outcome;
};

const main = async (): Promise<void> => {
  let options: ReplayOptions;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  const outcome = await replay(options);
  console.log(options.json ? JSON.stringify(outcome) : JSON.stringify(outcome, null, 2));
  if (!allHeld(outcome)) process.exitCode = 1;
};

await main();
