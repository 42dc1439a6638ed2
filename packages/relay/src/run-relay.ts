import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deviceTls, isRelayFolder, openCarrierPool, relayTls } from '@tillmesh/replica';

import type { Arguments } from './argument.ts';
import { healthOf, type RelayHealth } from './health.ts';
import { createHealthApp } from './health-app.ts';
import { createRelayMetrics } from './metrics.ts';
import { type Served, TenantSet } from './tenant/tenant-set.ts';

export type RunningRelay = {
  /** Address of the health page. */
  readonly url: string;
  readonly served: () => readonly Served[];
  readonly health: () => Promise<RelayHealth>;
  /** What concerns the relay, and each organisation (`tenant`), the newest of each first. */
  readonly alarms: () => readonly TenantAlarm[];
  /** Where a proxy may pass on to; null: nowhere (yet). */
  readonly proxyPort: () => number | null;
  readonly onChange: (listener: () => void) => () => void;
  /** Saves, ends all links, closes. */
  readonly close: () => Promise<void>;
};

/** What concerns no organisation in particular; the newest first. */
export type RelayAlarm = { readonly code: string; readonly message: string };
export type TenantAlarm = { readonly tenant: string | null; readonly alarm: RelayAlarm };
const ALARMS_MAX = 50;

/** Says what happens in the relay, to whoever listens. */
const createNews = () => {
  const listeners = new Set<() => void>();
  return {
    tell: (): void => {
      for (const listener of listeners) listener();
    },
    listen: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};

/** Resolves when all organisations can be linked to, or something says why not yet: it goes on trying by itself. */
const settled = async (set: TenantSet, listen: (listener: () => void) => () => void): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = (): void => {
    const isSettled = set
      .served()
      .map(({ node }) => node.status())
      .every(({ port, alarms }) => port !== null || alarms.length > 0);
    if (isSettled) resolve();
  };
  const unlisten = listen(look);
  look();
  await promise;
  unlisten();
};

/**
 * Opens a relay: its folder (of one device, or with the operator's book of many organisations), its links, its health
 * and its metrics. Throws a Fault when the folder is not usable.
 */
export const runRelay = async (options: Arguments): Promise<RunningRelay> => {
  const { data, listen, health: page, peers, idleMs, loadedMost, proxy } = options;
  const isMany = isRelayFolder(data);
  const tls = isMany ? relayTls(data) : deviceTls(data);
  const news = createNews();
  const metrics = createRelayMetrics();
  let alarms: readonly RelayAlarm[] = [];
  const raise = (code: string, message: string): void => {
    alarms = [{ code, message }, ...alarms].slice(0, ALARMS_MAX);
    news.tell();
  };
  const pool = openCarrierPool(
    { listen, tls, idleMs, loadedMost, proxy },
    {
      onAlarm: raise,
      onFigures: (figures) => metrics.heard(figures),
      onToken: (hash) => set.useToken(hash),
    },
  );
  const set = new TenantSet({
    listen,
    peers,
    pool,
    onChange: news.tell,
    onFault: (tenant, fault) =>
      raise(fault.code, `${tenant ?? 'The book of organisations'}: ${fault.message} ${fault.nextStep}`),
  });
  const close = async (): Promise<void> => {
    await set.close();
    await pool.close();
  };
  const health = (): Promise<RelayHealth> => healthOf(set, alarms, pool.figures());
  try {
    if (isMany) await set.follow(data);
    else set.serveOne(data);
    const app = createHealthApp(health, async () => metrics.text(await health()));
    const server = createServer(app);
    server.listen(page.port, page.host);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await settled(set, news.listen);
    return {
      url: `http://127.0.0.1:${port}`,
      served: () => set.served(),
      health,
      alarms: () => [
        ...alarms.map((alarm) => ({ tenant: null, alarm })),
        ...set
          .served()
          .flatMap(({ tenant, node }) => node.status().alarms.map((alarm) => ({ tenant, alarm }))),
      ],
      proxyPort: pool.proxyPort,
      onChange: news.listen,
      close: async () => {
        server.close();
        server.closeAllConnections();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
};
