import type { Neighbours } from '../discovery/neighbours.ts';
import { toHex } from '../cbor/bytes.ts';
import { Dialler } from '../link/dialler.ts';
import type { KnownDocument } from '../gate/access-gate.ts';
import type { Extent, MeteredLink } from '../link/extent.ts';
import { reasonOf } from '../link/frame.ts';
import { LinkBoard } from '../link/link-board.ts';
import { memberOf, type Member } from './own-member.ts';
import { MeshAdapter } from '../link/mesh-adapter.ts';
import { PeerTable, type AllowedPeer, type PeerAddress } from '../link/peer.ts';
import { judgePeer } from '../link/pinned-tls.ts';
import { TrafficTable } from '../link/traffic-table.ts';
import type { Listener, PeerProof } from '../link/transport.ts';
import type { Held, PackedObjects } from '../link/wire-message.ts';
import type { CarrierConfig, CarrierOutput } from './carrier-port.ts';
import type { CarrierPorts } from './carrier-ports.ts';
import { greetingOf } from './own-greeting.ts';
import { createNeighbours } from './own-neighbours.ts';
import type { PeerShare } from './share-board.ts';
import { PortKeeper } from './port-keeper.ts';

export type CarrierLinksOptions = {
  config: CarrierConfig;
  ports: CarrierPorts;
  emit: (output: CarrierOutput) => void;
  documentOf: (documentId: string) => KnownDocument;
  turnOfDocument: (documentId: string) => number;
  extentOfDocument: (documentId: string) => Extent | null;
  onObjects: (from: string, packed: PackedObjects) => void;
  onFresh: (from: string, packed: PackedObjects) => void;
  onHolding: (from: string, holding: Uint8Array) => void;
  sharesOf: (peers: readonly AllowedPeer[]) => readonly PeerShare[];
  onParted: (from: string, documentId: string) => void;
  onLinked: (deviceId: string) => void;
  onLost: (deviceId: string) => void;
  signKeyOf: (deviceId: string) => Uint8Array | null;
  /** For an alarm that concerns a document. */
  refOf: (documentId: string) => Extract<CarrierOutput, { type: 'opened' }>['ref'] | null;
};

/** Traffic is told at most so often: people read it, and each telling costs both processes. */
const TRAFFIC_MS = 5_000;
/** With a metered link: whoever keeps its budget goes by it. */
const METERED_TRAFFIC_MS = 1_000;

/** Who may link, who is linked, who was refused. */
export class CarrierLinks {
  readonly mesh: MeshAdapter;
  readonly #options: CarrierLinksOptions;
  readonly #peers = new PeerTable();
  readonly #member: Member | undefined;
  readonly #board: LinkBoard;
  readonly #dialler: Dialler;
  readonly #traffic: TrafficTable;
  readonly #neighbours: Neighbours | null;
  readonly #port: PortKeeper;
  #isStarted = false;
  #hasOthers = false;
  #hints: readonly PeerAddress[] = [];
  #on = true;
  /** Before it is told who may link, a device refuses nobody: it is not there yet. */
  #isTold = false;
  #stopped = false;
  #telling = false;
  #trafficMs = TRAFFIC_MS;
  #hasAsked = false;
  #cancelTraffic: (() => void) | null = null;

