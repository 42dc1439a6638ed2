import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];

/** A temporary folder that names the process it belongs to, so that what a dead run left is known for what it is. */
export const makeFolder = (name: string): string =>
  mkdtempSync(join(tmpdir(), `tillmesh-chaos-${process.pid}-${name}-`));

const hasTool = (name: string): boolean => FOLDERS.some((folder) => existsSync(join(folder, name)));

/** Of these the missing ones, each as a person would install or get it. */
export const missingTools = (tools: Readonly<Record<string, string>>): readonly string[] => {
  const missing = Object.entries(tools).flatMap(([name, origin]) =>
    hasTool(name) ? [] : [`${name} (${origin})`],
  );
  return process.getuid?.() === 0 ? missing : ['root', ...missing];
};

/** Runs a program of the system and gives what it printed; throws with what it said when it fails. */
export const run = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

/** For taking away what may be gone already; what stays is seen by whoever makes it anew. */
export const tryRun = (program: string, ...args: readonly string[]): boolean => {
  try {
    run(program, ...args);
    return true;
  } catch (error) {
    if (error instanceof Error && 'status' in error) return false;
    throw error;
  }
};
