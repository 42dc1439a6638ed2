import { runProcess, type Running, tellUsage } from '@tillmesh/replica/process/run-process';
import type { Log } from '@tillmesh/replica/process/log';
import { type Arguments, readArguments, USAGE } from './argument.ts';
import { isOperatorCommand, runOperatorCommand } from './operator/operator-command.ts';
import { runRelay, type RunningRelay } from './run-relay.ts';

/** Tells each alarm once, as it comes. */
const tellAlarms = ({ alarms, onChange }: RunningRelay, log: Log): void => {
  let told = new WeakSet<object>();
  const tell = (): void => {
    const all = alarms();
    for (const { tenant, alarm } of all.toReversed()) {
      const { code, message } = alarm;
      if (!told.has(alarm)) log.info('alarm', { code, tenant, message });
    }
    told = new WeakSet(all.map(({ alarm }) => alarm));
  };
  onChange(tell);
  tell();
};

const serve = async (args: Arguments, log: Log): Promise<Running> => {
  const running = await runRelay(args);
  const { deviceId, linkPort, tenants } = await running.health();
  process.stdout.write(`relay ready at ${running.url}\n`);
  log.info('ready', { device: deviceId, port: linkPort, tenants: tenants.length });
  tellAlarms(running, log);
  return running;
};

/** Runs what the command line says; a wrong one is said with how to use it. */
export const start = async (argv: readonly string[]): Promise<void> => {
  const [command = '', ...rest] = argv;
  if (isOperatorCommand(command)) {
    runOperatorCommand(command, rest);
    return;
  }
  const read = readArguments(argv);
  if (read.ok) await runProcess((log) => serve(read.value, log));
  else tellUsage(read.message, USAGE);
};
