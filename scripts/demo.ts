/**
 * A chain to try: two branches with two tills each, a relay and a reporter, in an organisation marked DEMO.
 *
 *   node scripts/demo.ts            goes on with the data in .data/demo, or starts it
 *   node scripts/demo.ts --fresh    starts anew
 *   node scripts/demo.ts --check    a fresh one in a temporary folder on free ports: sells, sees the sale at
 *                                   the other till and in the report, prints one line of JSON, stops all
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { planChain, type RunningChain, startChain } from './chain/running-chain.ts';
import { checkDemo } from './demo/check.ts';
import { fillShelves } from './demo/fill-shelves.ts';
import { openDemo } from './demo/open-demo.ts';
import { runDemo } from './demo/run-demo.ts';
import { DEMO_OWNER_PASSWORD, DEMO_PORTS } from './demo/shop.ts';
import { stopOnSignal } from './process/signal.ts';

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    data: { type: 'string', default: fileURLToPath(new URL('../.data/demo', import.meta.url)) },
  },
});

const startedMs = performance.now();
const secondsSince = (fromMs: number): number => Math.round((performance.now() - fromMs) / 100) / 10;

const run = async (folder: string, fresh: boolean): Promise<void> => {
  const place = await openDemo(folder, fresh);
  const chain: RunningChain = await planChain(place, {
    logFolder: join(folder, 'log'),
    ownerPassword: DEMO_OWNER_PASSWORD,
    reporterMeetsTills: true,
    ...(values.check ? {} : { wishedPorts: DEMO_PORTS }),
  });
  stopOnSignal(() => chain.stop());
  try {
    await startChain(chain);
    await fillShelves(chain, place);
    if (values.check) {
      const result = await checkDemo(chain, place);
      await chain.stop();
      console.log(JSON.stringify({ ...result, seconds: secondsSince(startedMs) }));
    } else await runDemo(chain);
  } finally {
    await chain.stop();
  }
};

if (values.check) {
  const folder = mkdtempSync(join(tmpdir(), 'tillmesh-check-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  try {
    await run(folder, true);
  } catch (error) {
    console.error(error);
    console.log(
      JSON.stringify({ ok: false, reason: error instanceof Error ? error.message : String(error) }),
    );
    process.exitCode = 1;
  }
} else await run(values.data, values.fresh);
