/**
 * Structured lines to stderr. Logs lie about in clear (I13), so a line holds words of this source,
 * numbers and ids of devices only: no message of an error, no name, price, code or PIN.
 */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;
export type Log = {
  readonly info: (event: string, fields?: LogFields) => void;
  readonly error: (event: string, error: unknown, fields?: LogFields) => void;
};

/** A caller's place in the source; the message, which may quote data, is left out. */
const framesOf = (error: Error): string =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim())
    .join(' < ');

const describe = (error: unknown): LogFields => {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return { error: error.name, code, frames: framesOf(error) };
};

/** `write` takes one line; `nowMs` is the machine's own clock, also in a replay. */
export const createLog = (write: (line: string) => void, nowMs: () => number): Log => {
  const line = (level: string, event: string, fields: LogFields) =>
    write(`${JSON.stringify({ time: new Date(nowMs()).toISOString(), level, event, ...fields })}\n`);
  return {
    info: (event, fields = {}) => line('info', event, fields),
    error: (event, error, fields = {}) => line('error', event, { ...describe(error), ...fields }),
  };
};
