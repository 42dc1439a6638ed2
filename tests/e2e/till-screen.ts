import type { Locator, Page } from 'playwright-core';

/**
 * A cashier at a till's screen: finds everything by role and accessible name, as the map of the screens
 * (packages/terminal/src/ui/screen-map.md) gives them.
 */
export const tillScreen = (page: Page) => {
  const button = (name: string | RegExp): Locator =>
    page.getByRole('button', { name, exact: typeof name === 'string' });
  const basket = page.getByRole('region', { name: 'Basket' });
  return {
    page,
    button,
    basket,
    lines: basket.getByRole('listitem'),
    /** A scanner that types: all keys at once, then Enter. */
    scan: async (code: string): Promise<void> => {
      await page.keyboard.type(code);
      await page.keyboard.press('Enter');
    },
    choosePerson: async (name: RegExp): Promise<void> => {
      await page.getByRole('list', { name: 'Names' }).getByRole('button', { name }).click();
    },
    typePin: async (pin: string): Promise<void> => {
      await page.keyboard.type(pin);
      await page.keyboard.press('Enter');
    },
    openShift: async (float: string): Promise<void> => {
      await page.getByLabel('Opening float').fill(float);
      await button('Open shift').click();
      await page.getByRole('combobox', { name: 'Scan, or type a name or code' }).waitFor();
    },
    /** Opens the tender, types what the customer gives, and takes it. */
    takeCash: async (given: string): Promise<void> => {
      await page.keyboard.press('F12');
      await page.getByLabel('Cash given').fill(given);
      await button('Take cash').click();
    },
  };
};
export type TillScreen = ReturnType<typeof tillScreen>;
