/**
 * Lets the organisation use a relay whose operator sent an invitation: lists the relay as a device, and writes the
 * file that the operator needs. The till on which the shop was set up does it, while it does not run.
 *
 *   npm run -s admit-relay -- --data DIR --invitation FILE --code CODE --to FILE
 *
 * --data: the till's folder. --invitation: a file with the line that the operator sent; `-` reads standard input.
 * --code: what the relay is called among the devices, up to 8 characters. --to: where the file is written; it holds
 * what every device of the organisation knows, and the secret of the invitation. docs/operating/relay.md has the
 * whole way. Exit code 1 with a sentence where something is refused, 2 for a wrong command line.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { acceptanceFile, admitRelay, Fault, readInvitation } from '@tillmesh/replica';
import { ArgumentError, dataFolderOf, readOptions } from '@tillmesh/replica/process/argument';

const USAGE = 'admit-relay --data DIR --invitation FILE --code CODE --to FILE';

const needed = (value: string | undefined, name: string): string => {
  if (value === undefined || value === '') throw new ArgumentError(`${name} is missing`);
  return value;
};

const read = readOptions(
  process.argv.slice(2),
  {
    data: { type: 'string' },
    invitation: { type: 'string' },
    code: { type: 'string' },
    to: { type: 'string' },
  },
  ({ data, invitation, code, to }) => {
    const name = needed(code, '--code CODE');
    if (!/^[\p{L}\p{N}_-]{1,8}$/u.test(name)) throw new ArgumentError(`"${name}" is no code of a device`);
    const target = needed(to, '--to FILE');
    if (existsSync(target)) throw new ArgumentError(`${target} is there already`);
    return {
      data: dataFolderOf(data),
      from: needed(invitation, '--invitation FILE'),
      code: name,
      to: target,
    };
  },
);

const run = ({ data, from, code, to }: Extract<typeof read, { readonly ok: true }>['value']): void => {
  const { keys, secret, addresses, untilMs } = readInvitation(readFileSync(from === '-' ? 0 : from, 'utf8'));
  if (untilMs <= Date.now()) {
    throw new Fault(
      'RELAY-INVITATION-OVER',
      'The time of this invitation has passed.',
      'Nothing was changed. Ask the operator of the relay for another.',
    );
  }
  const { organisationId, statements } = admitRelay(data, { keys, code }, Date.now());
  process.umask(0o077);
  writeFileSync(to, acceptanceFile({ organisationId, statements, secret }), { flag: 'wx', mode: 0o600 });
  console.log(`The relay is listed as ${code}. Send ${to} to its operator, then start the till again.`);
  console.log(
    `Each device that is to use it is started with: ${addresses.map((each) => `--peer ${each}`).join(' ')}`,
  );
};

if (!read.ok) {
  console.error(`${read.message}\n${USAGE}`);
  process.exitCode = 2;
} else {
  try {
    run(read.value);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    console.error(`${error.message} ${error.nextStep} (${error.code})`);
    process.exitCode = 1;
  }
}
