import type { IncomingMessage } from 'node:http';

/**
 * Under which names a process answers over HTTP, and the origins of its page under each. Compared exactly:
 * no trailing dot, no other spelling.
 */
export type Names = ReadonlyMap<string, readonly string[]>;

/** Loopback under the bound port, and one public origin where a proxy that ends TLS stands in front. */
export const namesOf = (port: number, publicOrigin: URL | null = null): Names => {
  // A proxy may send a request on under the loopback name it was told to use.
  const outside = publicOrigin === null ? [] : [publicOrigin.origin];
  const names = new Map<string, readonly string[]>();
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`])
    names.set(host, [`http://${host}`, ...outside]);
  if (publicOrigin !== null) names.set(publicOrigin.host, outside);
  return names;
};

export type RequestHead = Pick<IncomingMessage, 'rawHeaders' | 'url'>;

/** Every value of a header as it was sent; `headers` would keep the first of a doubled one. */
const valuesOf = (rawHeaders: readonly string[], name: string): readonly string[] =>
  rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);

/**
 * What of a request is looked at before anything else of it, on every method and upgrade. A page of
 * the internet may make a browser send requests to loopback (DNS rebinding, forms, WebSockets): Host
 * and Origin tell them from the process's own. Null lets it pass.
 */
export const guardRequest = (
  { rawHeaders, url }: RequestHead,
  names: Names,
): 'REQUEST-MALFORMED' | 'HOST-REFUSED' | 'ORIGIN-REFUSED' | null => {
  // An absolute-form target names a host of its own, which would be believed before the header.
  if (url?.startsWith('/') !== true) return 'REQUEST-MALFORMED';
  const [host, ...more] = valuesOf(rawHeaders, 'host');
  const own = host === undefined || more.length > 0 ? undefined : names.get(host);
  if (own === undefined) return 'HOST-REFUSED';
  const origins = valuesOf(rawHeaders, 'origin');
  return origins.every((origin) => own.includes(origin)) ? null : 'ORIGIN-REFUSED';
};
