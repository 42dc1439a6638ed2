import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addressOf } from '../../scripts/chain/running-chain.ts';
import { makeTestChain, STAFF, type TestChain } from '../system/chain/test-chain.ts';
import { expectAccessible } from './accessible.ts';
import { launchBrowser, type TestBrowser } from './browser.ts';
import { type TillScreen, tillScreen } from './till-screen.ts';

let place: string;
let chain: TestChain;
let browser: TestBrowser;
let screen: TillScreen;

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'tillmesh-stick-'));
  chain = await makeTestChain({ 'High Street': ['H1'] }, { tillArgs: ['--backup-to', join(place, 'stick')] });
  await chain.till('H1').start();
  browser = await launchBrowser();
  screen = tillScreen(await browser.open(addressOf(chain.till('H1'))));
}, 120_000);
afterAll(async () => {
  await browser.close();
  await chain.end();
  rmSync(place, { recursive: true });
});

const openBackups = async (): Promise<void> => {
  await screen.page.keyboard.press('F10');
  await screen.page.getByRole('dialog', { name: 'Menu' }).getByRole('button', { name: 'Backup' }).click();
  await screen.page.getByRole('heading', { name: 'Backup', level: 1 }).waitFor();
};

it('[E2E-10] the owner makes a backup: away first, then onto the stick, and a cashier sees when but makes none', async () => {
  const { page, button } = screen;
  await screen.choosePerson(new RegExp(STAFF[0].name));
  await screen.typePin(STAFF[0].pin);
  await page.getByLabel('Opening float').waitFor();
  await openBackups();
  const known = page.getByRole('region', { name: 'Backups of this till' });
  await known.getByText('None yet').waitFor();
  await button('Back up now').click();
  await page.getByText('BACKUP-FOLDER-AWAY').first().waitFor();
  mkdirSync(join(place, 'stick'));
  await button('Back up now').click();
  await page.getByText('The backup was written, read back and is whole.').waitFor();
  // The till may have found the stick by itself meanwhile.
  expect(readdirSync(join(place, 'stick'))).not.toEqual([]);
  await known.getByText(/MB, read back and whole/).waitFor();
  await expectAccessible(page);

  await page.keyboard.press('F10');
  await button('Sign out').click();
  await screen.choosePerson(new RegExp(STAFF[2].name));
  await screen.typePin(STAFF[2].pin);
  await page.getByLabel('Opening float').waitFor();
  await openBackups();
  await known.getByText(/MB, read back and whole/).waitFor();
  expect(await button('Back up now').count()).toBe(0);
});
