import type { Response } from 'express';
import type { TodayView } from '../api/today.ts';

const MAX_PAGES = 50;

export type Live = {
  /** Whether any page is open. */
  readonly isWatched: () => boolean;
  /** Takes over a response for good; false when too many pages are open. */
  readonly attach: (response: Response, isSignedIn: () => Promise<boolean>) => boolean;
  /** Sends the view to every page that is signed in still; a slow page gets the newest only. */
  readonly push: (view: TodayView) => Promise<void>;
  readonly close: () => void;
};

type Page = { readonly response: Response; readonly isSignedIn: () => Promise<boolean>; sent: string | null };

/** Server-sent events: one direction is all that the owner's page needs. */
export const createLive = (): Live => {
  const pages = new Set<Page>();
  let newest: string | null = null;

  const send = (page: Page): void => {
    if (newest === null || page.sent === newest || page.response.writableNeedDrain) return;
    page.sent = newest;
    page.response.write(`event: today\ndata: ${newest}\n\n`);
  };

  return {
    isWatched: () => pages.size > 0,
    attach: (response, isSignedIn) => {
      if (pages.size >= MAX_PAGES) return false;
      const page: Page = { response, isSignedIn, sent: null };
      pages.add(page);
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(': tillmesh\n\n');
      response.on('drain', () => send(page));
      response.on('close', () => pages.delete(page));
      send(page);
      return true;
    },
    push: async (view) => {
      newest = JSON.stringify(view);
      for (const page of pages) {
        // A session that ended (signed out, too old, another password) sees nothing more.
        if (await page.isSignedIn()) send(page);
        else page.response.end();
      }
    },
    close: () => {
      for (const page of pages) page.response.end();
      pages.clear();
    },
  };
};
