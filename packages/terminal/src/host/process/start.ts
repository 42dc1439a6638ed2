import { tellUsage } from '@tillmesh/replica/process/run-process';
import { readArguments, USAGE } from './argument.ts';
import { runTill } from './run-till.ts';

/** Runs what the command line says; a wrong one is said with how to use it. */
export const start = async (argv: readonly string[]): Promise<void> => {
  const read = readArguments(argv);
  if (read.ok) {
    await runTill(read.value);
  } else {
    tellUsage(read.message, USAGE);
  }
};
