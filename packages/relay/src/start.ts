import { runProcess, type Running, tellUsage } from '@tillmesh/replica/process/run-process';
import type { Log } from '@tillmesh/replica/process/log';
import { type Arguments, readArguments, USAGE } from './argument.ts';
import { runRelay, type RunningRelay } from './run-relay.ts';

/** Tells each alarm once, as it comes. */
const tellAlarms = ({ node }: RunningRelay, log: Log): void => {
  // The newest alarm comes first: what stands before the last one told is new.
  let told: unknown = null;
  const tell = (): void => {
    const { alarms } = node.status();
    const at = alarms.findIndex((alarm) => alarm === told);
    const fresh = at < 0 ? alarms : alarms.slice(0, at);
    for (const { code, message } of fresh.toReversed()) log.info('alarm', { code, message });
    told = alarms[0] ?? null;
  };
  node.onStatus(tell);
  tell();
};

const serve = async (args: Arguments, log: Log): Promise<Running> => {
  const running = await runRelay(args);
  const { deviceId, port } = running.node.status();
  process.stdout.write(`relay ready at ${running.url}\n`);
  log.info('ready', { device: deviceId, port });
  tellAlarms(running, log);
  return running;
};

/** Runs what the command line says; a wrong one is said with how to use it. */
export const start = async (argv: readonly string[]): Promise<void> => {
  const read = readArguments(argv);
  if (read.ok) await runProcess((log) => serve(read.value, log));
  else tellUsage(read.message, USAGE);
};
