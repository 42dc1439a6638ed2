/**
 * Gives a running till commands as its screen does, for whoever sets a shop up or has no screen at hand.
 *
 *   npm run -s command -- --data DIR '{"kind":"shift.report"}' ['{...}' ...]
 *   npm run -s command -- --data DIR < commands.jsonl
 *
 * A command a line, as JSON, in order; each gets an id of its own where it has none. PINs belong into the
 * second form: arguments are seen by every user of a machine. One line of JSON is printed for each.
 * docs/operating/commands.md lists them. Exit code 0 only if all were done, 2 for a wrong command line.
 */
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { readCommands, sendCommands } from './command/send-command.ts';

const { values, positionals } = parseArgs({
  options: { data: { type: 'string' } },
  allowPositionals: true,
});

const lines = async (): Promise<readonly string[]> =>
  positionals.length > 0 ? positionals : (await text(process.stdin)).split('\n');

if (values.data === undefined) {
  console.error('command --data DIR [\'{"kind":...}\' ...]');
  process.exitCode = 2;
} else {
  const commands = readCommands(await lines());
  if (!commands.ok) {
    console.error(commands.message);
    process.exitCode = 2;
  } else {
    const replies = await sendCommands(values.data, commands.value);
    for (const reply of replies) console.log(JSON.stringify(reply));
    if (!replies.every(({ ok }) => ok)) process.exitCode = 1;
  }
}
