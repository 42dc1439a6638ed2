/**
 * Lets a relay or a reporter, which have no screen, join an organisation: shows a code to be typed at the admin
 * device where “Add a device” is open.
 *
 *   npm run -s join -- --folder NEWDIR --kind relay|reporter --address HOST[:PORT] [--confirmed]
 *
 * When the code was typed, it asks whether the other device says so too; a line `yes` makes the folder that device.
 * `--confirmed` does not ask. A till joins by its own first-run page. docs/operating/install.md leads through it.
 * Exit code 0 only if the device joined, 2 for a wrong command line.
 */
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { addressText, enrolAddress, Fault, type JoinedDevice, Joining } from '@tillmesh/replica';

const USAGE = 'join --folder NEWDIR --kind relay|reporter --address HOST[:PORT] [--confirmed]';

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    kind: { type: 'string' },
    address: { type: 'string' },
    confirmed: { type: 'boolean', default: false },
  },
});

const later = (task: () => void, delayMs: number): (() => void) => {
  const timer = setTimeout(task, delayMs);
  return () => clearTimeout(timer);
};

const spaced = (code: string): string => `${code.slice(0, 3)} ${code.slice(3)}`;

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
  relay: 'node --max-semi-space-size=2 packages/relay/src/main.ts --listen 0.0.0.0:7200 --port 7201',
  reporter: 'node --max-semi-space-size=2 packages/reports/src/main.ts --port 7300',
} as const;

const tellStart = (kind: keyof typeof START, folder: string, { peers }: JoinedDevice): void => {
  const dial = peers.map((peer) => ` --peer ${addressText(peer)}`).join('');
  console.log(`${folder} is that ${kind} now. Start it with:\n  ${START[kind]} --data ${folder}${dial}`);
};

const run = async (
  kind: keyof typeof START,
  folder: string,
  address: NonNullable<ReturnType<typeof enrolAddress>>,
): Promise<boolean> => {
  const tell = createTeller(kind);
  const joining: Joining = new Joining({ folder, kind, timers: { later }, changed: () => tell(joining) });
  await joining.begin(address);
  const state = joining.state();
  if (state.step !== 'found') {
    const refusal = state.step === 'blank' ? state.refusal : null;
    if (refusal !== null) console.error(`${refusal.message} ${refusal.nextStep} (${refusal.code})`);
    return false;
  }
  console.log(`It joined ${state.place.shop} as ${kind} ${state.place.code}.`);
  if (!(await agreed())) {
    joining.stop();
    console.error('Not confirmed: nothing was made of it. Begin again, or see on this network who answered.');
    return false;
  }
  const joined = joining.confirm();
  if (joined === null) return false;
  tellStart(kind, folder, joined);
  return true;
};

const address = enrolAddress(values.address ?? '');
if (
  values.folder === undefined ||
  address === null ||
  (values.kind !== 'relay' && values.kind !== 'reporter')
) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  try {
    if (!(await run(values.kind, values.folder, address))) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    console.error(`${error.message} ${error.nextStep} (${error.code})`);
    process.exitCode = 1;
  }
}
