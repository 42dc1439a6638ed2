import { Fault } from '@tillmesh/replica';
import { type Arguments, readArguments, USAGE } from './argument.ts';
import { runRelay } from './run-relay.ts';

/** One line of JSON a time, on standard error. */
const log = (event: string, details: Readonly<Record<string, string | number | null>> = {}): void => {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...details })}\n`);
};

const logFault = (event: string, error: unknown): void => {
  if (error instanceof Fault) {
    log(event, { code: error.code, message: error.message, nextStep: error.nextStep });
  } else {
    log(event, { message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
};

const serve = async (args: Arguments): Promise<void> => {
  const running = await runRelay(args);
  const { deviceId, port } = running.node.status();
  process.stdout.write(`relay ready at ${running.url}\n`);
  log('ready', { device: deviceId, port });
  // The newest alarm comes first: what stands before the last one told is new.
  let told: unknown = null;
  const tellAlarms = (): void => {
    const { alarms } = running.node.status();
    const at = alarms.findIndex((alarm) => alarm === told);
    const fresh = at < 0 ? alarms : alarms.slice(0, at);
    for (const { code, message } of fresh.toReversed()) log('alarm', { code, message });
    told = alarms[0] ?? null;
  };
  running.node.onStatus(tellAlarms);
  tellAlarms();
  const end = (signal: NodeJS.Signals): void => {
    log('ending', { signal });
    running.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logFault('did not end cleanly', error);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
};

/** Runs what the command line says; a wrong one is said with how to use it. */
export const start = async (argv: readonly string[]): Promise<void> => {
  const read = readArguments(argv);
  if (read.ok) {
    try {
      await serve(read.value);
    } catch (error) {
      logFault('could not start', error);
      process.exit(1);
    }
  } else {
    process.stderr.write(`${read.message}\nUsage: ${USAGE}\n`);
    process.exitCode = 2;
  }
};
