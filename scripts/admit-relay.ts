/**
 * Lets the organisation use a relay whose operator sent an invitation: lists the relay as a device, and writes the
 * file that the operator needs. The till on which the shop was set up does it: by itself where it runs and somebody is
 * signed in there who may manage the shop, else from its folder.
 *
 *   npm run -s admit-relay -- --data DIR --invitation FILE --code CODE --to FILE
 *
 * --data: the till's folder. --invitation: a file with the line that the operator sent; `-` reads standard input.
 * --code: what the relay is called among the devices, up to 8 characters. --to: where the file is written; it holds
 * what every device of the organisation knows, and the secret of the invitation. docs/operating/relay.md has the
 * whole way. Exit code 1 with a sentence where something is refused, 2 for a wrong command line.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { acceptanceFile, admitRelay, Fault, readInvitation, type RelayInvitation } from '@tillmesh/replica';
import type { StatementsView } from '../packages/terminal/src/api/shop-view.ts';
import type { CommandReply } from '../packages/terminal/src/api/view.ts';
import { ArgumentError, dataFolderOf, readOptions } from '@tillmesh/replica/process/argument';
import { freshCommandId } from './chain/cashier.ts';
import { openLocalApi, Refused } from './chain/local-api.ts';

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

type Listed = Pick<Parameters<typeof acceptanceFile>[0], 'organisationId' | 'statements'>;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The till lists the relay itself, by the command of whoever is signed in there. */
const listedByTill = async (data: string, keys: RelayInvitation['keys'], code: string): Promise<Listed> => {
  const api = openLocalApi(data);
  const command = {
    id: freshCommandId(),
    kind: 'device.enrol',
    device: 'relay',
    code,
    signKey: hex(keys.signKey),
    agreeKey: hex(keys.agreeKey),
    tlsKeyHash: hex(keys.tlsKeyHash),
  };
  const [reply] = await api.post<readonly CommandReply[]>('/api/commands', [command]);
  if (reply?.ok === false) {
    const { code: refusal, message, nextStep } = reply.rejection;
    throw new Fault(refusal, message, nextStep);
  }
  const { organisationId, statements } = await api.get<StatementsView>('/api/statements');
  return { organisationId, statements: statements.map((each) => Uint8Array.from(Buffer.from(each, 'hex'))) };
};

/** From the folder where nobody holds it, else by the till that does. */
const listed = async (data: string, keys: RelayInvitation['keys'], code: string): Promise<Listed> => {
  try {
    return admitRelay(data, { keys, code }, Date.now());
  } catch (error) {
    const isHeld = error instanceof Fault && error.code === 'DEVICE-IN-USE';
    // Held by something that answers nobody, such as a backup: it is to be ended first.
    if (!isHeld || !existsSync(join(data, 'api-address'))) throw error;
    return listedByTill(data, keys, code);
  }
};

const run = async ({
  data,
  from,
  code,
  to,
}: Extract<typeof read, { readonly ok: true }>['value']): Promise<void> => {
  const { keys, secret, addresses, untilMs } = readInvitation(readFileSync(from === '-' ? 0 : from, 'utf8'));
  if (untilMs <= Date.now()) {
    throw new Fault(
      'RELAY-INVITATION-OVER',
      'The time of this invitation has passed.',
      'Nothing was changed. Ask the operator of the relay for another.',
    );
  }
  const { organisationId, statements } = await listed(data, keys, code);
  process.umask(0o077);
  writeFileSync(to, acceptanceFile({ organisationId, statements, secret }), { flag: 'wx', mode: 0o600 });
  console.log(`The relay is listed as ${code}. Send ${to} to its operator.`);
  console.log(
    `Each device that is to use it is started with: ${addresses.map((each) => `--peer ${each}`).join(' ')}`,
  );
};

if (!read.ok) {
  console.error(`${read.message}\n${USAGE}`);
  process.exitCode = 2;
} else {
  try {
    await run(read.value);
  } catch (error) {
    if (!(error instanceof Fault) && !(error instanceof Refused)) throw error;
    console.error(`${error.message} ${error.nextStep} (${error.code})`);
    process.exitCode = 1;
  }
}
