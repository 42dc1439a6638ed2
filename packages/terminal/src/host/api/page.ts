import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import express, { type RequestHandler } from 'express';
import helmet from 'helmet';
import { RECEIPT_STYLE_HASH } from '../receipt/receipt-style.ts';
import { refuse } from './api-error.ts';
import { refused, send } from './reply.ts';

/**
 * Everything comes from the till itself. The one style within a page is that of receipts, which a
 * screen shows in a frame of its own text; it is named by its hash.
 */
export const securityHeaders = (): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", `'${RECEIPT_STYLE_HASH}'`],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'self'"],
      },
    },
    // Loopback has no certificate; a browser must not be told to want one.
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
  });

const NOT_BUILT =
  '<!doctype html><meta charset="utf-8"><title>Tillmesh</title><h1>The screen of this till has not been built</h1>' +
  '<p>The till itself is running. Build its screen with <code>npm run build</code>, then load this page again.</p>';

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** The screen's one page with this start's token in it; a page that says so when it was never built. */
const showPage =
  (folder: string, token: string): RequestHandler =>
  async (_request, response) => {
    let page: string;
    try {
      page = await readFile(join(folder, 'index.html'), 'utf8');
    } catch (error) {
      if (!isMissing(error)) throw error;
      send(response, { status: 503, type: 'html', text: NOT_BUILT });
      return;
    }
    const meta = `<head>\n    <meta name="tillmesh-token" content="${token}" />`;
    send(response, { status: 200, type: 'html', text: page.replace('<head>', () => meta) });
  };

/** The built screen: `/`, and its files, whose names change with their content. */
export const screenRoutes = (folder: string, token: string): express.Router => {
  const router = express.Router({ caseSensitive: true, strict: true });
  router.get(['/', '/index.html'], showPage(folder, token));
  router.use(
    express.static(folder, {
      index: false,
      redirect: false,
      dotfiles: 'ignore',
      immutable: true,
      maxAge: '1y',
    }),
  );
  router.use((_request, response) => send(response, refused(refuse('NOT-FOUND'))));
  return router;
};
