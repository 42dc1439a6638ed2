import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

type Sender = {
  readonly headers: IncomingMessage['headers'];
  readonly socket: { readonly remoteAddress?: string | undefined };
};

/** The first four of an IPv6 address's eight groups, the short form written out. */
const network = (address: string): string => {
  // The URL parser knows every way to write one, and writes them all in one way, within brackets.
  const { hostname } = new URL(`http://[${address.replace(/%.*$/, '')}]`);
  const [before = [], after = []] = hostname
    .slice(1, -1)
    .split('::')
    .map((side) => side.split(':').filter((group) => group !== ''));
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
};

/** One text for all addresses of one sender; null when the text is no address. A port is left out. */
const addressOf = (text: string): string | null => {
  const bare = text
    .trim()
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/^::ffff:(?=[\d.]+$)/i, '');
  switch (isIP(bare)) {
    case 4:
      return bare;
    case 6:
      return network(bare);
    default:
      return null;
  }
};

/**
 * Who sent a request, as far as it is known, for counting what one sender tries: an IPv4 address, or the
 * first 64 bits of an IPv6 one, of which whoever has one commonly has all the rest.
 *
 * Behind a proxy every request comes from the proxy's own address, and it is the last address in
 * X-Forwarded-For that counts. The duty of that proxy is to add the address it is asked from at the end of
 * that header (or to set the header to it alone), and to be the only way to this port from outside: the
 * addresses before the last one, and all of them on any other way, are whatever a sender likes. Where it
 * forwards no address, all who come through it count as one.
 */
export const senderOf = ({ headers, socket }: Sender, isBehindProxy: boolean): string => {
  const forwarded = isBehindProxy ? [headers['x-forwarded-for'] ?? []].flat().join(',') : '';
  const own = socket.remoteAddress ?? '';
  return addressOf(forwarded.slice(forwarded.lastIndexOf(',') + 1)) ?? addressOf(own) ?? own;
};
