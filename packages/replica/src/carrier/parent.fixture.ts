import { closeSync, openSync } from 'node:fs';
import { spawnCarrier } from './carrier-child.ts';
import type { CarrierConfig, CarrierPort } from './carrier-port.ts';

export type ParentOrder =
  | { type: 'start'; config: CarrierConfig }
  /** Leaves no file handle free in this process; `feed` frees them. */
  | { type: 'starve' }
  | { type: 'feed' }
  | { type: 'close' };

// A process whose only work is to be the parent of a carrier, and to pass on what that says.
const handles: number[] = [];
let carrier: CarrierPort | null = null;

const starve = (): void => {
  try {
    for (;;) handles.push(openSync('/dev/null', 'r'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EMFILE') throw error;
  }
};

const obey = async (order: ParentOrder): Promise<void> => {
  if (order.type === 'start') {
    carrier = spawnCarrier(order.config);
    carrier.onOutput((output) => process.send?.(output));
  } else if (order.type === 'starve') starve();
  else if (order.type === 'feed') for (const handle of handles.splice(0)) closeSync(handle);
  else {
    await carrier?.close();
    process.disconnect();
  }
};

// Nobody is left to kill it.
process.on('disconnect', () => process.exit());
process.on('message', (order: ParentOrder) => void obey(order));
