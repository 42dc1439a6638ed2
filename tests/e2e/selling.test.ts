import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ReceiptView } from '../../packages/terminal/src/api/view.ts';
import { addressOf, startChain } from '../../scripts/chain/running-chain.ts';
import { act } from '../../scripts/chain/cashier.ts';
import {
  APPLE,
  joinShop,
  makeTestChain,
  openShop,
  STAFF,
  type TestChain,
} from '../system/chain/test-chain.ts';
import { expectAccessible } from './accessible.ts';
import { launchBrowser, type TestBrowser } from './browser.ts';
import { type TillScreen, tillScreen } from './till-screen.ts';

const OWNER_PASSWORD = 'correct horse battery';
const CASHIER = STAFF[2];

let chain: TestChain;
let browser: TestBrowser;
/** The cashier's screen at till H1. */
let screen: TillScreen;

beforeAll(async () => {
  chain = await makeTestChain({ 'High Street': ['H1', 'H2'] }, { ownerPassword: OWNER_PASSWORD });
  await startChain(chain);
  // The products come from till H2, whose supervisor then leaves the screen to the test.
  await openShop(chain, chain.till('H2'));
  await joinShop(chain, chain.till('H1'));
  await act(
    chain.till('H1').api(),
    { kind: 'shift.close', countedMinor: 10_000 },
    { kind: 'session.sign-out' },
  );
  browser = await launchBrowser();
  screen = tillScreen(await browser.open(addressOf(chain.till('H1'))));
}, 120_000);
afterAll(async () => {
  await browser.close();
  await chain.end();
});

it('[E2E-02] a cashier signs in by PIN and opens a shift, by keyboard', async () => {
  const { page } = screen;
  await page.getByRole('heading', { name: 'Who is at the till?' }).waitFor();
  await expectAccessible(page);
  await screen.choosePerson(new RegExp(CASHIER.name));
  await screen.typePin('000000');
  await page.getByText('PIN-WRONG').waitFor();
  await screen.typePin(CASHIER.pin);
  await screen.openShift('100.00');
  expect(await page.getByRole('banner').innerText()).toContain(CASHIER.name);
  await expectAccessible(page);
});

it('[E2E-03] a scan and a search by name put lines into the basket; a discount needs a reason', async () => {
  const { page, lines, basket } = screen;
  await screen.scan(APPLE.code);
  await lines.filter({ hasText: 'Apple juice' }).waitFor();
  await screen.scan(APPLE.code);
  await basket.getByText('£5.00').first().waitFor();
  await page.keyboard.type('brea');
  await page.getByRole('listbox', { name: 'Found' }).getByRole('option', { name: /Bread/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await lines.filter({ hasText: 'Bread' }).waitFor();
  expect(await lines.count()).toBe(2);

  await screen.button('Discount').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Percent off').fill('20');
  await dialog.getByRole('button', { name: 'Give discount' }).click();
  await dialog.getByText('Say why first.').waitFor();
  await dialog.getByRole('radio', { name: 'Near its date' }).check();
  await dialog.getByRole('button', { name: 'Give discount' }).click();
  // 2 x 2.50 + 1.75 less 20%
  await screen.button(/^Pay £6\.40/).waitFor();
  await expectAccessible(page);
});

it('[E2E-04] a reload and a killed window in mid-basket lose nothing', async () => {
  const before = await screen.lines.allInnerTexts();
  await screen.page.reload();
  await screen.button(/^Pay £6\.40/).waitFor();
  expect(await screen.lines.allInnerTexts()).toEqual(before);

  await browser.kill();
  browser = await launchBrowser();
  screen = tillScreen(await browser.open(addressOf(chain.till('H1'))));
  await screen.button(/^Pay £6\.40/).waitFor();
  expect(await screen.lines.allInnerTexts()).toEqual(before);
});

/** The label of the sale that the next tests follow. */
let label = '';

it('[E2E-05] cash is taken in two parts, the change said large, the receipt shown', async () => {
  const { page } = screen;
  await page.keyboard.press('F12');
  await page.getByLabel('Cash given').fill('5.00');
  // The key bounces, and is pressed again when the part is taken: what is left stays to be paid.
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.getByRole('list', { name: 'Taken so far' }).getByText('£5.00').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Exact £1.40' }).waitFor();
  await screen.takeCash('5.00');
  const done = page.getByRole('region', { name: 'Sale done' });
  await done.getByText('£3.60').waitFor();
  label = /H1-\w{4}-R-\d+/.exec(await done.innerText())?.[0] ?? '';
  expect(label).toMatch(/-R-1$/);
  const paper = page.frameLocator(`iframe[title="Receipt ${label}"]`);
  await paper.getByText('Apple juice').waitFor();
  await paper.getByText(label).first().waitFor();
  await expectAccessible(page);
});

it("[E2E-06] the sale appears on the second till and on the owner's page", async () => {
  const second = await browser.open(addressOf(chain.till('H2')));
  const newest = second.getByRole('contentinfo').getByText(/Till H1 sold £6\.40/);
  await newest.waitFor();
  expect(await newest.count()).toBe(1);
  const owner = await browser.open(addressOf(chain.reporter), { viewport: { width: 390, height: 844 } });
  await owner.getByLabel('Password').fill('wrong password');
  await owner.getByRole('button', { name: 'Sign in' }).click();
  await owner.getByText('The password is not right.').waitFor();
  await owner.getByLabel('Password').fill(OWNER_PASSWORD);
  await owner.getByRole('button', { name: 'Sign in' }).click();
  await owner.getByText('£6.40').first().waitFor();
  await expectAccessible(owner);
});

it('[E2E-07] what was sold is given back by its receipt, once', async () => {
  const { page } = screen;
  await page.keyboard.press('F6');
  await page.getByRole('heading', { name: 'Returns', level: 1 }).waitFor();
  await page.getByRole('textbox', { name: 'Scan or type the receipt number' }).fill(label);
  await screen.button('Find receipt').click();
  const form = page.getByRole('form', { name: `Receipt ${label}` });
  await form.getByRole('checkbox', { name: /Bread/ }).check();
  await form.getByRole('radio', { name: 'Not wanted' }).check();
  await expectAccessible(page);
  await form.getByRole('button', { name: /^Give back £1\.40/ }).click();
  await page.getByRole('heading', { name: 'Returns', level: 1 }).waitFor({ state: 'hidden' });
  await page
    .getByText(/H1-\w{4}-C-1/)
    .first()
    .waitFor();
  const kept = await chain.till('H1').api().get<ReceiptView>(`/api/receipts/${label}`);
  expect(kept.lines.map(({ name, refundedMinor }) => [name, refundedMinor])).toEqual([
    ['Apple juice', 0],
    ['Bread', 140],
  ]);
});

it('[E2E-08] the shift is closed with a count and a numbered Z', async () => {
  const { page } = screen;
  await page.keyboard.press('F10');
  await page.getByRole('dialog', { name: 'Menu' }).getByRole('button', { name: 'Close shift' }).click();
  // 100.00 + 6.40 - 1.40
  await page.getByLabel('Counted cash').fill('105.00');
  await page.getByText('exactly right').waitFor();
  await screen.button('Close shift').click();
  const z = page.getByRole('region', { name: /^Z report H1-\w{4}-Z-\d+$/ });
  await z.waitFor();
  expect(await z.count()).toBe(1);
  await expectAccessible(page);
});
