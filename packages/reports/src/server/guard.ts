import type { IncomingMessage } from 'node:http';
import type { RefusalCode } from './refusal.ts';

/** Under which names and from which origins the reporter answers. */
export type Names = { readonly hosts: ReadonlySet<string>; readonly origins: ReadonlySet<string> };

/**
 * Loopback under the bound port, and one public origin where a proxy that ends TLS stands in front.
 * Compared exactly: no trailing dot, no other spelling.
 */
export const namesOf = (port: number, publicOrigin: URL | null): Names => {
  const loopback = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  const origins = loopback.map((host) => `http://${host}`);
  return publicOrigin === null
    ? { hosts: new Set(loopback), origins: new Set(origins) }
    : {
        hosts: new Set([...loopback, publicOrigin.host]),
        origins: new Set([...origins, publicOrigin.origin]),
      };
};

const valuesOf = (rawHeaders: readonly string[], name: string): readonly string[] =>
  rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);

/**
 * What every request is asked first: a page of the internet may make a browser send requests to
 * loopback, and only Host and Origin tell them from our own. Null lets it pass.
 */
export const guardRequest = (
  request: Pick<IncomingMessage, 'rawHeaders' | 'url'>,
  names: Names,
): RefusalCode | null => {
  // An absolute-form target names a host of its own, which would be believed before the header.
  if (request.url?.startsWith('/') !== true) return 'REQUEST-MALFORMED';
  const [host, ...more] = valuesOf(request.rawHeaders, 'host');
  if (host === undefined || more.length > 0 || !names.hosts.has(host)) return 'HOST-REFUSED';
  const origins = valuesOf(request.rawHeaders, 'origin');
  return origins.every((origin) => names.origins.has(origin)) ? null : 'ORIGIN-REFUSED';
};
