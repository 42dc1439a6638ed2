/**
 * Lets a relay or a reporter, which have no screen, join an organisation: shows a code to be typed at the admin
 * device where “Add a device” is open. Or lets a till or a reporter join by an invitation, through a relay.
 *
 *   npm run -s join -- --folder NEWDIR --kind relay|reporter --address HOST[:PORT] [--confirmed]
 *   npm run -s join -- --folder NEWDIR --invitation TEXT
 *
 * When the code was typed, it asks whether the other device says so too; a line `yes` makes the folder that device.
 * `--confirmed` does not ask. By an invitation nothing has to be compared; where the admin device is not online it
 * waits for it. `--invitation -` reads the line from standard input, where no other user of the machine sees it. A
 * till joins by its own first-run page as well. docs/operating/install.md leads through it. Exit code 0 only if the
 * device joined, 2 for a wrong command line.
 */
import { text } from 'node:stream/consumers';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import {
  addressText,
  enrolAddress,
  enrolRefusal,
  Fault,
  type JoinedDevice,
  Joining,
  type JoiningState,
  type Ticket,
  ticketIn,
} from '@tillmesh/replica';

const USAGE = [
  'join --folder NEWDIR --kind relay|reporter --address HOST[:PORT] [--confirmed]',
  'join --folder NEWDIR --invitation TEXT',
].join('\n');

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    kind: { type: 'string' },
    address: { type: 'string' },
    invitation: { type: 'string' },
    confirmed: { type: 'boolean', default: false },
  },
});

const later = (task: () => void, delayMs: number): (() => void) => {
  const timer = setTimeout(task, delayMs);
  return () => clearTimeout(timer);
};

const spaced = (code: string): string => `${code.slice(0, 3)} ${code.slice(3)}`;

const waitingLine = ({ admin, passing }: Extract<JoiningState, { readonly step: 'waiting' }>): string =>
  passing === null
    ? `Waiting for ${admin} (admin device) to be online ...`
    : `${passing.message} Asking again by itself ... (${passing.code})`;

/** Says each step once, as it comes. */
const createTeller = (kind: string) => {
  let said = '';
  const say = (line: string): void => {
    if (line !== said) console.log(line);
    said = line;
  };
  return (joining: Joining): void => {
    const state = joining.state();
    if (state.step === 'dialling') say(`Asking ${state.address} ...`);
    if (state.step === 'waiting') say(waitingLine(state));
    if (state.step !== 'code') return;
    say(
      state.triesLeft === null
        ? `Code of this ${kind}: ${spaced(state.code)}\nType it at the other device, within two minutes.`
        : `Another code was typed there. ${state.triesLeft} left. Code of this ${kind}: ${spaced(state.code)}`,
    );
  };
};

const agreed = async (): Promise<boolean> => {
  if (values.confirmed) return true;
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await lines.question('Does the other device say so too? Type yes: ');
  lines.close();
  return answer.trim().toLowerCase() === 'yes';
};

const START = {
  till: 'npm run till --',
  relay: 'node --max-semi-space-size=2 packages/relay/src/main.ts --listen 0.0.0.0:7200 --port 7201',
  reporter: 'node --max-semi-space-size=2 packages/reports/src/main.ts --port 7300',
} as const;

const tellStart = (kind: keyof typeof START, folder: string, { peers }: JoinedDevice): void => {
  const dial = peers.map((peer) => ` --peer ${addressText(peer)}`).join('');
  console.log(`${folder} is that ${kind} now. Start it with:\n  ${START[kind]} --data ${folder}${dial}`);
};

type Kind = keyof typeof START;
/** How it asks, and whether a person has to compare what the other device says. */
type Way = {
  readonly kind: Kind;
  readonly begin: (joining: Joining) => Promise<void>;
  readonly isSure: boolean;
};

const run = async ({ kind, begin, isSure }: Way, folder: string): Promise<boolean> => {
  const tell = createTeller(kind);
  const joining: Joining = new Joining({ folder, kind, timers: { later }, changed: () => tell(joining) });
  await begin(joining);
  const state = joining.state();
  if (state.step !== 'found') {
    const refusal = state.step === 'blank' ? state.refusal : null;
    if (refusal !== null) console.error(`${refusal.message} ${refusal.nextStep} (${refusal.code})`);
    return false;
  }
  console.log(`It joined ${state.place.shop} as ${kind} ${state.place.code}.`);
  if (!isSure && !(await agreed())) {
    joining.stop();
    console.error('Not confirmed: nothing was made of it. Begin again, or see on this network who answered.');
    return false;
  }
  const joined = joining.confirm();
  if (joined === null) return false;
  tellStart(kind, folder, joined);
  return true;
};

/** By an invitation its own kind; by an address the one that is said. Null: the command line fits neither. */
const wayOf = (ticket: Ticket | null): Way | null => {
  if (ticket !== null) {
    const { kind } = ticket;
    return { kind, begin: (joining) => joining.beginInvited(ticket), isSure: true };
  }
  const address = enrolAddress(values.address ?? '');
  const { kind } = values;
  if (address === null || (kind !== 'relay' && kind !== 'reporter')) return null;
  return { kind, begin: (joining) => joining.begin(address), isSure: false };
};

const told = (code: string, message: string, nextStep: string): void => {
  console.error(`${message} ${nextStep} (${code})`);
  process.exitCode = 1;
};

const { folder, invitation } = values;
const line = invitation === '-' ? await text(process.stdin) : invitation;
const ticket = line === undefined ? null : ticketIn(line);
const way = wayOf(ticket);
if (line !== undefined && ticket === null) {
  const { code, message, nextStep } = enrolRefusal('ENROL-INVITATION-MALFORMED');
  told(code, message, nextStep);
} else if (folder === undefined || way === null) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  try {
    if (!(await run(way, folder))) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    told(error.code, error.message, error.nextStep);
  }
}
