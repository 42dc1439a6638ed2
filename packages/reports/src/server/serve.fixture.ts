import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { openDuckdbAnalytics } from '../duckdb/duckdb-analytics.ts';
import { hashPassword, writePassword } from '../owner/password.ts';
import { createTestChain, type TestChain } from '../process/chain.fixture.ts';
import { type RunningReporter, runReporter } from '../process/run-reporter.ts';
import { readApiFiles } from '@tillmesh/replica/process/api-file';

export const PASSWORD = 'correct horse';

export type Serving = {
  readonly chain: TestChain;
  readonly running: RunningReporter;
  readonly port: number;
  readonly token: string;
  readonly faults: readonly unknown[];
  /** Signs in and gives the cookie to send. */
  readonly signIn: () => Promise<string>;
  readonly close: () => Promise<void>;
};

/** A reporter that serves a small page over a real port; it knows no till unless the test opens one. */
export const serve = async (
  chain: TestChain,
  node: Parameters<typeof runReporter>[0]['node'],
  origin: URL | null = null,
): Promise<Serving> => {
  const folder = chain.reporterFolder;
  const pageFolder = join(chain.folder, 'page');
  await mkdir(pageFolder, { recursive: true });
  await writeFile(join(pageFolder, 'index.html'), '<!doctype html><title>Owner</title>');
  await writePassword(folder, await hashPassword(PASSWORD, randomBytes));
  const faults: unknown[] = [];
  const running = await runReporter({
    folder,
    port: 0,
    bind: '127.0.0.1',
    origin,
    node,
    analytics: await openDuckdbAnalytics(),
    nowMs: Date.now,
    onFault: (error) => faults.push(error),
    onFailure: (error) => faults.push(error),
    pageFolder,
  });
  const access = await readApiFiles(folder);
  if (access === null) throw new Error('the reporter left no token');
  return {
    chain,
    running,
    port: Number(new URL(running.url).port),
    token: access.token,
    faults,
    signIn: async () => {
      const response = await fetch(`${running.url}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ password: PASSWORD }),
      });
      if (response.status !== 204) throw new Error(`sign-in answered ${response.status}`);
      return response.headers.get('set-cookie')?.split(';')[0] ?? '';
    },
    close: () => running.close(),
  };
};

/** A reporter with nobody to link to. */
export const serveAlone = async (origin: URL | null = null): Promise<Serving> => {
  const chain = await createTestChain();
  const serving = await serve(chain, chain.openReporter(), origin);
  return {
    ...serving,
    close: async () => {
      await serving.close();
      await chain.close();
    },
  };
};

/** Sends bytes as they are and gives the whole answer: fetch would mend what a test wants broken. */
export const sendRaw = (port: number, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (data) => {
      answer += data.toString('latin1');
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });

/** Status and body of a raw request that closes its connection. */
export const ask = async (
  port: number,
  requestLine: string,
  headers: readonly string[],
): Promise<{ status: number; code: string; answer: string }> => {
  const answer = await sendRaw(port, [requestLine, ...headers, 'Connection: close', '', ''].join('\r\n'));
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
  return { status, code: /"code":"([A-Z-]+)"/.exec(answer)?.[1] ?? '', answer };
};
