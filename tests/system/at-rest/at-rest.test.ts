import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandReply } from '../../../packages/terminal/src/api/view.ts';
import { openTillNode } from '@tillmesh/replica';
import { createCarrier } from '@tillmesh/replica/carrier';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { waitFor } from '../../../scripts/chain/wait.ts';
import { startChain } from '../../../scripts/chain/running-chain.ts';
import { arrival, receiptsAt } from '../chain/receipt.ts';
import { ARRIVAL_MS, makeTestChain, send, type TestChain } from '../chain/test-chain.ts';
import { NEEDLES, PLANTED, prepareTrade, trade } from './planted.ts';
import { searchFolder } from './search.ts';
import { withoutSealing } from './unsealed.ts';

let chain: TestChain;
beforeEach(async () => {
  chain = await makeTestChain({ 'High Street': ['H1', 'H2'] });
});
afterEach(() => chain.end());

type Execute = (commands: readonly unknown[]) => Promise<readonly CommandReply[]>;

/** Runs commands that must all be done, but for the given number of refused ones. */
const run = async (
  execute: Execute,
  commands: readonly unknown[],
  refused = 0,
): Promise<readonly CommandReply[]> => {
  const replies = await execute(commands);
  expect(replies.filter(({ ok }) => !ok)).toHaveLength(refused);
  return replies;
};

/** The whole planted trade; only the sign-in with a wrong PIN is refused. */
const plant = async (execute: Execute): Promise<void> => {
  const signIn = { kind: 'session.sign-in', id: 'f'.repeat(32), ...chain.person('owner') };
  const [, person] = await run(execute, [signIn, ...prepareTrade()]);
  if (person?.ok !== true || person.answer.kind !== 'staff') throw new Error('nobody was engaged');
  await run(execute, trade(person.answer.staffId), 1);
};

it(
  '[REST-01] I13: nothing planted is found in any file of any device: running, killed or stopped',
  { timeout: 120_000 },
  async () => {
    await startChain(chain);
    const [h1, h2] = [chain.till('H1'), chain.till('H2')];
    await plant((commands) => send(h1, commands));
    const [receipt] = await receiptsAt(h1);
    await arrival(h2, receipt?.saleId ?? '');
    expect(searchFolder(chain.folder, NEEDLES)).toEqual([]);
    await h1.kill();
    await h1.start();
    await waitFor('the till after its crash', ARRIVAL_MS, async () => (await receiptsAt(h1))[0] ?? null);
    expect(searchFolder(chain.folder, NEEDLES)).toEqual([]);
    await chain.stop();
    expect(searchFolder(chain.folder, NEEDLES)).toEqual([]);
  },
);

it('[REST-02] I13: with sealing switched off the same search finds all but the PIN, of which only a hash is kept', async () => {
  const { folder } = chain.till('H1');
  await withoutSealing(async () => {
    const clock = { nowMs: Date.now };
    const node = openTillNode({ folder, clock, listen: null, dial: [], carrier: createCarrier });
    await plant((commands) => node.execute(commands));
    await node.close();
  });
  const found = new Set(searchFolder(folder, NEEDLES).map(({ what }) => what));
  const planted = new Set(NEEDLES.map(({ what }) => what));
  expect([...planted].filter((what) => !found.has(what))).toEqual(['pin']);
});

it('[REST-03] the search knows every form in which something planted could lie', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillmesh-search-'));
  try {
    writeFileSync(join(folder, 'empty.log'), '');
    expect(searchFolder(folder, NEEDLES)).toEqual([]);
    const junk = Buffer.alloc(100, 0xa5);
    writeFileSync(join(folder, 'all.db-wal'), Buffer.concat(NEEDLES.flatMap(({ bytes }) => [junk, bytes])));
    const found = searchFolder(folder, NEEDLES).map(({ what, form }) => `${what}: ${form}`);
    expect(found).toEqual(NEEDLES.map(({ what, form }) => `${what}: ${form}`));
    expect(found).toContain(`pin: 8 bytes BE`);
    expect(found).toContain('price 1: 4 bytes LE');
    expect(PLANTED.pin).toHaveLength(12);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
