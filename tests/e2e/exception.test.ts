import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addressOf, startChain } from '../../scripts/chain/running-chain.ts';
import { act } from '../../scripts/chain/cashier.ts';
import { makeTestChain, openShop, type TestChain } from '../system/chain/test-chain.ts';
import { expectAccessible } from './accessible.ts';
import { launchBrowser, type TestBrowser } from './browser.ts';
import { tillScreen } from './till-screen.ts';

let chain: TestChain;
let browser: TestBrowser;
beforeAll(async () => {
  chain = await makeTestChain({ 'High Street': ['H1'] });
  await startChain(chain);
  await openShop(chain, chain.till('H1'));
  browser = await launchBrowser();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await chain.end();
});

/** One stored chunk of some document, as a failing disk leaves it. */
const damageDocuments = (folder: string): void => {
  const database = new DatabaseSync(join(folder, 'documents.db'));
  database.exec('UPDATE chunk SET data = zeroblob(length(data)) WHERE id = (SELECT max(id) FROM chunk)');
  database.close();
};

it('[E2E-09] what the disk damaged is told in words until the owner has seen it', async () => {
  const till = chain.till('H1');
  await act(till.api(), { kind: 'session.sign-in', ...chain.person('owner') });
  await till.stop();
  damageDocuments(till.folder);
  await till.start();
  const screen = tillScreen(await browser.open(addressOf(till)));
  const { page } = screen;
  const line = page.getByRole('list', { name: 'Health of the shop' }).getByText('1 exception to look at');
  await line.waitFor();
  await page.keyboard.press('F10');
  await page.getByRole('dialog', { name: 'Menu' }).getByRole('button', { name: 'Exceptions' }).click();
  await page.getByRole('heading', { name: 'Exceptions', level: 1 }).waitFor();
  const list = page.getByRole('list', { name: 'What stands out' });
  await list.getByText('Nobody is named').waitFor();
  await list.getByText('CHUNK-QUARANTINED').waitFor();
  expect(await list.getByRole('listitem').count()).toBe(1);
  await expectAccessible(page);
  await screen.button(/^Mark as seen/).click();
  await list.getByText('Seen', { exact: true }).waitFor();
  await line.waitFor({ state: 'detached' });
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'Scan, or type a name or code' }).waitFor();
});
