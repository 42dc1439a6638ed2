import type { TillNode } from '@tillmesh/replica';
import type { Desk } from '../api/desk.ts';
import { startServer } from '../api/server.ts';
import { newTokens } from '../api/token.ts';
import { createSetUp } from '../setup/set-up-shop.ts';
import type { ShopPlan } from '../setup/setup-request.ts';
import { removeApiFiles, writeApiFiles } from '@tillmesh/replica/process/api-file';
import type { Arguments } from './argument.ts';
import type { TillClock } from './clock.ts';
import { localMinute } from './local-time.ts';
import { type DeskPorts, openDesk } from './open-desk.ts';
import { StartError } from '@tillmesh/replica/process/start-error';

/** The till's data folder, as far as the host deals with it. */
export type TillFolder = {
  /** Opens the till in it; null when there is none yet. Throws a Fault when it cannot be opened. */
  readonly open: () => TillNode | null;
  /** Makes a shop with this till as its first device. Throws a Fault and leaves the folder empty when it fails. */
  readonly found: (plan: ShopPlan) => Promise<{ readonly node: TillNode; readonly recoverySheet: string }>;
};

export type TillPorts = DeskPorts & {
  readonly folder: TillFolder;
  readonly screenFolder: string;
  readonly version: string;
  /** A line for the person who started the till. */
  readonly say: (line: string) => void;
};

export type TillProcess = { readonly address: string; readonly close: () => Promise<void> };

/** A clock that can be set makes any figure one likes, so only a shop that says so on every receipt may have one. */
const holdToReplay = (node: TillNode, clock: TillClock): void => {
  if (clock.set !== null && node.shop().organisation.mark !== 'replay') {
    throw new StartError('--clock injected is for a shop marked as a replay, and this one is not');
  }
};

/** Starts a till on its folder, or its first run when the folder is empty. */
export const startTill = async (args: Arguments, ports: TillPorts): Promise<TillProcess> => {
  const { folder, clock, log, say } = ports;
  const tokens = newTokens(ports.random);
  let desk: Desk | null = null;

  const takeOver = (node: TillNode): Desk => {
    holdToReplay(node, clock);
    desk = openDesk(node, ports);
    // What was found at the start is for whoever started it too.
    for (const { message } of node.status().alarms) say(message);
    return desk;
  };
  const readyLine = (address: string): void => {
    log.info('ready', { address, setUp: desk !== null });
    if (desk === null) say(`till is new, its first-run page is ready at ${address}`);
    else say(`till ${desk.node.self.code} ready at ${address}`);
  };

  const opened = folder.open();
  if (opened === null && clock.set !== null) {
    throw new StartError('--clock injected is for a shop marked as a replay, and this folder is empty');
  }
  try {
    if (opened !== null) takeOver(opened);
    const server = await startServer(
      {
        premises: { desk: () => desk },
        tokens,
        log,
        version: ports.version,
        screenFolder: ports.screenFolder,
        setup: createSetUp({
          today: () => localMinute('UTC', clock.nowMs()).slice(0, 10),
          isDone: () => desk !== null,
          found: async (plan) => {
            const { node, recoverySheet } = await folder.found(plan);
            takeOver(node);
            readyLine(address);
            return recoverySheet;
          },
        }),
      },
      args.port,
    );
    const address = `http://127.0.0.1:${server.port}`;
    await writeApiFiles(args.data, { address, token: tokens.machine });
    readyLine(address);
    return {
      address,
      close: async () => {
        await removeApiFiles(args.data);
        await server.close();
        desk?.fiscal.close();
        await desk?.backup.close();
        await desk?.node.close();
      },
    };
  } catch (error) {
    await opened?.close();
    throw error;
  }
};
