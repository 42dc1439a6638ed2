import { afterAll, beforeAll, expect, it } from 'vitest';
import { act } from '../../scripts/chain/cashier.ts';
import { addressOf, startChain } from '../../scripts/chain/running-chain.ts';
import { APPLE, makeTestChain, openShop, type TestChain } from '../system/chain/test-chain.ts';
import { expectAccessible } from './accessible.ts';
import { launchBrowser, type TestBrowser } from './browser.ts';
import { type TillScreen, tillScreen } from './till-screen.ts';

const RULE = { branchIds: [], groups: [], channels: [], weekdays: [] } as const;
const ALL = { productIds: [], categories: [], exceptProductIds: [], exceptCategories: [] } as const;

let chain: TestChain;
let browser: TestBrowser;
let screen: TillScreen;

beforeAll(async () => {
  chain = await makeTestChain({ 'High Street': ['H1'] });
  await startChain(chain);
  const till = chain.till('H1');
  await openShop(chain, till);
  await act(
    till.api(),
    { kind: 'session.sign-out' },
    { kind: 'session.sign-in', ...chain.person('owner') },
    {
      kind: 'promotion.put',
      promotion: {
        id: 'three-for-two',
        name: 'Three for two',
        active: true,
        currency: 'GBP',
        priority: 10,
        rule: RULE,
        kind: 'buy-get',
        parts: [{ goods: ALL, pieces: 2 }, { pieces: 1 }],
        steps: [{ from: 0, reward: { sharePpm: 1_000_000 } }],
      },
    },
  );
  browser = await launchBrowser();
  screen = tillScreen(await browser.open(addressOf(till)));
}, 120_000);
afterAll(async () => {
  await browser.close();
  await chain.end();
});

it('[E2E-33] what a promotion takes off stands below its line and the sum is less by it; a code that was misread says so', async () => {
  const { page, lines } = screen;
  await page.getByRole('combobox', { name: 'Scan, or type a name or code' }).waitFor();
  await screen.scan(APPLE.code);
  await screen.scan(APPLE.code);
  await screen.button(/^Pay £5\.00/).waitFor();
  await screen.scan(APPLE.code);
  await lines.filter({ hasText: /Three for two .2\.50/ }).waitFor();
  await screen.button(/^Pay £5\.00/).waitFor();
  expect(await page.getByText('3 items').innerText()).toContain('you save 2.50');
  await expectAccessible(page);
  await screen.scan('4000000000000');
  await page.getByText('CODE-MISREAD').waitFor();
});
