import { Neighbours } from '../discovery/neighbours.ts';
import type { PeerAddress } from '../link/peer.ts';
import type { CarrierConfig, CarrierOutput } from './carrier-port.ts';
import type { CarrierPorts } from './carrier-ports.ts';

export type NeighbourHooks = {
  /** A device of the organisation is heard of at this address. */
  readonly heardOf: (address: PeerAddress) => void;
  /** The network is another one. */
  readonly moved: () => void;
};

type Parts = {
  readonly config: CarrierConfig;
  readonly ports: CarrierPorts;
  readonly emit: (output: CarrierOutput) => void;
};

/** Devices of the organisation on the same network; null: this device does not look for any. */
export const createNeighbours = (
  { config, ports, emit }: Parts,
  { heardOf, moved }: NeighbourHooks,
): Neighbours | null =>
  config.isDiscovering === true
    ? new Neighbours({
        organisation: config.organisation,
        at: config.listen?.host ?? '::',
        open: ports.openDiscovery,
        timers: ports.timers,
        random: ports.random,
        onFound: heardOf,
        onMoved: moved,
        onSilent: (silent) => emit({ type: 'discovery', silent }),
      })
    : null;
