import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { ShopNode } from '@tillmesh/replica';
import { removeApiFiles, writeApiFiles } from '@tillmesh/replica/process/api-file';
import { type Names, namesOf } from '@tillmesh/replica/process/request-guard';
import { newToken } from '@tillmesh/replica/process/token';
import type { Analytics } from '../analytics/analytics-port.ts';
import { createSessions } from '../owner/session.ts';
import { createOwner } from '../owner/sign-in.ts';
import { createApp } from '../server/app.ts';
import { createLive } from '../server/live.ts';
import { coalesced, spaced } from './coalesce.ts';
import { startReporter } from './reporter.ts';

export type ReporterInput = {
  readonly folder: string;
  readonly port: number;
  readonly bind: string;
  readonly origin: URL | null;
  readonly node: ShopNode;
  readonly analytics: Analytics;
  readonly nowMs: () => number;
  /** Something failed and the reporter goes on. */
  readonly onFault: (error: unknown) => void;
  /** Facts could not be folded: the figures stand still from here on. */
  readonly onFailure: (error: unknown) => void;
  /** Where the built page lies; its place in this package unless a test says otherwise. */
  readonly pageFolder?: string;
};

export type RunningReporter = {
  /** Loopback address that people open. */
  readonly url: string;
  /** Ends the server, the folding, the node and the analytics, in this order. */
  readonly close: () => Promise<void>;
};

const PAGE_FOLDER = fileURLToPath(new URL('../../dist', import.meta.url));
/**
 * Words of time may change though nothing happened: a till that has been quiet, a new business date. And a
 * page that hears nothing for three times as long holds its connection for dead.
 */
const REFRESH_MS = 30_000;
/** Faster than this nobody reads figures. */
const PUSH_GAP_MS = 200;

const listen = async (server: Server, port: number, host: string): Promise<number> => {
  server.listen(port, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

/** Folds, serves and pushes until closed. Resolves when it answers. */
export const runReporter = async (input: ReporterInput): Promise<RunningReporter> => {
  const { folder, node, analytics, nowMs, onFault } = input;
  const random = (length: number): Uint8Array => randomBytes(length);
  const reporter = startReporter(node, analytics, nowMs, input.onFailure);
  const live = createLive();
  const machineToken = newToken(random);
  let names: Names = new Map();
  const app = createApp({
    reporter,
    live,
    machineToken,
    owner: createOwner(folder, createSessions(random, nowMs)),
    names: () => names,
    pageFolder: input.pageFolder ?? PAGE_FOLDER,
    secureCookie: input.origin?.protocol === 'https:',
    isBehindProxy: input.origin !== null,
    onFault,
  });
  const server = createServer(app);

  let beatIsDue = false;
  const push = coalesced(async () => {
    if (!live.isWatched()) return;
    const beats = beatIsDue;
    beatIsDue = false;
    try {
      await live.push(await reporter.today());
      if (beats) await live.beat();
    } catch (error) {
      onFault(error);
    }
  });
  const pushing = spaced(() => void push(), PUSH_GAP_MS);
  const unlisten = reporter.onChange(pushing.due);
  const refresh = setInterval(() => {
    beatIsDue = true;
    pushing.due();
  }, REFRESH_MS);

  await reporter.caughtUp();
  const port = await listen(server, input.port, input.bind);
  names = namesOf(port, input.origin);
  const url = `http://127.0.0.1:${port}`;
  await writeApiFiles(folder, { address: url, token: machineToken });

  return {
    url,
    close: async () => {
      clearInterval(refresh);
      unlisten();
      pushing.stop();
      await removeApiFiles(folder);
      live.close();
      server.close();
      server.closeAllConnections();
      await reporter.stop();
      await push();
      await node.close();
      await analytics.close();
    },
  };
};
