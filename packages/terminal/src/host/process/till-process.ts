import type { JoinedDevice, Joining, TillNode, WindowWatch } from '@tillmesh/replica';
import type { Desk } from '../api/desk.ts';
import { startServer } from '../api/server.ts';
import { newTokens } from '../api/token.ts';
import { createJoinDesk, type JoinDesk } from '../join/join-desk.ts';
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
  /** An empty folder's way into a shop that there is. */
  readonly joining: () => Joining;
  /** Opens the till that has just joined. Throws a Fault when it cannot be opened. */
  readonly joined: (device: JoinedDevice) => TillNode;
  /** Makes a shop with this till as its first device. Throws a Fault and leaves the folder empty when it fails. */
  readonly found: (plan: ShopPlan) => Promise<{ readonly node: TillNode; readonly recoverySheet: string }>;
};

export type TillPorts = DeskPorts & {
  readonly folder: TillFolder;
  readonly screenFolder: string;
  readonly version: string;
  /** Looks for devices on this network that take tills in at this moment, as long as this one is none. */
  readonly watchWindows: () => WindowWatch;
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

const closeDesk = async (desk: Desk | null): Promise<void> => {
  desk?.fiscal.close();
  await desk?.backup.close();
  await desk?.node.close();
};

/** Nobody is looked for before a screen asks. */
const onceAsked = (watch: () => WindowWatch): WindowWatch => {
  let watching: WindowWatch | null = null;
  return {
    found: () => (watching ??= watch()).found(),
    close: () => {
      watching?.close();
      watching = null;
    },
  };
};

/** The till in the folder; null when there is none yet. */
const openExisting = ({ folder, clock }: TillPorts): TillNode | null => {
  const opened = folder.open();
  if (opened === null && clock.set !== null) {
    throw new StartError('--clock injected is for a shop marked as a replay, and this folder is empty');
  }
  return opened;
};

const readyWords = (desk: Desk | null, address: string): string =>
  desk === null
    ? `till is new, its first-run page is ready at ${address}`
    : `till ${desk.node.self.code} ready at ${address}`;

/** Starts a till on its folder, or its first run when the folder is empty. */
export const startTill = async (args: Arguments, ports: TillPorts): Promise<TillProcess> => {
  const { folder, clock, log, say } = ports;
  const tokens = newTokens(ports.random);
  let desk: Desk | null = null;

  const windows = onceAsked(ports.watchWindows);
  const takeOver = (node: TillNode): Desk => {
    holdToReplay(node, clock);
    windows.close();
    desk = openDesk(node, ports);
    // What was found at the start is for whoever started it too.
    for (const { message } of node.status().alarms) say(message);
    return desk;
  };
  const readyLine = (at: string): void => {
    log.info('ready', { address: at, setUp: desk !== null });
    say(readyWords(desk, at));
  };

  const join: JoinDesk = createJoinDesk({
    joining: folder.joining(),
    node: () => desk?.node ?? null,
    opened: (device) => {
      takeOver(folder.joined(device));
      readyLine(address);
    },
    found: windows.found,
    log,
  });
  let address = '';

  const opened = openExisting(ports);
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
            join.stop();
            const { node, recoverySheet } = await folder.found(plan);
            takeOver(node);
            readyLine(address);
            return recoverySheet;
          },
        }),
        join,
      },
      args.port,
    );
    address = `http://127.0.0.1:${server.port}`;
    await writeApiFiles(args.data, { address, token: tokens.machine });
    readyLine(address);
    return {
      address,
      close: async () => {
        join.stop();
        windows.close();
        await removeApiFiles(args.data);
        await server.close();
        await closeDesk(desk);
      },
    };
  } catch (error) {
    await opened?.close();
    throw error;
  }
};
