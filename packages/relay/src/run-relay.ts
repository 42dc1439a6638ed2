import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openRelayNode, type RelayNode, spawnCarrier } from '@tillmesh/replica';

import type { Arguments } from './argument.ts';
import { healthOf, RELAY_VERSION } from './health.ts';
import { createHealthApp } from './health-app.ts';

export type RunningRelay = {
  /** Address of the health page. */
  readonly url: string;
  readonly node: RelayNode;
  /** Saves, ends all links, closes. */
  readonly close: () => Promise<void>;
};

/** Resolves when it can be linked to, or says why not yet: it goes on trying by itself. */
const settled = async (node: RelayNode): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = (): void => {
    const { port, alarms } = node.status();
    if (port !== null || alarms.length > 0) resolve();
  };
  const unlisten = node.onStatus(look);
  look();
  await promise;
  unlisten();
};

/** Opens the relay's folder, its links and its health page. Throws a Fault when the folder is not usable. */
export const runRelay = async ({ data, listen, health, peers }: Arguments): Promise<RunningRelay> => {
  const node = openRelayNode({
    folder: data,
    listen,
    dial: peers,
    carrier: spawnCarrier,
    program: RELAY_VERSION,
  });
  const server = createServer(createHealthApp(() => healthOf(node.status(), data)));
  server.listen(health.port, health.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await settled(node);
  return {
    url: `http://127.0.0.1:${port}`,
    node,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await node.close();
    },
  };
};
