import { dial } from './dial.ts';
import { dialUrl } from './dial-url.ts';
import { listen } from './listener.ts';
import type { Transport } from './transport.ts';

/** Real sockets: TLS 1.3 with the keys of both sides, then a WebSocket. */
export const tlsTransport: Transport = {
  dial: (options) => (options.address.url === undefined ? dial(options) : dialUrl(options)),
  listen,
};
