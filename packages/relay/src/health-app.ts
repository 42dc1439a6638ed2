import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import express, { type Express } from 'express';
import helmet from 'helmet';
import type { RelayHealth } from './health.ts';

/**
 * No page of another site may read this through a visitor's browser: such a page has a name, and only a
 * name can be made to point here. Whoever watches a relay asks its address.
 */
const isForeign = ({ headers }: IncomingMessage): boolean => {
  const host = /^(?:\[([0-9a-fA-F:.]+)\]|([^:]+))(?::\d+)?$/.exec(headers.host ?? '');
  const name = host?.[1] ?? host?.[2] ?? '';
  return headers.origin !== undefined || (name !== 'localhost' && isIP(name) === 0);
};

/** The relay's only HTTP address. Links are TLS on a port of their own. */
export const createHealthApp = (health: () => Promise<RelayHealth>): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', false);
  app.use(helmet({ strictTransportSecurity: false }));
  app.get('/health', (request, response, next) => {
    if (isForeign(request)) {
      response.status(403).json({
        code: 'HOST-REFUSED',
        message: 'A relay tells its health under its address only.',
        nextStep: 'Nothing was changed. Ask by IP address or localhost.',
      });
      return;
    }
    health()
      .then((state) =>
        response
          .status(state.ready ? 200 : 503)
          .set('cache-control', 'no-store')
          .json(state),
      )
      .catch(next);
  });
  app.use((_request, response) => {
    response.status(404).json({
      code: 'NOT-FOUND',
      message: 'A relay answers /health only.',
      nextStep: 'Nothing was changed. Ask a till or the reporter for figures.',
    });
  });
  return app;
};
