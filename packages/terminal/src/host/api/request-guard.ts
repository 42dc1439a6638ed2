import type { IncomingMessage } from 'node:http';
import { type Refusal, refuse } from './api-error.ts';

/**
 * What of a request is looked at before anything else of it, on every method and upgrade. A page of
 * the internet may make a browser send requests to loopback (DNS rebinding, forms, WebSockets): Host
 * and Origin tell them from the till's own.
 */
export type RequestHead = Pick<IncomingMessage, 'rawHeaders' | 'url'>;

/** Every value of a header as it was sent; `headers` would keep the first of a doubled one. */
const valuesOf = (rawHeaders: readonly string[], name: string): readonly string[] => {
  const values: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() === name) values.push(rawHeaders[i + 1] ?? '');
  }
  return values;
};

/** The only names under which the till answers. Compared exactly: no trailing dot, no other spelling. */
const hostsOf = (port: number): ReadonlySet<string> =>
  new Set([`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]);

/** Null when the request may go on. `port` is the one that was bound. */
export const guardRequest = (request: RequestHead, port: number): Refusal | null => {
  // An absolute-form target names a host of its own, which would be believed before the header.
  if (!request.url?.startsWith('/')) return refuse('REQUEST-MALFORMED');
  const [host, ...moreHosts] = valuesOf(request.rawHeaders, 'host');
  if (host === undefined || moreHosts.length > 0 || !hostsOf(port).has(host)) return refuse('HOST-REFUSED');
  const origins = valuesOf(request.rawHeaders, 'origin');
  if (origins.some((origin) => origin !== `http://${host}`)) return refuse('ORIGIN-REFUSED');
  return null;
};
