import { execFile } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from '../../scripts/chain/wait.ts';
import { makeFolder, missingTools, run, tryRun } from './tool.ts';

const runLater = promisify(execFile);

const LET_GO_MS = 60_000;
/** Sparse: as much is used as the cuts differ. */
const POOL_MB = 16_000;
/** Longer than any suite: what nobody synced reaches the image only when the kernel wants its memory back. */
const COMMIT_SECONDS = 300;

/** What cutting the power needs and this machine lacks. */
export const missingForDisks = (): readonly string[] =>
  missingTools({
    'mkfs.ext4': 'e2fsprogs',
    'mkfs.btrfs': 'btrfs-progs',
    losetup: 'mount',
    mount: 'mount',
  });

export const missingForFullDisks = (): readonly string[] =>
  missingTools({ 'mkfs.ext4': 'e2fsprogs', losetup: 'mount', mount: 'mount' });

/** One small disk, to be filled; `end` takes it away. */
export const makeSmallDisk = (sizeMb: number): { readonly mount: string; readonly end: () => void } => {
  const folder = makeFolder('small');
  const image = join(folder, 'disk.img');
  const at = join(folder, 'disk');
  mkdirSync(at);
  run('truncate', '-s', `${sizeMb}M`, image);
  run('mkfs.ext4', '-q', '-m', '0', image);
  run('mount', '-o', 'loop', image, at);
  return {
    mount: at,
    end: () => {
      run('umount', at);
      rmSync(folder, { recursive: true });
    },
  };
};

/** A disk of a device: an ext4 file system in an image. */
export type Disk = { readonly image: string; readonly mount: string };

/**
 * Images of disks on a file system that copies a file in an instant, as it stands at one moment. A copy is what
 * a power cut leaves: what was synced is in it, and of the rest what the kernel had happened to write. It shows
 * nothing of a drive that loses what it said was synced.
 */
export type DiskPool = {
  readonly folder: string;
  readonly make: (name: string, sizeMb: number) => Disk;
  /** Resolves when the copy is made; the moment of the cut lies between. */
  readonly cut: (disk: Disk, name: string) => Promise<string>;
  /** Mounts a copy, which replays the file system's journal. */
  readonly mount: (image: string, name: string) => string;
  /** Waits for a replica process that has just lost its till and still holds its file. */
  readonly unmount: (mount: string) => Promise<void>;
  readonly drop: (image: string) => void;
  /** Unmounts and removes all of it. */
  readonly end: () => void;
};

export const makeDiskPool = (): DiskPool => {
  const folder = makeFolder('disk');
  const mounted: string[] = [];
  const mountImage = (image: string, name: string, options: string): string => {
    const at = join(folder, name);
    mkdirSync(at);
    run('mount', '-o', options, image, at);
    mounted.push(at);
    return at;
  };
  const unmount = async (at: string): Promise<void> => {
    await waitFor(`${at} is let go`, LET_GO_MS, () => (tryRun('umount', at) ? true : null));
    mounted.splice(mounted.indexOf(at), 1);
    rmSync(at, { recursive: true });
  };
  const poolImage = join(folder, 'pool.img');
  run('truncate', '-s', `${POOL_MB}M`, poolImage);
  run('mkfs.btrfs', '-q', poolImage);
  const pool = mountImage(poolImage, 'pool', 'loop');
  return {
    folder,
    make: (name, sizeMb) => {
      const image = join(pool, `${name}.img`);
      run('truncate', '-s', `${sizeMb}M`, image);
      run('mkfs.ext4', '-q', '-m', '0', image);
      return { image, mount: mountImage(image, name, `loop,commit=${COMMIT_SECONDS}`) };
    },
    cut: async ({ image }, name) => {
      const copy = join(pool, `${name}.img`);
      await runLater('cp', ['--reflink=always', image, copy]);
      return copy;
    },
    mount: (image, name) => mountImage(image, name, `loop,commit=${COMMIT_SECONDS}`),
    unmount,
    drop: (image) => rmSync(image),
    end: () => {
      for (const at of mounted.toReversed()) tryRun('umount', '--lazy', at);
      rmSync(folder, { recursive: true });
    },
  };
};
