import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, tryRun } from './tool.ts';

/** Made by a process that is there no more; what a living run made is its own. */
const isLeft = (name: string, pattern: RegExp): boolean => {
  const pid = pattern.exec(name)?.[1];
  return pid !== undefined && !existsSync(`/proc/${pid}`);
};

const FOLDER = /tillmesh-chaos-(\d+)-/;
const SPACE = /^tmchaos(\d+)-/;

const argumentsOf = (pid: string): readonly string[] => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return [];
    throw error;
  }
};

/** Tills and doors that outlived their run: their data lie in a folder of ours. A replica process follows its till. */
const endProcesses = (): void => {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    if (!argumentsOf(pid).some((argument) => argument.startsWith(tmpdir()) && isLeft(argument, FOLDER)))
      continue;
    process.kill(Number(pid), 'SIGKILL');
  }
};

const unmount = (): void => {
  const places = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .flatMap((line) => line.split(' ')[1] ?? []);
  for (const place of places.toReversed())
    if (place.startsWith(tmpdir()) && isLeft(place, FOLDER)) run('umount', '--lazy', place);
};

const removeSpaces = (): void => {
  if (!existsSync('/run/netns')) return;
  for (const name of readdirSync('/run/netns')) if (isLeft(name, SPACE)) tryRun('ip', 'netns', 'del', name);
};

const removeFolders = (): void => {
  for (const name of readdirSync(tmpdir()))
    if (isLeft(name, FOLDER)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
};

/** Takes away what an earlier run of ours left that was broken off: processes, mounts, namespaces, folders. */
export const sweep = (): void => {
  endProcesses();
  unmount();
  removeSpaces();
  removeFolders();
};

/** Vitest calls these before the first suite and after the last. */
export const setup = sweep;
export const teardown = sweep;
