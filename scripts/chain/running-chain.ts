import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { freePort } from '../process/free-port.ts';
import type { ProcessUse } from '../process/process-use.ts';
import { type OwnProcess, startProcess } from '../process/own-process.ts';
import type { ChainPlace, TillPlace } from './chain-place.ts';
import { type LocalApi, openLocalApi } from './local-api.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const READY = /ready at (http:[^\s,]+)/;

/** One device of the chain, running or not; `start` again after `stop` or `kill` finds the same addresses. */
export type Device = {
  readonly name: string;
  readonly folder: string;
  /** `host:port` at which other devices reach it. */
  readonly linkAddress: string;
  /** The process of the newest start; throws before the first. */
  readonly process: () => OwnProcess;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly kill: () => Promise<void>;
};

/** Asks the process of the newest start. */
export type AskedDevice = Device & { readonly api: () => LocalApi };
export type TillDevice = AskedDevice & Omit<TillPlace, 'folder'>;

export type RunningChain = {
  readonly relay: Device;
  readonly reporter: AskedDevice;
  readonly tills: readonly TillDevice[];
  readonly use: () => readonly ProcessUse[];
  /** Stops what runs, the tills first. */
  readonly stop: () => Promise<void>;
};

export type ChainOptions = {
  /** Where the processes' stderr goes, a file each. */
  readonly logFolder: string;
  /** More arguments for every till. */
  readonly tillArgs?: readonly string[];
  /** Wished ports of the addresses that people open; absent or taken ones become any free port. */
  readonly wishedPorts?: {
    readonly tills: readonly number[];
    readonly reporter: number;
    readonly relay: number;
  };
  readonly ownerPassword?: string;
  /**
   * The reporter links the tills too, beside the relay: then it knows of each till when it went away,
   * which behind a relay nobody can tell it yet.
   */
  readonly reporterMeetsTills?: boolean;
};

type DevicePlan = {
  readonly name: string;
  readonly folder: string;
  readonly linkAddress: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
};

const createDevice = (plan: DevicePlan, logFolder: string): Device => {
  let current: OwnProcess | undefined;
  const process = (): OwnProcess => {
    if (current === undefined) throw new Error(`${plan.name} was never started`);
    return current;
  };
  return {
    name: plan.name,
    folder: plan.folder,
    linkAddress: plan.linkAddress,
    process,
    start: async () => {
      const { name, args, env = {} } = plan;
      const logFile = join(logFolder, `${name}.log`);
      current = await startProcess({ name, args, env, ready: READY, logFile });
    },
    stop: async () => {
      if (current?.running() === true) await current.stop();
    },
    kill: async () => {
      await process().kill();
    },
  };
};

const askable = (device: Device): AskedDevice => {
  let opened: { readonly process: OwnProcess; readonly api: LocalApi } | undefined;
  return {
    ...device,
    api: () => {
      const process = device.process();
      if (opened?.process !== process) opened = { process, api: openLocalApi(device.folder) };
      return opened.api;
    },
  };
};

/** The page or health address that a device printed when it was ready. */
export const addressOf = (device: Device): string => READY.exec(device.process().readyLine)?.[1] ?? '';

const localhost = (port: number): string => `127.0.0.1:${port}`;
const flags = (values: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]);
const peerFlags = (addresses: readonly string[]): readonly string[] =>
  addresses.flatMap((address) => ['--peer', address]);

const planTill = async (
  till: TillPlace,
  index: number,
  links: ReadonlyMap<string, string>,
  others: readonly string[],
  options: ChainOptions,
): Promise<TillDevice> => {
  const linkAddress = links.get(till.code) ?? '';
  const port = await freePort(options.wishedPorts?.tills[index]);
  const args = [
    join(ROOT, 'packages/terminal/src/host/main.ts'),
    ...flags({ data: till.folder, port: String(port), listen: linkAddress }),
    ...peerFlags(others),
    ...(options.tillArgs ?? []),
  ];
  const plan = { name: till.code, folder: till.folder, linkAddress, args };
  return { ...till, ...askable(createDevice(plan, options.logFolder)) };
};

const planRelay = async (folder: string, options: ChainOptions): Promise<Device> => {
  const linkAddress = localhost(await freePort());
  const port = await freePort(options.wishedPorts?.relay);
  const args = [
    join(ROOT, 'packages/relay/src/main.ts'),
    ...flags({ data: folder, listen: linkAddress, port: String(port) }),
  ];
  return createDevice({ name: 'relay', folder, linkAddress, args }, options.logFolder);
};

const planReporter = async (
  folder: string,
  peers: readonly string[],
  options: ChainOptions,
): Promise<AskedDevice> => {
  const port = await freePort(options.wishedPorts?.reporter);
  const args = [
    join(ROOT, 'packages/reports/src/main.ts'),
    // Its devices are all on this machine.
    '--no-discovery',
    ...flags({ data: folder, port: String(port) }),
    ...peerFlags(peers),
  ];
  const env: Record<string, string> =
    options.ownerPassword === undefined ? {} : { TILLMESH_OWNER_PASSWORD: options.ownerPassword };
  const plan = { name: 'reporter', folder, linkAddress: '', args, env };
  return askable(createDevice(plan, options.logFolder));
};

/**
 * Plans the processes of a chain on this machine: tills of one branch dial one another, all dial the
 * relay, and branches meet there only; so does the reporter, unless it is to meet the tills. Nothing is started yet.
 */
export const planChain = async (place: ChainPlace, options: ChainOptions): Promise<RunningChain> => {
  const relay = await planRelay(place.relayFolder, options);
  const links = new Map<string, string>();
  for (const { code } of place.tills) {
    links.set(code, localhost(await freePort()));
  }
  const met = options.reporterMeetsTills === true ? [...links.values()] : [];
  const reporter = await planReporter(place.reporterFolder, [relay.linkAddress, ...met], options);
  const tills: TillDevice[] = [];
  for (const [index, till] of place.tills.entries()) {
    const others = place.tills.filter(({ branch, code }) => branch === till.branch && code !== till.code);
    const peers = [relay.linkAddress, ...others.map(({ code }) => links.get(code) ?? '')];
    tills.push(await planTill(till, index, links, peers, options));
  }
  return {
    relay,
    reporter,
    tills,
    use: () =>
      [relay, reporter, ...tills].flatMap((device) =>
        device.process().running() ? device.process().use() : [],
      ),
    stop: async () => {
      await Promise.all(tills.map((till) => till.stop()));
      await Promise.all([relay.stop(), reporter.stop()]);
    },
  };
};

/** Starts all; what got ready is stopped again when one does not. */
export const startChain = async (chain: RunningChain): Promise<void> => {
  const devices = [chain.relay, chain.reporter, ...chain.tills];
  const outcomes = await Promise.allSettled(devices.map((device) => device.start()));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed === undefined) return;
  await chain.stop();
  throw failed.reason;
};
