import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { EventEmitter } from 'node:events';

export type GuardedSocketOptions = {
  readonly type: 'udp4' | 'udp6';
  readonly onMessage: (from: RemoteInfo) => void;
  /** Something failed, in words; the socket goes on as far as it can. */
  readonly onTrouble: (reason: string) => void;
};

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * A datagram socket as the multicast library uses one, out of which nothing is thrown: neither what the network or
 * the system refuses, nor what the library makes of a stranger's packet.
 */
export class GuardedSocket extends EventEmitter {
  readonly #socket: Socket;
  readonly #onTrouble: (reason: string) => void;

  constructor({ type, onMessage, onTrouble }: GuardedSocketOptions) {
    super();
    this.#onTrouble = onTrouble;
    this.#socket = createSocket({ type, reuseAddr: true, ipv6Only: type === 'udp6' });
    this.#socket.on('error', (error) => onTrouble(error.message));
    this.#socket.on('listening', () => this.#safely(() => this.emit('listening')));
    this.#socket.on('message', (bytes, from) => {
      onMessage(from);
      this.#safely(() => this.emit('message', bytes, from));
    });
  }

  bind(port: number, address: string, bound: () => void): void {
    this.#safely(() => this.#socket.bind({ port, address, exclusive: false }, () => this.#safely(bound)));
  }

  address(): unknown {
    return this.#socket.address();
  }

  send(
    bytes: Uint8Array,
    offset: number,
    length: number,
    port: number,
    address: string,
    sent: (error: Error | null) => void,
  ): void {
    const done = (error: Error | null): void => {
      if (error !== null) this.#onTrouble(error.message);
      this.#safely(() => sent(error));
    };
    try {
      this.#socket.send(bytes, offset, length, port, address, (error) => done(error ?? null));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Throws to the library, which catches it and tries again: an interface may not be ready yet. */
  addMembership(group: string, scope: string): void {
    try {
      this.#socket.addMembership(group, scope);
    } catch (error) {
      this.#onTrouble(reasonOf(error));
      throw error;
    }
  }

  dropMembership(group: string, scope: string): void {
    // The interface may be gone, and its memberships with it.
    try {
      this.#socket.dropMembership(group, scope);
    } catch {
      return;
    }
  }

  setMulticastInterface(scope: string): void {
    this.#safely(() => this.#socket.setMulticastInterface(scope));
  }

  setMulticastTTL(hops: number): void {
    this.#safely(() => this.#socket.setMulticastTTL(hops));
  }

  setMulticastLoopback(on: boolean): void {
    this.#safely(() => this.#socket.setMulticastLoopback(on));
  }

  close(closed: () => void): void {
    this.#safely(() => this.#socket.close(closed));
  }

  #safely(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#onTrouble(reasonOf(error));
    }
  }
}
