import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { act } from '../../scripts/chain/cashier.ts';
import { Refused } from '../../scripts/chain/local-api.ts';
import type { TillDevice } from '../../scripts/chain/running-chain.ts';
import { verifyFolder } from '../../scripts/verify/verify.ts';
import { arrival, receiptsAt } from './chain/receipt.ts';
import {
  APPLE,
  FLOAT_MINOR,
  makeTestChain,
  openShop,
  saleCommands,
  sell,
  send,
  type TestChain,
} from './chain/test-chain.ts';

const PAGE_BYTES = 4_096;
/** The exit code of a till that its disk failed. */
const DISK_LOST = 74;

let chain: TestChain;
beforeAll(async () => {
  chain = await makeTestChain({ 'High Street': ['H1', 'H2'] });
  await Promise.all([chain.till('H1').start(), chain.till('H2').start()]);
});
afterAll(() => chain.end());

const fileOf = ({ folder }: TillDevice): string => join(folder, 'till.db');
/** The first page of a table, which a till that only starts does not look at. */
const spoilTable = (till: TillDevice, table: string): void => {
  const database = new DatabaseSync(fileOf(till));
  const row = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(table);
  database.close();
  const bytes = readFileSync(fileOf(till));
  const page = Number(row?.['rootpage']);
  bytes.fill(0xee, (page - 1) * PAGE_BYTES, page * PAGE_BYTES);
  writeFileSync(fileOf(till), bytes);
};
const labelsAt = async (till: TillDevice): Promise<readonly string[]> =>
  (await receiptsAt(till)).map(({ label }) => label).toSorted();

it(
  '[STORE-01] I1 I3: a till whose file is damaged under a sale says so, ends, comes back mended by itself and sells',
  { timeout: 120_000 },
  async () => {
    const till = chain.till('H1');
    await openShop(chain, till);
    const sold = [await sell(till), await sell(till)];
    await till.stop();
    spoilTable(till, 'level');
    await till.start();
    const refusal = await send(till, saleCommands(APPLE.code, APPLE.priceMinor)).catch(
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(Refused);
    expect(refusal).toMatchObject({ code: 'DATABASE-DAMAGED' });
    expect(await till.process().exited).toBe(DISK_LOST);
    await till.start();
    expect(readdirSync(till.folder).some((name) => name.startsWith('till.db.damaged-'))).toBe(true);
    for (const { saleId, label } of sold) expect(await arrival(till, saleId)).toMatchObject({ label });
    await act(till.api(), { kind: 'session.sign-in', ...chain.person('supervisor') });
    const after = await sell(till);
    expect(after.label.split('-')[1]).not.toBe(sold[0]?.label.split('-')[1]);
    expect(await labelsAt(till)).toEqual([...sold, after].map(({ label }) => label).toSorted());
    const countedMinor = FLOAT_MINOR + 3 * APPLE.priceMinor;
    expect((await act(till.api(), { kind: 'shift.close', countedMinor }))[0]).toMatchObject({
      kind: 'z',
      varianceMinor: 0,
    });
  },
);

it(
  '[STORE-02] a till of which only the keys are left is rebuilt from its peer alone, over real links',
  { timeout: 120_000 },
  async () => {
    const till = chain.till('H1');
    const labels = await labelsAt(till);
    for (const { saleId } of await receiptsAt(till)) await arrival(chain.till('H2'), saleId);
    await till.stop();
    for (const name of readdirSync(till.folder)) {
      if (/^(?:till|documents)\.|^device\.lock/.test(name)) rmSync(join(till.folder, name));
    }
    await till.start();
    for (const { saleId } of await receiptsAt(chain.till('H2'))) await arrival(till, saleId);
    expect(await labelsAt(till)).toEqual(labels);
    await act(till.api(), { kind: 'session.sign-in', ...chain.person('supervisor') });
    await act(till.api(), { kind: 'shift.open', floatMinor: FLOAT_MINOR });
    const { label } = await sell(till);
    expect(labels).not.toContain(label);
    expect(label).toMatch(/-R-1$/);
    await chain.stop();
    const { sum, unreadable } = verifyFolder(till.folder);
    expect({ ...sum, unreadable }).toMatchObject({ gaps: 0, forks: 0, badSignatures: 0, unreadable: 0 });
  },
);
