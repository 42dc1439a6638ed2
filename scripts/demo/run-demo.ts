import { createInterface } from 'node:readline';
import { addressOf, type Device, type RunningChain } from '../chain/running-chain.ts';
import { readOrder } from './order.ts';
import { DEMO_NAME, DEMO_OWNER_PASSWORD, DEMO_STAFF } from './shop.ts';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const row = (name: string, address: string, note = ''): string =>
  `  ${name.padEnd(22)} ${address}${note === '' ? '' : `   ${note}`}`;

/** The addresses and how to sign in, as printed when the demo is ready. */
const describeDemo = (chain: RunningChain): string =>
  [
    `${DEMO_NAME}, a demo: nothing here is real.`,
    '',
    ...chain.tills.map((till) => row(`${till.branch} ${till.code}`, addressOf(till))),
    row("owner's page", addressOf(chain.reporter), `password: ${DEMO_OWNER_PASSWORD}`),
    row('relay, health', new URL('/health', addressOf(chain.relay)).href),
    '',
    'Sign in with a PIN:',
    ...DEMO_STAFF.map(({ name, role, pin }) => row(`${name} (${role})`, pin)),
    '',
    'Take a device away with "stop relay" or "stop H2", bring it back with "start relay". Ctrl-C ends all.',
  ].join('\n');

/** Tells when a device ended though nobody asked it to; the others go on. */
const watch = (device: Device, wanted: ReadonlySet<string>): void => {
  const { exited } = device.process();
  void exited.then((code) => {
    if (wanted.has(device.name)) say(`${device.name} ended (${code ?? 'by a signal'}); the others go on`);
  });
};

/** Prints the addresses and serves until told to end; every device can be stopped and started meanwhile. */
export const runDemo = async (chain: RunningChain): Promise<void> => {
  const devices: readonly Device[] = [...chain.tills, chain.reporter, chain.relay];
  const names = devices.map(({ name }) => name);
  const wanted = new Set(names);
  for (const device of devices) watch(device, wanted);
  say(describeDemo(chain));
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) {
    const order = readOrder(line, names);
    if (order.kind === 'quit') {
      wanted.clear();
      return;
    }
    const device = order.kind === 'unknown' ? undefined : devices.find(({ name }) => name === order.device);
    if (device === undefined) say(`Type stop or start with one of ${names.join(', ')}, or quit.`);
    else if (order.kind === 'stop') {
      wanted.delete(device.name);
      await device.stop();
      say(`${device.name} is away`);
    } else if (device.process().running()) say(`${device.name} is running already`);
    else {
      await device.start();
      wanted.add(device.name);
      watch(device, wanted);
      say(`${device.name} is back`);
    }
  }
  // Input that ends (a service, a pipe) does not end the demo.
  await new Promise(() => {});
};
