import { writeFileSync } from 'node:fs';
import { processPorts } from '../carrier/carrier-ports.ts';
import type { Beat } from '../carrier/child-program.ts';
import { BEAT_MS } from '../carrier/child-watch.ts';
import { openWorkNote, workNoteFile } from '../carrier/work-note.ts';
import { Fault } from '../fault.ts';
import type { FromPool, TenantStart, ToPool } from './pool-message.ts';
import { TenantPool } from './tenant-pool.ts';

// The process that carries for all organisations of a relay: a thin shell around the pool. It ends when it is told
// to, when its parent is gone, and when Automerge panics.

const ORPHAN_MS = 2_000;
const BYTES_IN_MIB = 1_024 * 1_024;
const MICROSECONDS = 1_000_000;

let pool: TenantPool | null = null;

const say = (message: FromPool | Beat): void => {
  // A parent that is gone is noticed by 'disconnect'.
  if (process.connected) process.send?.(message, () => undefined);
};

const use = (): { memoryBytes: number; cpuSeconds: number } => {
  const { user, system } = process.cpuUsage();
  return { memoryBytes: process.memoryUsage.rss(), cpuSeconds: (user + system) / MICROSECONDS };
};

const stop = async (): Promise<void> => {
  await pool?.close();
  process.exit();
};

/** One organisation whose file cannot be opened is told and left out; the others go on. */
const add = (into: TenantPool, start: TenantStart): void => {
  try {
    into.add(start);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const message = `${error.message} ${error.nextStep}`;
    say({ type: 'output', tenant: start.tenant, output: { type: 'alarm', code: error.code, message } });
  }
};

const begin = ({ config, tenants }: Extract<ToPool, { type: 'start' }>): TenantPool => {
  const begun = new TenantPool({
    config,
    ports: processPorts(),
    emit: say,
    workOf: (databaseFile) => openWorkNote(workNoteFile(databaseFile)),
    use,
  });
  for (const start of tenants) add(begun, start);
  return begun;
};

const heard = (message: ToPool): void => {
  switch (message.type) {
    case 'start':
      pool ??= begin(message);
      return undefined;
    case 'tenant':
      return pool === null ? undefined : add(pool, message.start);
    case 'quota':
      return pool?.setQuota(message.tenant, message.quota);
    case 'input':
      return pool?.send(message.tenant, message.input);
    case 'token':
      return pool?.answered(message.question, message.found);
    case 'end':
      return void pool?.end(message.tenant);
    case 'stop':
      return void stop();
  }
};

const beat = (): void => {
  say({ type: 'beat', memoryMb: process.memoryUsage.rss() / BYTES_IN_MIB });
  if (pool !== null) say({ type: 'figures', figures: pool.figures() });
};

process.on('message', heard);
process.on('disconnect', () => {
  setTimeout(() => process.exit(), ORPHAN_MS);
  void stop();
});
// Ctrl-C in a terminal reaches the whole group; the parent decides when this process stops.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => void stop());
if (process.platform === 'linux') writeFileSync('/proc/self/oom_score_adj', '500');
beat();
setInterval(beat, BEAT_MS);
