import { stopOnSignal } from '../process/signal.ts';
import { makeShop, personOf, ZONE } from '../replay/shop.ts';
import { planReplay } from '../replay/plan.ts';
import { createProgress } from '../replay/progress.ts';
import { readSourceFile } from '../replay/read-file.ts';
import { runReplay } from '../replay/run-replay.ts';

const BRANCHES = 2;
const TILLS = 3;
const DAY_MS = 86_400_000;
const FIRST_OPEN_MS = Date.UTC(2010, 11, 1, 8);

/** The same organisation with nothing sold, so that the month is all that differs. */
export const makeEmptyShop = async (path: string) => {
  const place = await makeShop(path, BRANCHES, TILLS, FIRST_OPEN_MS);
  return { place, path, person: personOf(place), lastMs: FIRST_OPEN_MS };
};

/** Replays the file over six tills into `path`; their processes have ended. `lastMs`: a day after the last. */
export const replayMonth = async (path: string, csv: string) => {
  const plan = planReplay(readSourceFile(csv), {
    zone: ZONE,
    tillCount: BRANCHES * TILLS,
    partition: false,
  });
  const place = await makeShop(path, BRANCHES, TILLS, plan.steps[0]?.openMs ?? 0);
  const rows = plan.invoices.reduce((sum, invoice) => sum + invoice.rows.length, 0);
  const progress = createProgress(rows, process.stderr);
  await runReplay({
    plan,
    place,
    folder: path,
    progress,
    onChain: (chain) => stopOnSignal(() => chain.stop()),
  });
  progress.end();
  return { place, path, person: personOf(place), lastMs: (plan.steps.at(-1)?.closeMs ?? 0) + DAY_MS };
};
