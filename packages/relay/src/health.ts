import { statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { RelayNode } from '@tillmesh/replica';
import express, { type Express } from 'express';
import helmet from 'helmet';

export const VERSION = '0.1.0';

const bytesStored = (folder: string): number =>
  ['documents.db', 'documents.db-wal']
    .map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, size) => sum + size, 0);

/** `GET /health`: what the relay keeps and who is linked. Nothing in it is secret or about sales. */
export const healthApp = (node: RelayNode, folder: string): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.use(helmet());
  app.get('/health', (_request, response) => {
    const { deviceId, port, links, documents, devices, alarms } = node.status();
    const ready = port !== null;
    response.status(ready ? 200 : 503).json({
      ready,
      version: VERSION,
      deviceId,
      linkPort: port,
      documents,
      devices,
      bytesStored: bytesStored(folder),
      links: links.map(({ deviceId: peer, state, sinceMs, cause }) => ({
        deviceId: peer,
        state,
        sinceMs,
        cause,
      })),
      alarms,
    });
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

/** Serves on loopback; resolves with the port when it listens. */
export const serveHealth = (
  app: Express,
  port: number,
): Promise<{ readonly server: Server; readonly port: number }> =>
  new Promise((resolve, reject) => {
    const server = createServer(app);
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve({ server, port: typeof address === 'object' && address !== null ? address.port : port });
    });
  });
