import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Fault } from '@tillmesh/replica';
import type { Arguments } from './argument.ts';
import { createClock } from './clock.ts';
import { createLog, type Log } from './log.ts';
import { StartError } from './start-error.ts';
import { openTillFolder } from './till-folder.ts';
import { startTill, type TillProcess } from './till-process.ts';

/** The sale that failed is still told so before the process ends. */
const LAST_ANSWER_MS = 200;
/** Exit codes as in sysexits.h: an input/output error, and a mistake of the program. */
const DISK_LOST = 74;
const CRASHED = 70;

const PACKAGE = new URL('../../../', import.meta.url);
const versionOf = (file: URL): string =>
  (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;

/** What a person at a terminal is told of a till that did not start; null for a mistake of the till itself. */
const explain = (error: unknown, { port }: Arguments): string | null => {
  if (error instanceof StartError) return error.message;
  if (error instanceof Fault) return `${error.message} ${error.nextStep} (${error.code})`;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken. Stop what uses it, or choose another with --port.`;
  if (code === 'EACCES') return `Port ${port} or the data folder may not be used. Choose another.`;
  return null;
};

/** The first signal ends the till cleanly, a second at once. */
const closeOnSignal = (till: TillProcess, log: Log): void => {
  let closing = false;
  const close = (signal: string): void => {
    if (closing) process.exit(1);
    closing = true;
    log.info('stopping', { signal });
    till.close().catch((error: unknown) => {
      log.error('close-failed', error);
      process.exitCode = 1;
    });
  };
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
};

/** A till as a process of its own: the machine's clock, randomness, streams and signals around `startTill`. */
export const runTill = async (args: Arguments): Promise<void> => {
  const log = createLog((line) => process.stderr.write(line), Date.now);
  process.on('uncaughtException', (error) => {
    // Node's own report would quote the message, which may hold data of the shop.
    log.error('crashed', error);
    process.exit(CRASHED);
  });
  // Whatever this process and its children write is the till's own user's alone.
  process.umask(0o077);
  try {
    mkdirSync(args.data, { recursive: true, mode: 0o700 });
    const clock = createClock(args.clock, Date.now);
    const till = await startTill(args, {
      folder: openTillFolder(args, clock),
      clock,
      machineNowMs: Date.now,
      random: randomBytes,
      log,
      screenFolder: fileURLToPath(new URL('dist', PACKAGE)),
      version: versionOf(new URL('package.json', PACKAGE)),
      say: (line) => process.stdout.write(`${line}\n`),
      diskLost: (fault) => {
        log.error('disk-lost', fault);
        setTimeout(() => process.exit(DISK_LOST), LAST_ANSWER_MS);
      },
    });
    closeOnSignal(till, log);
  } catch (error) {
    const told = explain(error, args);
    if (told === null) log.error('start-failed', error);
    else process.stderr.write(`${told}\n`);
    process.exitCode = 1;
  }
};
