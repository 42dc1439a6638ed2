import { readArguments, USAGE } from './process/argument.ts';
import { runTill } from './process/run-till.ts';

const read = readArguments(process.argv.slice(2));
if (read.ok) {
  await runTill(read.value);
} else {
  process.stderr.write(`${read.message}\nUsage: ${USAGE}\n`);
  process.exitCode = 2;
}
