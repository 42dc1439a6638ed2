import { Fault } from '../fault.ts';
import { createLog, type Log } from './log.ts';
import { StartError } from './start-error.ts';

/** As in sysexits.h: a mistake of the program. */
const CRASHED = 70;

export type Running = { readonly close: () => Promise<void> };

/** What a person at a terminal is told of a device that did not start; null for a mistake of the program. */
const explain = (error: unknown): string | null => {
  if (error instanceof StartError) return error.message;
  if (error instanceof Fault) return `${error.message} ${error.nextStep} (${error.code})`;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') return 'The port is taken. Stop what uses it, or choose another with --port.';
  if (code === 'EACCES') return 'The port or the data folder may not be used. Choose another.';
  return null;
};

/** The first signal ends the process cleanly, a second at once. */
const closeOnSignal = ({ close }: Running, log: Log): void => {
  let closing = false;
  const end = (signal: string): void => {
    if (closing) process.exit(1);
    closing = true;
    log.info('stopping', { signal });
    close().then(
      () => {
        log.info('closed');
        process.exit(0);
      },
      (error: unknown) => {
        log.error('close-failed', error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
};

/**
 * A device as a process of its own: what it writes is its user's alone, what fails is told without data of
 * the shop, a signal ends it cleanly. `start` resolves when it answers.
 */
export const runProcess = async (start: (log: Log) => Promise<Running>): Promise<void> => {
  const log = createLog((line) => process.stderr.write(line), Date.now);
  process.on('uncaughtException', (error) => {
    // Node's own report would quote the message, which may hold data of the shop.
    log.error('crashed', error);
    process.exit(CRASHED);
  });
  // What is said may go to a file on the disk that is full, or to somebody who is gone: trade goes on unheard.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.umask(0o077);
  try {
    closeOnSignal(await start(log), log);
  } catch (error) {
    const told = explain(error);
    if (told === null) log.error('start-failed', error);
    else process.stderr.write(`${told}\n`);
    process.exit(1);
  }
};

/** A wrong command line: what does not fit, and how the program is used. */
export const tellUsage = (message: string, usage: string): void => {
  process.stderr.write(`${message}\nUsage: ${usage}\n`);
  process.exitCode = 2;
};
