import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf, objectHash } from '../document/object-digest.ts';
import { makeIdentity, type TestIdentity } from '../link/identity.fixture.ts';
import { DEFAULT_TIMING } from '../link/timers.ts';
import { createCarrier } from './carrier.ts';
import type {
  AllowedPeer,
  CarriedObject,
  CarrierConfig,
  CarrierInput,
  CarrierOutput,
  CarrierPort,
  DocumentRef,
  PeerAddress,
} from './carrier-port.ts';
import { processPorts } from './carrier-ports.ts';

const ORGANISATION = 'ab'.repeat(32);

/** Short waits, so that a test of a lost link takes no seconds. */
const QUICK = { ...DEFAULT_TIMING, backOffFirstMs: 10, backOffMaxMs: 50 };

type Output<T extends CarrierOutput['type']> = Extract<CarrierOutput, { type: T }>;

/** A carrier under test: everything it said is kept, and can be waited for. */
export class TestDevice {
  readonly config: CarrierConfig;
  readonly said: CarrierOutput[] = [];
  readonly #start: (config: CarrierConfig) => CarrierPort;
  #carrier: CarrierPort;
  readonly #waiting = new Set<() => void>();

  constructor(config: CarrierConfig, start: (config: CarrierConfig) => CarrierPort) {
    this.config = config;
    this.#start = start;
    this.#carrier = this.#begin();
  }

  #begin(): CarrierPort {
    const carrier = this.#start(this.config);
    carrier.onOutput((output) => {
      this.said.push(output);
      for (const check of this.#waiting) check();
    });
    return carrier;
  }

  get self(): AllowedPeer {
    return this.config.self;
  }

  get carrier(): CarrierPort {
    return this.#carrier;
  }

  send(input: CarrierInput): void {
    this.#carrier.send(input);
  }

  /** Resolves when `find` gives something for what was said so far, or as soon as it does. */
  until<T>(find: (said: readonly CarrierOutput[]) => T | undefined | false): Promise<T> {
    return new Promise((resolve) => {
      const check = (): void => {
        const found = find(this.said);
        if (found === undefined || found === false) return;
        this.#waiting.delete(check);
        resolve(found);
      };
      this.#waiting.add(check);
      check();
    });
  }

  all<T extends CarrierOutput['type']>(type: T): Output<T>[] {
    return this.said.filter((output): output is Output<T> => output.type === type);
  }

  alarms(): string[] {
    return this.all('alarm').map(({ code }) => code);
  }

  async port(): Promise<number> {
    const ready = await this.until(() => this.all('ready').at(-1));
    if (ready.port === null) throw new Error('The device does not listen.');
    return ready.port;
  }

  async address(): Promise<PeerAddress> {
    return { host: '127.0.0.1', port: await this.port() };
  }

  async open(
    documents: readonly { ref: DocumentRef; branchId: string | null }[],
  ): Promise<Output<'opened'>[]> {
    const before = this.all('opened').length;
    this.send({ type: 'open', documents });
    return this.until(() => {
      const opened = this.all('opened').slice(before);
      return opened.length >= documents.length && opened;
    });
  }

  async read(ref: DocumentRef): Promise<readonly CarriedObject[]> {
    const before = this.said.length;
    this.send({ type: 'read', ref });
    const answer = await this.until((said) =>
      said.slice(before).find((output) => output.type === 'objects' && output.complete),
    );
    return answer.type === 'objects' ? answer.objects : [];
  }

  async flush(): Promise<void> {
    const token = `${this.said.length}`;
    this.send({ type: 'flush', token });
    await this.until((said) => said.some((output) => output.type === 'flushed' && output.token === token));
  }

  /** What was told of a document as new from peers. */
  told(): CarriedObject[] {
    return this.all('objects').flatMap(({ objects, complete }) => (complete ? [] : objects));
  }

  linked(to: TestDevice): Promise<unknown> {
    return this.until(() => this.stateOf(to.self.deviceId) === 'linked');
  }

  stateOf(deviceId: string): string | undefined {
    return this.all('links')
      .at(-1)
      ?.links.find((link) => link.deviceId === deviceId)?.state;
  }

  /** Ends and begins anew, as after a restart of the device; what was said before is forgotten. */
  async restart(): Promise<void> {
    await this.#carrier.close();
    this.said.length = 0;
    this.#carrier = this.#begin();
  }
}

/** Makes devices whose data lie in one folder, which goes when all have stopped. */
export class TestOrganisation {
  readonly #folder = mkdtempSync(join(tmpdir(), 'tillmesh-carrier-'));
  readonly #devices: TestDevice[] = [];

  device(
    deviceId: string,
    options: {
      branchId?: string | null;
      kind?: AllowedPeer['kind'];
      identity?: TestIdentity;
      start?: (config: CarrierConfig) => CarrierPort;
      organisation?: string;
      /** Objects are judged; else they are any bytes. */
      signed?: boolean;
    } = {},
  ): TestDevice {
    const { branchId = 'north', kind = 'till', identity = makeIdentity(), signed = false } = options;
    const config: CarrierConfig = {
      organisation: options.organisation ?? ORGANISATION,
      self: { deviceId, kind, branchId, tlsKeyHash: identity.tlsKeyHash },
      tls: identity.tls,
      databaseFile: join(this.#folder, `${deviceId}.db`),
      listen: { host: '127.0.0.1', port: 0 },
      ...(signed ? {} : { opaqueObjects: true }),
    };
    const device = new TestDevice(config, options.start ?? startQuick);
    this.#devices.push(device);
    return device;
  }

  async end(): Promise<void> {
    await Promise.all(this.#devices.map((device) => device.carrier.close()));
    rmSync(this.#folder, { recursive: true });
  }
}

const startQuick = (config: CarrierConfig): CarrierPort =>
  createCarrier(config, { ...processPorts(), timing: QUICK });

export const ledger: DocumentRef = { kind: 'ledger', parts: ['series', '0'] };
export const catalog: DocumentRef = { kind: 'catalog', parts: ['0', '1'] };
export const north: { ref: DocumentRef; branchId: string } = { ref: ledger, branchId: 'north' };
export const everywhere: { ref: DocumentRef; branchId: null } = { ref: catalog, branchId: null };

export const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** Objects of a list document, each with a number of its own. */
export const numbered = (from: number, to: number): CarriedObject[] =>
  Array.from({ length: to - from }, (_, index) => ({
    bytes: bytes((from + index) >> 8, (from + index) & 255),
  }));

export const digest = (objects: readonly CarriedObject[]): ReturnType<typeof digestOf> =>
  digestOf(objects.map((object) => objectHash(object.bytes)));

/** Resolves when a device has been told of so many objects. */
export const toldOf = (device: TestDevice, count: number): Promise<unknown> =>
  device.until(() => device.told().length >= count);

/** Makes each device allow all, and dial those named. */
export const introduce = async (
  devices: readonly TestDevice[],
  dials: readonly (readonly [from: TestDevice, to: TestDevice])[],
): Promise<void> => {
  const allowed = devices.map((device) => device.self);
  for (const device of devices) {
    const targets = dials.filter(([from]) => from === device).map(([, to]) => to.address());
    device.send({ type: 'peers', allowed, dial: await Promise.all(targets) });
  }
};
