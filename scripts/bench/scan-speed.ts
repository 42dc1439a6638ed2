import { chromium, type Page } from 'playwright-core';
import { act } from '../chain/cashier.ts';
import { addressOf, type TillDevice } from '../chain/running-chain.ts';
import { type Statistic, statisticOf } from './statistic.ts';

const EXECUTABLE = '/usr/bin/chromium';
const ARGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
const VIEWPORT = { width: 1366, height: 768 };
/** A full basket of a usual shop. */
const BASKET_LINES = 20;

/**
 * Runs in the page, as text because scripts are typed without the DOM: notes when Enter was pressed and
 * when the basket next changed, both by the browser's own clock.
 */
const WATCH = `
  window.scanMs = new Promise((resolve) => {
    const basket = document.querySelector('section[aria-label="Basket"]');
    let enterMs = 0;
    addEventListener('keydown', (event) => {
      if (event.key === 'Enter') enterMs = event.timeStamp;
    }, { capture: true, once: false });
    new MutationObserver((_, observer) => {
      if (enterMs === 0) return;
      observer.disconnect();
      resolve(performance.now() - enterMs);
    }).observe(basket, { childList: true, subtree: true, characterData: true });
  });
  undefined;
`;

/** Types a code as a scanner does. */
const scan = async (page: Page, code: string): Promise<number> => {
  await page.evaluate(WATCH);
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  return page.evaluate<number>('window.scanMs');
};

/** From a barcode's last key to its line in the basket, as Chromium sees it; a running, signed-in till. */
export const measureScan = async (till: TillDevice, codes: readonly string[]): Promise<Statistic> => {
  const browser = await chromium.launch({ executablePath: EXECUTABLE, args: ARGS });
  try {
    const page = await browser.newPage({ viewport: VIEWPORT });
    await page.goto(addressOf(till));
    await page.getByRole('combobox', { name: 'Scan, or type a name or code' }).waitFor();
    const runsMs: number[] = [];
    for (let from = 0; from < codes.length; from += BASKET_LINES) {
      const [first = '', ...rest] = codes.slice(from, from + BASKET_LINES);
      // The first item takes the place of the last sale's receipt; it is not measured.
      await page.keyboard.type(first);
      await page.keyboard.press('Enter');
      await page.getByRole('list', { name: 'Basket lines' }).waitFor();
      for (const code of rest) runsMs.push(await scan(page, code));
      await act(till.api(), { kind: 'basket.cancel', reason: 'measured' });
      await page.getByRole('list', { name: 'Basket lines' }).waitFor({ state: 'detached' });
    }
    return statisticOf(runsMs);
  } finally {
    await browser.close();
  }
};
