import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { Fault, openShopNode, spawnCarrier } from '@tillmesh/replica';
import { openDuckdbAnalytics } from '../duckdb/duckdb-analytics.ts';
import { hashPassword, isPassword, passwordFault, readPassword, writePassword } from '../owner/password.ts';
import { type Arguments, readArguments, USAGE } from './argument.ts';
import { log, logFault } from './log.ts';
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

/** Serves until told to end. A fold that fails ends the process: figures that may be wrong are not shown. */
const serve = async ({ data, peers, ...args }: Arguments): Promise<void> => {
  const node = openShopNode({
    folder: data,
    clock: { nowMs: Date.now },
    listen: null,
    dial: peers,
    carrier: spawnCarrier,
  });
  const running = await runReporter({
    ...args,
    folder: data,
    node,
    analytics: await openDuckdbAnalytics(),
    nowMs: Date.now,
    onFault: (error) => logFault('failed', error),
    onFailure: (error) => {
      logFault('facts could not be folded', error);
      process.exit(1);
    },
  });
  process.stdout.write(`reporter ready at ${running.url}\n`);
  log('ready', { device: node.self.deviceId });
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

const run = async (args: Arguments): Promise<void> => {
  if (args.setPassword) {
    await keepPassword(args.data, (await text(process.stdin)).replace(/\r?\n$/, ''));
    return;
  }
  const given = process.env[PASSWORD_VARIABLE];
  // What this process starts in turn has no use for it.
  delete process.env[PASSWORD_VARIABLE];
  if (given !== undefined) await keepPassword(args.data, given);
  await serve(args);
};

/** Runs what the command line says; a wrong one is said with how to use it. */
export const start = async (argv: readonly string[]): Promise<void> => {
  const read = readArguments(argv);
  if (read.ok) {
    try {
      await run(read.value);
    } catch (error) {
      logFault('could not start', error);
      process.exit(1);
    }
  } else {
    process.stderr.write(`${read.message}\nUsage: ${USAGE}\n`);
    process.exitCode = 2;
  }
};
