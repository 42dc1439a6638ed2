import { Neighbours } from '../discovery/neighbours.ts';
import type { Dialler } from '../link/dialler.ts';
import type { MeshAdapter } from '../link/mesh-adapter.ts';
import type { CarrierConfig, CarrierOutput } from './carrier-port.ts';
import type { CarrierPorts } from './carrier-ports.ts';

type Parts = {
  readonly config: CarrierConfig;
  readonly ports: CarrierPorts;
  readonly emit: (output: CarrierOutput) => void;
};

/** Devices of the organisation on the same network; null: this device does not look for any. */
export const createNeighbours = (
  { config, ports, emit }: Parts,
  dialler: Dialler,
  mesh: MeshAdapter,
): Neighbours | null =>
  config.isDiscovering === true
    ? new Neighbours({
        organisation: config.organisation,
        at: config.listen?.host ?? '::',
        open: ports.openDiscovery,
        timers: ports.timers,
        random: ports.random,
        onFound: (address) => dialler.heardOf(address),
        onMoved: () => {
          mesh.probe();
          dialler.startOver();
        },
        onSilent: (silent) => emit({ type: 'discovery', silent }),
      })
    : null;
