import {
  createChain,
  type Fault,
  foreignFile,
  hasDevice,
  Joining,
  openTillNode,
  type PeerAddress,
  spawnCarrier,
  type TillNode,
} from '@tillmesh/replica';
import type { DeviceHealth } from '../fiscal/device-health.ts';
import type { Arguments } from './argument.ts';
import type { TillClock } from './clock.ts';
import { StartError } from '@tillmesh/replica/process/start-error';
import type { TillFolder } from './till-process.ts';

/** Enough for a few thousand sales and the Z. */
const RESERVE_BYTES = 8 * 1024 * 1024;

/** A hundred thousand records are looked at in a quarter of an hour. */
const LOOK_FOR_ROT_MS = 2_000;

/**
 * A shop may be made only where there was none: in a folder with sales but without its keys it would
 * begin a second one beside them.
 */
const holdToEmpty = (folder: string): void => {
  const other = foreignFile(folder);
  if (other === null) return;
  throw new StartError(
    `${folder} is neither empty nor the folder of a till: it holds ${other} but no device.json. Choose another folder, or put device.json back.`,
  );
};

export type TillFolderPorts = {
  readonly clock: TillClock;
  readonly fiscalDevice: DeviceHealth['state'];
  readonly diskLost: (fault: Fault) => void;
  /** Of this program, told to peers. */
  readonly version: string;
  readonly later: (task: () => void, delayMs: number) => () => void;
};

/** The data folder on this machine's disk, its replica in a process of its own. */
export const openTillFolder = (
  args: Arguments,
  { clock, fiscalDevice, diskLost, version, later }: TillFolderPorts,
): TillFolder => {
  const { data: folder, listen, discover, peers } = args;
  const open = (dial: readonly PeerAddress[] = peers): TillNode =>
    openTillNode({
      folder,
      clock,
      listen,
      discover,
      dial,
      carrier: spawnCarrier,
      program: version,
      fiscalDevice,
      onDamage: diskLost,
      reserveBytes: RESERVE_BYTES,
      lookForRotMs: LOOK_FOR_ROT_MS,
    });
  return {
    open: () => {
      if (hasDevice(folder)) return open();
      holdToEmpty(folder);
      return null;
    },
    joining: () => new Joining({ folder, kind: 'till', timers: { later }, changed: () => undefined }),
    joined: (device) => open([...peers, ...device.peers]),
    found: async ({ organisation, branch, tillCode, profile, zone, ownerName, ownerPin }) => {
      const { recoverySheet } = await createChain(
        folder,
        {
          name: organisation,
          mark: 'real',
          branches: [{ name: branch, country: profile.country, zone, tills: [tillCode] }],
          staff: [{ name: ownerName, role: 'owner', pin: ownerPin }],
          relay: false,
          reporter: false,
        },
        { nowMs: clock.nowMs(), folderOf: () => folder },
      );
      return { node: open(), recoverySheet };
    },
  };
};
