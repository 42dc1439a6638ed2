import { isIP } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import { addressText } from '@tillmesh/replica';

export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::';

/**
 * Where others find a port that listens at `host`, as it is typed: IPv4 first, since it is shorter. Addresses that
 * count on one cable only (link-local) come last where there is no other.
 */
export const ownAddresses = (host: string, port: number, interfaces: Interfaces): readonly string[] => {
  if (!isWildcard(host)) return [addressText({ host, port })];
  const outward = Object.values(interfaces)
    .flatMap((each) => each ?? [])
    .filter(({ internal, address }) => !internal && (host === '::' || isIP(address) === 4));
  const isLocal = ({ address }: NetworkInterfaceInfo): boolean => /^(?:fe80:|169\.254\.)/i.test(address);
  const known = outward.some((each) => !isLocal(each)) ? outward.filter((each) => !isLocal(each)) : outward;
  return known
    .toSorted((a, b) => isIP(a.address) - isIP(b.address))
    .map(({ address }) => addressText({ host: address, port }));
};
