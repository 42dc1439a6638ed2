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
/** Who proved a key that several list, before it says which of them it means. */
type Shared = { readonly proof: PeerProof; readonly places: readonly Place[] };

const NOBODY_YET = { deviceId: '', kind: 'till', branchId: null, tlsKeyHash: new Uint8Array(32) } as const;

/**
 * One port for many organisations. Whoever dials proves a key; the organisation that lists it takes the connection,
 * and no other learns of it. A key that nobody lists ends its connection before a frame is read, and so does one that
 * several list unless it names one of them in its request.
 */
export class SharedListener {
  readonly #options: SharedListenerOptions;
  readonly #places = new Map<string, Place>();
  readonly #taken = new WeakMap<AllowedPeer, Place>();
  readonly #shared = new WeakMap<AllowedPeer, Shared>();
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
      onSocket: (socket, peer, meant) => this.#took(socket, peer, meant ?? null),
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
    const places = this.#placesOf(proof);
    const [place, ...others] = places;
    if (place === undefined) return null;
    if (others.length > 0) {
      const unnamed = { ...NOBODY_YET };
      this.#shared.set(unnamed, { proof, places });
      return unnamed;
    }
    return this.#admitAt(place, proof);
  }

  #admitAt(place: Place, proof: PeerProof): AllowedPeer | null {
    const peer = place.options.admit(proof);
    if (peer === null) this.#options.onRefused(proof.keyHash === null ? 'no-key' : 'expired');
    else this.#taken.set(peer, place);
    return peer;
  }

  #placesOf(proof: PeerProof): readonly Place[] {
    const { onRefused } = this.#options;
    const [only, ...more] = this.#places.values();
    // Of the one organisation there is: it tells its own people who came.
    if (only !== undefined && more.length === 0) {
      if (proof.keyHash !== null && only.options.lists?.(proof.keyHash) === false) onRefused('unknown-key');
      return [only];
    }
    const { keyHash } = proof;
    const listed =
      keyHash === null
        ? []
        : [...this.#places.values()].filter(({ options }) => options.lists?.(keyHash) === true);
    if (listed.length === 0) onRefused(keyHash === null ? 'no-key' : 'unknown-key');
    return listed;
  }

  #took(socket: LinkSocket, peer: AllowedPeer, meant: string | null): void {
    const shared = this.#shared.get(peer);
    if (shared !== undefined) {
      this.#tookShared(socket, shared, meant);
      return;
    }
    const place = this.#taken.get(peer);
    if (place === undefined || this.#places.get(place.tenant) !== place || !place.options.isOpen()) {
      this.#options.onRefused('closed');
      socket.terminate();
    } else place.options.onSocket(socket, peer);
  }

  /** Only the organisation that it names is asked. */
  #tookShared(socket: LinkSocket, { proof, places }: Shared, meant: string | null): void {
    const place = places.find(({ options }) => options.member?.organisation === meant);
    if (place === undefined || meant === null) {
      const names = places.map(({ tenant }) => tenant).join(', ');
      this.#options.onRefused('shared-key');
      this.#options.onAlarm(
        'TENANT-KEY-SHARED',
        `The key ${proof.keyHash?.slice(0, 16)} is listed by ${places.length} organisations (${names}); whoever showed it named none of them, and is linked to none.`,
      );
      socket.terminate();
      return;
    }
    const peer = this.#admitAt(place, proof);
    if (peer === null) socket.terminate();
    else this.#took(socket, peer, meant);
  }
}
