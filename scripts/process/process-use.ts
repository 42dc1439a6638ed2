import { readFileSync } from 'node:fs';

/**
 * What a process used so far: the most memory it ever held, and its time on the processor. `name` says
 * which, `H1` for a till, `H1/1` for what it started.
 */
export type ProcessUse = {
  readonly name: string;
  readonly peakRssMb: number;
  readonly cpuSeconds: number;
};

/** Linux counts processor time in hundredths of a second wherever it says it to programs (USER_HZ). */
const TICKS_PER_SECOND = 100;

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

/** User and system time; fields 14 and 15 of `stat`, counted behind the name, which may hold blanks. */
const cpuSeconds = (pid: number): number => {
  const fields = readGone(`/proc/${pid}/stat`).split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
};

/** The processes that `pid` started and that still run. */
export const childrenOf = (pid: number): readonly number[] =>
  readGone(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);

/** Linux only: elsewhere every figure is 0. */
export const useOf = (name: string, pid: number): readonly ProcessUse[] => [
  { name, peakRssMb: peakRssMb(pid), cpuSeconds: cpuSeconds(pid) },
  ...childrenOf(pid).flatMap((child, index) => useOf(`${name}/${index + 1}`, child)),
];
