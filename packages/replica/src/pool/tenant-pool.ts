import { createCarrier } from '../carrier/carrier.ts';
import type { OpenCarrier } from '../carrier/carrier-figures.ts';
import type { CarrierInput, CarrierOutput, PeerAddress } from '../carrier/carrier-port.ts';
import type { CarrierPorts } from '../carrier/carrier-ports.ts';
import { LoadedTable } from '../carrier/loaded-table.ts';
import { CLOSE_CROWDED } from '../link/link-end.ts';
import type { LinkSocket } from '../link/transport.ts';
import type { TenantQuota } from '../relay/tenant-book.ts';
import type { WorkNote } from '../carrier/work-note.ts';
import { framed } from '../enrol/framed-socket.ts';
import { createFairTurns } from './fair-turns.ts';
import type { FromPool, PoolConfig, PoolFigures, TenantStart } from './pool-message.ts';
import { InvitationDoor } from './invitation-door.ts';
import { listenBehindProxy } from './proxy-listener.ts';
import { type RefusalCause, SharedListener } from './shared-listener.ts';
import { TenantRoom } from './tenant-room.ts';
import { TenantMeter } from './tenant-meter.ts';

export type TenantPoolOptions = {
  readonly config: PoolConfig;
  readonly ports: CarrierPorts;
  readonly emit: (message: FromPool) => void;
  /** Where it is noted at which document the process works for an organisation; null: nobody reads it. */
  readonly workOf: (databaseFile: string) => WorkNote | null;
  readonly use: () => Pick<PoolFigures, 'memoryBytes' | 'cpuSeconds'>;
};

type TokenAnswer = { readonly tenant: string; readonly device: string } | null;
type Tenant = { readonly carrier: OpenCarrier; readonly meter: TenantMeter; readonly room: TenantRoom };

/** Who owns a relay's documents reads no others than registry and directories, and shows no traffic of peers. */
const isForOwner = (output: CarrierOutput): boolean => {
  if (output.type === 'traffic' || output.type === 'visit') return false;
  return output.type !== 'objects' || output.ref.kind === 'registry' || output.ref.kind === 'directory';
};

/** Who may have invited somebody. */
const tillsIn = ({ allowed }: Extract<CarrierInput, { type: 'peers' }>): readonly string[] =>
  allowed.flatMap(({ deviceId, kind }) => (kind === 'till' ? [deviceId] : []));

const linkedIn = ({ links }: Extract<CarrierOutput, { type: 'links' }>): readonly string[] =>
  links.flatMap(({ deviceId, state }) => (state === 'linked' ? [deviceId] : []));

/** Of loaded documents, as they are on the disk; see the memory that the process may have in `carrier-pool.ts`. */
const LOADED_BYTES = 128 * 1024 * 1024;

/** Samples that are kept until somebody asks. */
const SAMPLES_MAX = 10_000;

/**
 * The carriers of many organisations in one process: each with documents, table of devices and gate of its own; one
 * port, the loaded documents and the turns of the event loop are shared.
 */
export class TenantPool {
  readonly #options: TenantPoolOptions;
  readonly #tenants = new Map<string, Tenant>();
  readonly #listener: SharedListener;
  readonly #door: InvitationDoor;
  readonly #loaded: LoadedTable;
  readonly #turnsOf: ReturnType<typeof createFairTurns>;
  readonly #refused = new Map<string, number>();
  #storedMs: number[] = [];
  readonly #questions = new Map<number, (found: TokenAnswer) => void>();
  #asked = 0;
  readonly #proxy: Promise<{ readonly close: () => Promise<void> } | null>;

