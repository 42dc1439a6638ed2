/**
 * What only the owner can state, with the recovery sheet, at any till that runs or not.
 *
 *   npm run -s owner -- --data DIR [--sheet-file FILE] [--json] show
 *   npm run -s owner -- --data DIR [--sheet-file FILE] [--since TIME] [--json] revoke DEVICE REASON
 *   npm run -s owner -- --data DIR [--sheet-file FILE] [--json] reinstate DEVICE | admit DEVICE | grant DEVICE
 *   npm run -s owner -- --data DIR [--sheet-file FILE] [--json] catalog-right DEVICE on|off
 *   npm run -s owner -- --data DIR succeed | confirm FINGERPRINT
 *
 * `succeed` makes a new sheet after the old one was lost, asks for its fingerprint as it stands on the paper, and names
 * its key; `confirm` agrees to it; both at admin devices that run.
 * DEVICE is a code such as H2, or an id; for revoke and reinstate also the fingerprint of a later sheet. `--since` voids what the device stated and recorded from then on, also what
 * others heard of meanwhile. The sheet is read from standard input unless a file of it is named; it goes no further
 * than this command. docs/operating/trust.md says when to do what. Exit code 0 only if it was stated, 2 for a wrong
 * command line.
 */
import { createInterface, type Interface } from 'node:readline';
import { Fault } from '@tillmesh/replica';
import { ArgumentError } from '@tillmesh/replica/process/argument';
import { readOwnerArguments, USAGE } from './owner/owner-argument.ts';
import { actAsOwner } from './owner/act-as-owner.ts';

let typed: Interface | null = null;
let lines: NodeJS.AsyncIterator<string> | null = null;
/** The next line of standard input, which is opened for the first question. */
const ask = async (question: string): Promise<string | null> => {
  typed ??= createInterface({ input: process.stdin });
  lines ??= typed[Symbol.asyncIterator]();
  console.log(question);
  const line = await lines.next();
  return line.done === true ? null : line.value;
};

const run = async (): Promise<void> => {
  try {
    const asked = readOwnerArguments(process.argv.slice(2));
    const told = await actAsOwner(asked, { say: (line) => console.log(line), ask });
    if (asked.json) console.log(JSON.stringify({ ok: true, ...told }));
    else for (const line of told.lines) console.log(line);
  } catch (error) {
    if (error instanceof ArgumentError) {
      console.error(`${error.message}\n${USAGE}`);
      process.exitCode = 2;
      return;
    }
    if (!(error instanceof Fault)) throw error;
    console.error(`${error.code}: ${error.message} ${error.nextStep}`);
    process.exitCode = 1;
  } finally {
    typed?.close();
  }
};

await run();
