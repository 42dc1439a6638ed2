import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

/** One interface of this machine in one family of addresses: a place to announce from and to listen at. */
export type NetworkPlace = {
  /** Tells two apart, and one before from one after its address was changed. */
  readonly key: string;
  readonly family: 'IPv4' | 'IPv6';
  readonly address: string;
  /** The interface, as multicast wants it named. */
  readonly scope: string;
};

export type Interfaces = ReturnType<typeof networkInterfaces>;

const isAny = (at: string): boolean => at === '0.0.0.0' || at === '::';
const isLoopback = (at: string): boolean => at === '::1' || at.startsWith('127.');

/**
 * Where this machine can be found by whoever may dial it at `at`: one place for each interface and family. Loopback
 * counts only when it is named. IPv6 goes by link-local addresses, which every interface with IPv6 has.
 */
export const networkPlaces = (at: string, interfaces: Interfaces = networkInterfaces()): NetworkPlace[] =>
  Object.entries(interfaces).flatMap(([name, all = []]) => {
    const usable = all.filter(({ internal }) => internal === isLoopback(at));
    const four = usable.find(({ family, address }) => family === 'IPv4' && (isAny(at) || address === at));
    const six = usable.find((one) => one.family === 'IPv6' && one.scopeid > 0);
    const places: NetworkPlace[] = [];
    if (four !== undefined) {
      const { address } = four;
      places.push({ key: `${name} ${address}`, family: 'IPv4', address, scope: address });
    }
    if (six !== undefined && (at === '::' || (isIPv6(at) && at.split('%')[0] === six.address))) {
      const address = `${six.address}%${name}`;
      places.push({ key: `${name} ${six.address}`, family: 'IPv6', address, scope: `::%${name}` });
    }
    return places;
  });