  constructor(options: TenantPoolOptions) {
    this.#options = options;
    const { config, ports, emit } = options;
    const { nowMs, later, soon } = ports.timers;
    this.#turnsOf = createFairTurns(soon);
    this.#loaded = new LoadedTable({
      nowMs,
      later,
      idleMs: config.idleMs,
      most: config.loadedMost,
      mostBytes: LOADED_BYTES,
    });
    this.#door = new InvitationDoor({
      timers: ports.timers,
      say: (tenant, to, visit) => this.#tenants.get(tenant)?.carrier.send({ type: 'visit', to, visit }),
      onRefused: () => this.#refuse('visitor'),
    });
    this.#listener = new SharedListener({
      address: config.listen,
      tls: config.tls,
      listen: ports.transport.listen,
      onVisitor: (socket, admitted) => this.#door.enter(framed(socket), admitted),
      onRefused: (cause) => this.#refuse(cause),
      onAlarm: (code, message) => emit({ type: 'alarm', code, message }),
    });
    this.#proxy = config.proxy === null ? Promise.resolve(null) : this.#listenBehindProxy(config.proxy);
  }

  async #listenBehindProxy(address: PeerAddress): Promise<{ readonly close: () => Promise<void> } | null> {
    const { ports, emit } = this.#options;
    try {
      const listener = await listenBehindProxy({
        address,
        greetingMs: ports.timing.greetingMs,
        places: () => this.#listener.proxied(),
        useToken: (hash) => this.#askForToken(hash),
        onVisitor: (socket, admitted) => this.#door.enter(socket, admitted),
        onRefused: (cause) => this.#refuse(cause),
      });
      emit({ type: 'proxied', port: listener.port });
      return listener;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      emit({
        type: 'alarm',
        code: 'PROXY-LISTEN-FAILED',
        message: `No proxy can reach this relay: ${reason}.`,
      });
      return null;
    }
  }

  #askForToken(hash: Uint8Array): Promise<TokenAnswer> {
    const question = (this.#asked += 1);
    return new Promise((resolve) => {
      this.#questions.set(question, resolve);
      this.#options.emit({ type: 'token', question, hash });
    });
  }

  /** Whose token it was that somebody brought. */
  answered(question: number, found: TokenAnswer): void {
    this.#questions.get(question)?.(found);
    this.#questions.delete(question);
  }

  #refuse(cause: RefusalCause): void {
    this.#refused.set(cause, (this.#refused.get(cause) ?? 0) + 1);
  }

  /** Begins to carry for an organisation. Throws a Fault when its documents file cannot be opened. */
  add({ tenant, config, orders, quota }: TenantStart): void {
    const { ports, workOf, emit } = this.#options;
    const meter = new TenantMeter(ports.timers);
    const work = workOf(config.databaseFile);
    const room = new TenantRoom(config.databaseFile, quota);
    meter.setRates(quota);
    const carrier = createCarrier(
      { ...config, listen: this.#options.config.listen },
      {
        ...ports,
        orders,
        loaded: this.#loaded,
        onStored: (ms) => this.#stored(ms),
        isFull: () => room.isFull(this.#tenants.get(tenant)?.carrier.figures().documents ?? 0),
        ...(work === null ? {} : { work }),
        timers: { ...ports.timers, soon: this.#turnsOf(tenant) },
        transport: {
          dial: (options) =>
            ports.transport.dial({
              ...options,
              onOpen: (socket, peer) => options.onOpen(meter.watch(socket), peer),
            }),
          listen: (options) =>
            this.#listener.join(tenant, {
              ...options,
              onSocket: (socket, peer) => {
                if (room.mayLink(meter.links)) options.onSocket(meter.watch(socket), peer);
                else this.#tooMany(socket);
              },
            }),
        },
      },
    );
    this.#door.serve(tenant, config.organisation);
    carrier.onOutput((output) => {
      if (output.type === 'visit') this.#door.heard(tenant, output.from, output.visit);
      if (output.type === 'links') this.#door.linked(tenant, linkedIn(output));
      if (isForOwner(output)) emit({ type: 'output', tenant, output });
    });
    this.#tenants.set(tenant, { carrier, meter, room });
  }

  setQuota(tenant: string, quota: TenantQuota): void {
    this.#tenants.get(tenant)?.meter.setRates(quota);
    this.#tenants.get(tenant)?.room.setQuota(quota);
  }

  #tooMany(socket: LinkSocket): void {
    this.#refuse('links');
    socket.on('error', () => socket.terminate());
    socket.close(CLOSE_CROWDED, 'no more devices');
  }

  send(tenant: string, input: CarrierInput): void {
    if (input.type === 'peers') this.#door.listed(tenant, tillsIn(input));
    this.#tenants.get(tenant)?.carrier.send(input);
  }

  /** Saves what it has of an organisation, ends its links, and lets go of its files. */
  async end(tenant: string): Promise<void> {
    const found = this.#tenants.get(tenant);
    this.#tenants.delete(tenant);
    this.#door.gone(tenant);
    await found?.carrier.close();
    this.#options.emit({ type: 'gone', tenant });
  }

  figures(): PoolFigures {
    const storedMs = this.#storedMs;
    this.#storedMs = [];
    const tenants = [...this.#tenants].map(([tenant, { carrier, meter, room }]) => {
      const { links, bytesIn, bytesOut, framesIn, framesOut, paused } = meter;
      return {
        tenant,
        ...carrier.figures(),
        links,
        bytesIn,
        bytesOut,
        framesIn,
        framesOut,
        paused,
        bytesStored: room.look(),
      };
    });
    return { tenants, refused: Object.fromEntries(this.#refused), storedMs, ...this.#options.use() };
  }

  async close(): Promise<void> {
    this.#door.close();
    await Promise.all([...this.#tenants.values()].map(({ carrier }) => carrier.close()));
    this.#tenants.clear();
    await (await this.#proxy)?.close();
    await this.#listener.close();
  }

  #stored(ms: number): void {
    if (this.#storedMs.length < SAMPLES_MAX) this.#storedMs.push(ms);
  }
}