  constructor(options: CarrierLinksOptions) {
    this.#options = options;
    const { ports, config } = options;
    const selfId = config.self.deviceId;
    this.#member = memberOf(config, this.#peers, options.signKeyOf);
    this.#board = new LinkBoard(selfId, ports.timers.nowMs, () => this.#tellSoon());
    this.#traffic = new TrafficTable(ports.timers.nowMs, () => this.#tellTrafficSoon());
    this.mesh = new MeshAdapter({
      selfId,
      greeting: greetingOf(config, ports.random),
      traffic: this.#traffic,
      timers: ports.timers,
      timing: ports.timing,
      holderOf: (deviceId) => this.#peers.byId(deviceId),
      documentOf: options.documentOf,
      turnOfDocument: options.turnOfDocument,
      extentOfDocument: options.extentOfDocument,
      onHeld: (by, held) => options.emit({ type: 'held', by, ...held }),
      onObjects: options.onObjects,
      onFresh: options.onFresh,
      onHolding: options.onHolding,
      onVisit: (from, visit) => options.emit({ type: 'visit', from, visit }),
      onParted: options.onParted,
      onUp: (deviceId) => {
        this.#board.linked(deviceId);
        options.onLinked(deviceId);
      },
      onDown: (deviceId, cause) => {
        options.onLost(deviceId);
        this.#board.away(deviceId, cause);
        this.#dialler.lost(deviceId);
        this.#neighbours?.look();
      },
      onOtherVersion: (deviceId, cause) => this.#board.otherVersion(deviceId, cause),
      onAlarm: ({ code, message, peer, documentId }) => this.#alarm(code, message, peer, documentId),
      onCloned: (deviceId) => options.emit({ type: 'cloned', deviceId }),
      onTold: () => this.#tellAsked(),
    });
    this.#dialler = new Dialler({
      selfId,
      tls: config.tls,
      member: this.#member,
      dial: ports.transport.dial,
      timers: ports.timers,
      timing: ports.timing,
      random: ports.random,
      mesh: this.mesh,
      admit: (proof, isHint) => this.#admit(proof, isHint),
      onMet: (deviceId, address) => options.emit({ type: 'met', deviceId, address }),
      onRefused: (deviceId, cause) => {
        this.#board.refused(deviceId, cause);
        this.#tellTrafficSoon();
      },
      onUnreachable: (deviceId, cause) => {
        this.#board.away(deviceId, cause);
        this.#tellTrafficSoon();
      },
      onTried: () => this.#tellAsked(),
    });
    this.#port = new PortKeeper({
      listen: (address) => this.#listen(address),
      later: ports.timers.later,
      onListening: (port) => this.#listens(port),
      onFailed: (error) => this.#alarm('LISTEN-FAILED', reasonOf(error)),
    });
    this.#neighbours = createNeighbours(options, this.#dialler, this.mesh);
  }

  /** Begins to listen; the port, or null if there is none to listen on (yet). */
  async start(): Promise<number | null> {
    const { listen } = this.#options.config;
    if (listen !== null && listen.onlyWithOthers !== true) await this.#port.start(listen);
    this.#isStarted = true;
    return this.#port.port;
  }

  setPeers(allowed: readonly AllowedPeer[], dial: readonly PeerAddress[]): void {
    this.#isTold = true;
    for (const deviceId of this.#peers.replace(allowed)) {
      this.mesh.drop(deviceId, 'it is no longer listed, or not as before');
    }
    this.#board.setAllowed(this.#peers.ids());
    this.#dialler.addHints(this.#hints);
    this.#hints = [];
    this.#dialler.setAddresses(dial);
    this.#tellAsked();
    if (this.#hasOthers || this.#others().length === 0) return;
    this.#hasOthers = true;
    this.#neighbours?.start();
    if (this.#port.port !== null) this.#neighbours?.announce(this.#port.port);
    const { listen } = this.#options.config;
    if (listen?.onlyWithOthers === true) void this.#port.start(listen);
  }

  /** Dialled once it is known who may link. */
  addHints(addresses: readonly PeerAddress[]): void {
    if (this.#isTold) this.#dialler.addHints(addresses);
    else this.#hints = addresses;
  }

  setMetered(links: readonly MeteredLink[]): void {
    this.#trafficMs = links.length === 0 ? TRAFFIC_MS : METERED_TRAFFIC_MS;
    this.mesh.setMetered(links);
    this.#tellTrafficSoon();
  }

  switch(on: boolean): void {
    this.#on = on;
    this.#dialler.switch(on);
    if (on) return;
    this.#tellAsked();
    this.mesh.dropAll('links are switched off here');
  }

  /** Something changed here that peers do not hold yet. */
  tellSoon(): void {
    this.#tellTrafficSoon();
  }

  /** Null: it may not link. */
  peer(deviceId: string): AllowedPeer | null {
    return this.#peers.byId(deviceId);
  }

  confirm(deviceId: string, held: Held): void {
    if (this.#peers.byId(deviceId) !== null) this.mesh.confirm(deviceId, held);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTraffic?.();
    this.#neighbours?.stop();
    this.#dialler.switch(false);
    this.mesh.dropAll('this device stops');
    await this.#port.stop();
  }

  #listen(address: PeerAddress): Promise<Listener> {
    const { config, ports } = this.#options;
    return ports.transport.listen({
      address,
      tls: config.tls,
      greetingMs: ports.timing.greetingMs,
      isOpen: () => this.#on && this.#isTold && !this.#stopped,
      admit: (proof) => this.#admit(proof),
      lists: (keyHash) => this.#peers.byKey(keyHash) !== null,
      member: this.#member,
      onSocket: (socket, peer) => this.mesh.attach(socket, peer.deviceId, 'them'),
      onTrouble: (reason) => this.#alarm('LISTEN-TROUBLE', `A connection could not be taken: ${reason}.`),
    });
  }

  /** Told with `ready`, unless that was told before. */
  #listens(port: number): void {
    if (this.#hasOthers) this.#neighbours?.announce(port);
    if (this.#isStarted) this.#options.emit({ type: 'listening', port });
  }

  /** `isHint`: dialled because of a hint, which anybody on the network can give: a stranger there is told of to nobody. */
  #admit(proof: PeerProof, isHint = false): AllowedPeer | null {
    if (!this.#on) return null;
    const judgement = judgePeer(proof, this.#peers, this.#options.ports.timers.nowMs());
    if (judgement.type === 'known') return judgement.peer;
    const { keyHash, cause } = judgement;
    // Our own key: whether this is us or another machine, only a greeting tells.
    if (keyHash === toHex(this.#options.config.self.tlsKeyHash)) return this.#options.config.self;
    if (isHint) return null;
    const times = this.#board.stranger(keyHash, cause);
    // Told at the first, second, fourth, eighth ... time: it may go on for days.
    if (Number.isInteger(Math.log2(times))) {
      this.#alarm(
        'LINK-REFUSED',
        `A device at ${proof.from} was refused: ${cause} (${times} times).`,
        keyHash,
      );
    }
    return null;
  }

  /** Once a start, when all who could be asked have said what they hold. */
  #tellAsked(): void {
    if (this.#hasAsked || !this.#isTold || !this.#dialler.isTried || !this.mesh.isTold()) return;
    this.#hasAsked = true;
    this.#options.emit({ type: 'asked' });
  }

  #tellSoon(): void {
    if (this.#telling) return;
    this.#telling = true;
    this.#options.ports.timers.soon(() => {
      this.#telling = false;
      this.#options.emit({ type: 'links', links: this.#board.list() });
    });
  }

  #others(): readonly AllowedPeer[] {
    return this.#peers.all().filter(({ deviceId }) => deviceId !== this.#options.config.self.deviceId);
  }

  #tellTrafficSoon(): void {
    if (this.#cancelTraffic !== null || this.#stopped) return;
    this.#cancelTraffic = this.#options.ports.timers.later(() => {
      this.#cancelTraffic = null;
      this.#options.emit({
        type: 'traffic',
        peers: this.#traffic.list(),
        dials: this.#dialler.waiting(),
        shares: this.#options.sharesOf(this.#others()),
      });
    }, this.#trafficMs);
  }

  #alarm(code: string, message: string, peer?: string, documentId?: string): void {
    const ref = documentId === undefined ? null : this.#options.refOf(documentId);
    this.#options.emit({
      type: 'alarm',
      code,
      message,
      ...(peer === undefined ? {} : { peer }),
      ...(ref === null ? {} : { ref }),
    });
  }
}
