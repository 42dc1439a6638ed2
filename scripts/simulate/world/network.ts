import type { AllowedPeer, DialOptions, Listener, ListenerOptions, Transport } from '@tillmesh/replica/port';
import type { Chance } from './chance.ts';
import { type Path, SimSocket } from './socket.ts';
import type { Owner, VirtualTime } from './virtual-time.ts';

/** A machine on the network: where it stands decides how far others are, and its name is its address. */
export type Host = {
  readonly name: string;
  /** Machines of one place are on one LAN. */
  readonly place: string;
  /** SHA-256 of its TLS key, hexadecimal: what it proves to whoever links. */
  readonly keyHash: string;
};

type Listening = { readonly host: Host; readonly owner: Owner; readonly options: ListenerOptions };

const LAN_MS = [1, 8] as const;
const INTERNET_MS = [15, 120] as const;
/** A name that nobody answers to. */
const REFUSED_MS = 5;
const CERTIFICATE_ENDS_MS = Date.UTC(9999, 0, 1);

export type NetworkOptions = {
  readonly time: VirtualTime;
  readonly chance: Chance;
  /** Every frame that is given to the network, and by whom. */
  readonly onFrame: (from: string, to: string, frame: Uint8Array) => void;
};

/** A network that is made up: machines find one another by name, and what is cut stays silent. */
export class Network {
  readonly #options: NetworkOptions;
  readonly #listening = new Map<string, Listening>();
  /** Directions in which nothing gets through, as `from>to`. */
  readonly #cut = new Set<string>();
  readonly #open = new Map<SimSocket, string>();

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  /** The network as a process of this machine has it. */
  transportOf(host: Host, owner: Owner): Transport {
    return {
      dial: (options) => this.#dial(host, owner, options),
      listen: (options) => this.#listen(host, owner, options),
    };
  }

  cut(from: string, to: string): void {
    this.#cut.add(`${from}>${to}`);
  }

  heal(from: string, to: string): void {
    this.#cut.delete(`${from}>${to}`);
  }

  healAll(): void {
    this.#cut.clear();
  }

  /** Breaks every open connection between two machines, as a switch that is unplugged for a moment. */
  reset(one: string, other: string): void {
    for (const [socket, name] of this.#open) {
      if (name === `${one}>${other}` || name === `${other}>${one}`) socket.terminate();
    }
  }

  /** A machine's process is gone. `isTold`: the others hear of it at once, and not only by its silence. */
  gone(owner: Owner, isTold: boolean): void {
    for (const [name, listening] of this.#listening)
      if (listening.owner === owner) this.#listening.delete(name);
    for (const [socket] of this.#open) {
      if (socket.owner !== owner) continue;
      socket.vanish(isTold);
      this.#open.delete(socket);
    }
  }

  #path(from: Host, to: Host): Path {
    const { chance } = this.#options;
    const [least, most] = from.place === to.place ? LAN_MS : INTERNET_MS;
    return {
      latencyMs: () => chance.within(least, most),
      isCut: () => this.#cut.has(`${from.name}>${to.name}`),
    };
  }

  #listen(host: Host, owner: Owner, options: ListenerOptions): Promise<Listener> {
    this.#listening.set(host.name, { host, owner, options });
    return Promise.resolve({
      port: options.address.port,
      close: () => {
        this.#listening.delete(host.name);
        return Promise.resolve();
      },
    });
  }

  #dial(from: Host, owner: Owner, options: DialOptions): () => void {
    const { time } = this.#options;
    let over = false;
    const fail = (cause: string, refusedBy: AllowedPeer | null = null): void => {
      if (over) return;
      over = true;
      options.onFailed(cause, refusedBy);
    };
    const to = options.address.host;
    const isReachable = (): boolean =>
      !this.#cut.has(`${from.name}>${to}`) && !this.#cut.has(`${to}>${from.name}`);
    const attempt = (): void => {
      if (over) return;
      const there = this.#listening.get(to);
      if (there === undefined || !there.options.isOpen()) {
        fail('connection refused');
        return;
      }
      this.#meet(
        from,
        owner,
        there,
        options,
        () => over,
        fail,
        () => (over = true),
      );
    };
    if (isReachable())
      time.later(attempt, this.#listening.has(to) ? this.#distanceMs(from, to) : REFUSED_MS, owner);
    else time.later(() => fail('no answer'), options.greetingMs, owner);
    return () => {
      over = true;
    };
  }

  #distanceMs(from: Host, to: string): number {
    const there = this.#listening.get(to);
    return there === undefined ? REFUSED_MS : 2 * this.#path(from, there.host).latencyMs();
  }

  /** Both sides look at the key that the other proved, the dialling one first. */
  #meet(
    from: Host,
    owner: Owner,
    there: Listening,
    options: DialOptions,
    isOver: () => boolean,
    fail: (cause: string, refusedBy?: AllowedPeer | null) => void,
    done: () => void,
  ): void {
    const { time, onFrame } = this.#options;
    const proofOf = (host: Host) => ({
      keyHash: host.keyHash,
      validToMs: CERTIFICATE_ENDS_MS,
      from: host.name,
    });
    const peer = options.admit(proofOf(there.host));
    if (peer === null) {
      fail('not dialled further');
      return;
    }
    time.later(
      () => {
        const admitted = there.options.admit(proofOf(from));
        const answer = (run: () => void): void =>
          void time.later(
            () => (isOver() ? undefined : run()),
            this.#path(there.host, from).latencyMs(),
            owner,
          );
        if (admitted === null) {
          answer(() => fail('turned away', peer));
          return;
        }
        const ours = new SimSocket(time, owner, this.#path(from, there.host), (frame) =>
          onFrame(from.name, there.host.name, frame),
        );
        const theirs = new SimSocket(time, there.owner, this.#path(there.host, from), (frame) =>
          onFrame(there.host.name, from.name, frame),
        );
        ours.join(theirs);
        theirs.join(ours);
        this.#keep(ours, `${from.name}>${there.host.name}`);
        this.#keep(theirs, `${there.host.name}>${from.name}`);
        there.options.onSocket(theirs, admitted);
        answer(() => {
          done();
          options.onOpen(ours, peer);
        });
      },
      this.#path(from, there.host).latencyMs(),
      there.owner,
    );
  }

  #keep(socket: SimSocket, name: string): void {
    this.#open.set(socket, name);
    socket.on('close', () => this.#open.delete(socket));
  }
}
