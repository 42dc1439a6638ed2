import { Fault } from '@tillmesh/replica';

/** One line of JSON a time, on standard error; no business data (I13). */
export const log = (event: string, details: Readonly<Record<string, string | number>> = {}): void => {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...details })}\n`);
};

/** What failed, for the log and the person: a fault has a code and a next step. */
export const logFault = (event: string, error: unknown): void => {
  if (error instanceof Fault) {
    log(event, { code: error.code, message: error.message, nextStep: error.nextStep });
  } else {
    log(event, { message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
};
