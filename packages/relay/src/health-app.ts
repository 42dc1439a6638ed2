import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { Registry } from 'prom-client';
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

const refuseForeign = (request: Request, response: Response, next: NextFunction): void => {
  if (!isForeign(request)) {
    next();
    return;
  }
  response.status(403).json({
    code: 'HOST-REFUSED',
    message: 'A relay tells its health under its address only.',
    nextStep: 'Nothing was changed. Ask by IP address or localhost.',
  });
};

/** The relay's only HTTP address. Links are TLS on a port of their own. `metrics`: Prometheus' text format. */
export const createHealthApp = (
  health: () => Promise<RelayHealth>,
  metrics: () => Promise<string>,
): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', false);
  app.use(helmet({ strictTransportSecurity: false }));
  app.get('/health', refuseForeign, (_request, response, next) => {
    health()
      .then((state) =>
        response
          .status(state.ready ? 200 : 503)
          .set('cache-control', 'no-store')
          .json(state),
      )
      .catch(next);
  });
  app.get('/metrics', refuseForeign, (_request, response, next) => {
    metrics()
      .then((text) =>
        response.set('cache-control', 'no-store').type(Registry.PROMETHEUS_CONTENT_TYPE).send(text),
      )
      .catch(next);
  });
  app.use((_request, response) => {
    response.status(404).json({
      code: 'NOT-FOUND',
      message: 'A relay answers /health and /metrics only.',
      nextStep: 'Nothing was changed. Ask a till or the reporter for figures.',
    });
  });
  return app;
};
