import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type OwnProcess, startProcess } from '../../scripts/process/own-process.ts';
import type { Chance } from './chance.ts';
import type { Network } from './network.ts';
import { type Proxy, startProxy } from './proxy.ts';
import type { ChaosTill } from './till.ts';

/** How a test asks tills that answer on the loopback of a namespace. */
export type Doorway = {
  /** The till answers on loopback of its namespace; here the same port leads there. */
  readonly open: (till: ChaosTill) => Promise<void>;
  readonly close: () => Promise<void>;
};

export const createDoorway = (network: Network, folder: string, chance: Chance): Doorway => {
  const doors: OwnProcess[] = [];
  const proxies: Proxy[] = [];
  return {
    open: async (till) => {
      const file = join(folder, `${till.code}.door`);
      const door = fileURLToPath(new URL('door.ts', import.meta.url));
      doors.push(
        await startProcess({
          name: `door of ${till.code}`,
          args: [door, '--file', file, '--port', String(till.apiPort)],
          ready: /^door is ready/,
          logFile: join(folder, 'log', `door-${till.code}.log`),
          within: network.within(till.code),
        }),
      );
      proxies.push(await startProxy({ port: till.apiPort }, { path: file }, chance));
    },
    close: async () => {
      for (const proxy of proxies) await proxy.close();
      for (const door of doors) await door.stop();
    },
  };
};
