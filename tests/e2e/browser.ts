import { type Browser, type BrowserContext, type BrowserServer, chromium, type Page } from 'playwright-core';

/** Debian's Chromium, which scripts/test.sh installs; it asks nothing of the internet by itself. */
const EXECUTABLE = '/usr/bin/chromium';
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** The till's screen as most shops have it. */
const VIEWPORT = { width: 1366, height: 768 };

/** A browser that a test may kill. */
export type TestBrowser = {
  readonly open: (url: string, options?: Parameters<Browser['newContext']>[0]) => Promise<Page>;
  /** What a power cut of the screen's machine would do: no page hears of it. */
  readonly kill: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export const launchBrowser = async (): Promise<TestBrowser> => {
  const server: BrowserServer = await chromium.launchServer({ executablePath: EXECUTABLE, args: ARGS });
  const browser = await chromium.connect(server.wsEndpoint());
  const contexts: BrowserContext[] = [];
  return {
    open: async (url, options = {}) => {
      const context = await browser.newContext({ viewport: VIEWPORT, locale: 'en-GB', ...options });
      contexts.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      await page.goto(url);
      return page;
    },
    kill: async () => {
      const gone = new Promise<void>((resolve) => server.once('close', () => resolve()));
      server.process().kill('SIGKILL');
      await gone;
    },
    close: async () => {
      for (const context of contexts) await context.close();
      await browser.close();
      await server.close();
    },
  };
};
