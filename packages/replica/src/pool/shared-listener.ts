import type { AllowedPeer, PeerAddress } from '../link/peer.ts';
import type {
  Listener,
  ListenerOptions,
  LinkSocket,
  PeerProof,
  TlsIdentity,
  Transport,
} from '../link/transport.ts';

import type { ProxyPlace } from './proxy-listener.ts';

export type SharedListenerOptions = {
  readonly address: PeerAddress;
  readonly tls: TlsIdentity;
  readonly listen: Transport['listen'];
  readonly onVisitor: ListenerOptions['onVisitor'];
  readonly onRefused: (cause: RefusalCause) => void;
  readonly onAlarm: (code: string, message: string) => void;
};

/** Why somebody was turned away before a frame. */
export type RefusalCause =
  | 'no-key'
  | 'unknown-key'
  | 'expired'
  | 'shared-key'
  | 'closed'
  | 'unknown-token'
  | 'visitor'
  | 'links';

type Place = { readonly tenant: string; readonly options: ListenerOptions };

/**
 * One port for many organisations. Whoever dials proves a key; the organisation that lists it takes the connection,
 * and no other learns of it. A key that nobody lists, or that two list, ends its connection before a frame is read.
 */
export class SharedListener {
  readonly #options: SharedListenerOptions;
  readonly #places = new Map<string, Place>();
  readonly #taken = new WeakMap<AllowedPeer, Place>();
  #opening: Promise<Listener> | null = null;

  constructor(options: SharedListenerOptions) {
    this.#options = options;
  }

  /** The port, for one more organisation. Throws the Fault of a port that cannot be had. */
  async join(tenant: string, options: ListenerOptions): Promise<Listener> {
    const { port } = await this.#open(options.greetingMs);
    const place = { tenant, options };
    this.#places.set(tenant, place);
    const close = async (): Promise<void> => {
      if (this.#places.get(tenant) === place) this.#places.delete(tenant);
    };
    return { port, close };
  }

  /** Those whose devices may come through a proxy. */
  proxied(): readonly ProxyPlace[] {
    return [...this.#places.values()].flatMap(({ tenant, options }) =>
      options.member === undefined ? [] : { tenant, options, member: options.member },
    );
  }

  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = null;
    this.#places.clear();
    if (opening !== null) await (await opening).close();
  }

  #open(greetingMs: number): Promise<Listener> {
    const { address, tls, listen, onVisitor, onAlarm } = this.#options;
    this.#opening ??= listen({
      address,
      tls,
      greetingMs,
      isOpen: () => this.#isOpen(),
      admit: (proof) => this.#admit(proof),
      onSocket: (socket, peer) => this.#took(socket, peer),
      onVisitor,
      onTrouble: (reason) => onAlarm('LISTEN-TROUBLE', `A connection could not be taken: ${reason}.`),
    }).catch((error: unknown) => {
      // Tried anew by whoever asks next.
      this.#opening = null;
      throw error;
    });
    return this.#opening;
  }

  #isOpen(): boolean {
    return [...this.#places.values()].some(({ options }) => options.isOpen());
  }

  #admit(proof: PeerProof): AllowedPeer | null {
    const place = this.#placeOf(proof);
    const peer = place?.options.admit(proof) ?? null;
    if (place === null) return null;
    if (peer === null) this.#options.onRefused(proof.keyHash === null ? 'no-key' : 'expired');
    else this.#taken.set(peer, place);
    return peer;
  }

  #placeOf(proof: PeerProof): Place | null {
    const { onRefused, onAlarm } = this.#options;
    const [only, ...more] = this.#places.values();
    // Of the one organisation there is: it tells its own people who came.
    if (only !== undefined && more.length === 0) {
      if (proof.keyHash !== null && only.options.lists?.(proof.keyHash) === false) onRefused('unknown-key');
      return only;
    }
    const { keyHash } = proof;
    if (keyHash === null) {
      onRefused('no-key');
      return null;
    }
    const listed = [...this.#places.values()].filter(({ options }) => options.lists?.(keyHash) === true);
    const [first, ...others] = listed;
    if (first === undefined) {
      onRefused('unknown-key');
      return null;
    }
    if (others.length === 0) return first;
    onRefused('shared-key');
    onAlarm(
      'TENANT-KEY-SHARED',
      `The key ${keyHash.slice(0, 16)} is listed by ${listed.length} organisations (${listed.map(({ tenant }) => tenant).join(', ')}); it is linked to none.`,
    );
    return null;
  }

  #took(socket: LinkSocket, peer: AllowedPeer): void {
    const place = this.#taken.get(peer);
    if (place === undefined || this.#places.get(place.tenant) !== place || !place.options.isOpen()) {
      this.#options.onRefused('closed');
      socket.terminate();
    } else place.options.onSocket(socket, peer);
  }
}
