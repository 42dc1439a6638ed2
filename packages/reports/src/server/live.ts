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
  /**
   * Tells every page that is signed in still that its view is the newest: a page that hears nothing knows
   * that its connection is dead. One that took nothing since the last beat is dropped.
   */
  readonly beat: () => Promise<void>;
  readonly close: () => void;
};

type Page = {
  readonly response: Response;
  readonly isSignedIn: () => Promise<boolean>;
  sent: string | null;
  /** Whether it had not taken all of what was sent at the last beat, nor since. */
  isStuck: boolean;
};

/** An event, not a comment, which no script in a browser would see; one without data is not seen either. */
const BEAT = 'event: beat\ndata: {}\n\n';

/** Server-sent events: one direction is all that the owner's page needs. */
export const createLive = (): Live => {
  const pages = new Set<Page>();
  let newest: string | null = null;

  const send = (page: Page): void => {
    if (newest === null || page.sent === newest || page.response.writableNeedDrain) return;
    page.sent = newest;
    page.response.write(`event: today\ndata: ${newest}\n\n`);
  };
  const sendBeat = (page: Page): void => {
    if (!page.response.writableNeedDrain) page.response.write(BEAT);
    else if (page.isStuck) end(page);
    else page.isStuck = true;
  };
  /** What a page does not take would keep its response from ending, for as long as its dead link is believed. */
  const end = (page: Page): void => {
    pages.delete(page);
    if (page.response.writableNeedDrain) page.response.destroy();
    else page.response.end();
  };
  /** A session that ended (signed out, too old, another password) sees nothing more. */
  const toSignedIn = async (tell: (page: Page) => void): Promise<void> => {
    for (const page of pages) {
      const signedIn = await page.isSignedIn();
      if (!pages.has(page)) continue;
      if (signedIn) tell(page);
      else end(page);
    }
  };

  return {
    isWatched: () => pages.size > 0,
    attach: (response, isSignedIn) => {
      if (pages.size >= MAX_PAGES) return false;
      const page: Page = { response, isSignedIn, sent: null, isStuck: false };
      pages.add(page);
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(': tillmesh\n\n');
      response.on('drain', () => {
        page.isStuck = false;
        if (pages.has(page)) send(page);
      });
      response.on('close', () => pages.delete(page));
      send(page);
      return true;
    },
    push: (view) => {
      newest = JSON.stringify(view);
      return toSignedIn(send);
    },
    beat: () => toSignedIn(sendBeat),
    close: () => {
      for (const page of pages) end(page);
    },
  };
};
