import { spawnCarrier } from './carrier-child.ts';
import type { CarrierConfig } from './carrier-port.ts';

// A process whose only work is to be the parent of a carrier, until it is killed.
process.once('message', (config: CarrierConfig) => {
  const carrier = spawnCarrier(config);
  carrier.onOutput((output) => {
    if (output.type === 'ready') process.send?.('ready');
  });
});
