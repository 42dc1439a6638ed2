import { readFileSync } from 'node:fs';

/** The most memory a process ever held; `name` says which, `H1` for a till, `H1/1` for what it started. */
export type ProcessMemory = { readonly name: string; readonly peakRssMb: number };

/** What a process that ended meanwhile leaves behind. */
const readGone = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return '';
    throw error;
  }
};

const peakRssMb = (pid: number): number => {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readGone(`/proc/${pid}/status`))?.[1];
  return Math.ceil(Number(kilobytes ?? 0) / 1024);
};

/** The processes that `pid` started and that still run. */
export const childrenOf = (pid: number): readonly number[] =>
  readGone(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);

/** Linux only: elsewhere every figure is 0. */
export const peakMemoryOf = (name: string, pid: number): readonly ProcessMemory[] => [
  { name, peakRssMb: peakRssMb(pid) },
  ...childrenOf(pid).flatMap((child, index) => peakMemoryOf(`${name}/${index + 1}`, child)),
];
