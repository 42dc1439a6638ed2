import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlantedBug } from './bug.ts';

export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));
const SCOPE = '@tillmesh';

/** The text with the bug in it; throws when the place is not there, or not there alone. */
export const planted = (text: string, { name, file, find, put }: PlantedBug): string => {
  const [before, after, ...more] = text.split(find);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`"${name}" has ${after === undefined ? 'no place' : 'several places'} in ${file}`);
  }
  return before + put + after;
};

/** A copy of the project in which bugs are planted: the project itself is never touched. */
export type Workshop = {
  readonly folder: string;
  /** Plants a bug, runs `work`, and takes the bug out again. */
  readonly with: <T>(bug: PlantedBug, work: () => T) => T;
  readonly close: () => void;
};

const projectFiles = (): readonly string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
    .split('\0')
    .filter((file) => file !== '' && !file.startsWith('docs/screens/') && existsSync(join(ROOT, file)));

/** The same installed packages, but our own out of the copy. */
const linkPackages = (folder: string): void => {
  const [from, to] = [join(ROOT, 'node_modules'), join(folder, 'node_modules')];
  mkdirSync(join(to, SCOPE), { recursive: true });
  for (const name of readdirSync(from)) if (name !== SCOPE) symlinkSync(join(from, name), join(to, name));
  for (const name of readdirSync(join(folder, 'packages'))) {
    symlinkSync(relative(join(to, SCOPE), join(folder, 'packages', name)), join(to, SCOPE, name));
  }
};

export const openWorkshop = (): Workshop => {
  const folder = mkdtempSync(join(tmpdir(), 'tillmesh-plant-'));
  for (const file of projectFiles()) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file));
  }
  linkPackages(folder);
  return {
    folder,
    with: (bug, work) => {
      const path = join(folder, bug.file);
      const sound = readFileSync(path, 'utf8');
      writeFileSync(path, planted(sound, bug));
      try {
        return work();
      } finally {
        writeFileSync(path, sound);
      }
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
};
