import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { Fault, openShopNode, spawnCarrier } from '@tillmesh/replica';
import type { Log } from '@tillmesh/replica/process/log';
import { programVersion } from '@tillmesh/replica/process/program-version';
import { runProcess, type Running, tellUsage } from '@tillmesh/replica/process/run-process';
import { openDuckdbAnalytics } from '../duckdb/duckdb-analytics.ts';
import { hashPassword, isPassword, passwordFault, readPassword, writePassword } from '../owner/password.ts';
import { type Arguments, readArguments, USAGE } from './argument.ts';
import { runReporter } from './run-reporter.ts';

const PASSWORD_VARIABLE = 'TILLMESH_OWNER_PASSWORD';

const keepPassword = async (folder: string, password: string): Promise<void> => {
  const fault = passwordFault(password);
  if (fault !== null) {
    throw new Fault('PASSWORD-UNFIT', fault, 'Nothing was changed. Choose another password.');
  }
  const known = await readPassword(folder);
  if (known !== null && (await isPassword(password, known))) return;
  await writePassword(folder, await hashPassword(password, randomBytes));
};

/** Takes a new password from standard input and ends. */
const setPassword = async (folder: string): Promise<void> => {
  try {
    await keepPassword(folder, (await text(process.stdin)).replace(/\r?\n$/, ''));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    process.stderr.write(`${error.message} ${error.nextStep} (${error.code})\n`);
    process.exitCode = 1;
  }
};

/** As in sysexits.h: an input/output error. */
const DISK_LOST = 74;

/** Serves until told to end. A fold that fails ends the process: figures that may be wrong are not shown. */
const serve = async ({ data, peers, discover, ...args }: Arguments, log: Log): Promise<Running> => {
  const node = openShopNode({
    folder: data,
    clock: { nowMs: Date.now },
    listen: null,
    dial: peers,
    discover,
    carrier: spawnCarrier,
    program: programVersion(new URL('../../package.json', import.meta.url)),
    // The next start salvages it.
    onDamage: (fault) => {
      log.error('disk-lost', fault);
      process.exit(DISK_LOST);
    },
  });
  const running = await runReporter({
    ...args,
    folder: data,
    node,
    analytics: await openDuckdbAnalytics(),
    nowMs: Date.now,
    onFault: (error) => log.error('request-failed', error),
    onFailure: (error) => {
      log.error('fold-failed', error);
      process.exit(1);
    },
  });
  process.stdout.write(`reporter ready at ${running.url}\n`);
  log.info('ready', { device: node.self.deviceId });
  return running;
};

const withPassword = async (args: Arguments, log: Log): Promise<Running> => {
  const given = process.env[PASSWORD_VARIABLE];
  // What this process starts in turn has no use for it.
  delete process.env[PASSWORD_VARIABLE];
  if (given !== undefined) await keepPassword(args.data, given);
  return serve(args, log);
};

/** Runs what the command line says; a wrong one is said with how to use it. */
export const start = async (argv: readonly string[]): Promise<void> => {
  const read = readArguments(argv);
  if (!read.ok) tellUsage(read.message, USAGE);
  else if (read.value.setPassword) await setPassword(read.value.data);
  else await runProcess((log) => withPassword(read.value, log));
};
