import { isIPv6, type Socket } from 'node:net';

/** Connections of machines that have proved no key yet: so many in all, and from one address. */
export const UNPROVED_MAX = 128;
export const UNPROVED_OF_ADDRESS_MAX = 32;

/** `origin`: null where nobody says from where it comes. */
type Visitor = {
  readonly origin: string | null;
  readonly end: () => void;
  readonly deadline: NodeJS.Timeout;
};

const nameOf = ({ remoteAddress, remotePort }: Pick<Socket, 'remoteAddress' | 'remotePort'>): string =>
  `${remoteAddress}|${remotePort}`;

/** Whoever has an address of IPv6 usually has all of its first 64 bits. */
export const originOf = (address: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address) || address.toLowerCase().startsWith('fe80:')) return address;
  const [head = '', tail = ''] = address.split('::');
  const [front, back] = [head, tail].map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = Math.max(0, 8 - (front?.length ?? 0) - (back?.length ?? 0));
  return [...(front ?? []), ...Array<string>(zeros).fill('0'), ...(back ?? [])].slice(0, 4).join(':');
};

/**
 * Where connections wait that have proved nothing yet. Each has a time limit that no byte prolongs, and there is room
 * for some: of too many from one address, or of too many in all from the address with most, the oldest makes room. So
 * a crowd costs strangers their place and lets a device through, which needs it for one round trip.
 */
export class Threshold {
  readonly #limitMs: number;
  readonly #most: number;
  /** In the order in which they came; by what tells them apart. */
  readonly #visitors = new Map<unknown, Visitor>();
  readonly #counts = new Map<string | null, number>();

  constructor(limitMs: number, most: number = UNPROVED_MAX) {
    this.#limitMs = limitMs;
    this.#most = most;
  }

  enter(socket: Socket): void {
    const name = nameOf(socket);
    socket.on('close', () => this.leave(name));
    this.admit(name, originOf(socket.remoteAddress ?? ''), () => socket.destroy());
  }

  /** It proved a listed key, over the connection with these ends. */
  passed(socket: Pick<Socket, 'remoteAddress' | 'remotePort'>): void {
    this.leave(nameOf(socket));
  }

  /** `end`: its time is over, or it makes room. Whoever calls this says when it is gone. */
  admit(name: unknown, origin: string | null, end: () => void): void {
    const deadline = setTimeout(end, this.#limitMs);
    this.#visitors.set(name, { origin, end, deadline });
    this.#counts.set(origin, (this.#counts.get(origin) ?? 0) + 1);
    const isFromMany = origin === null;
    if (!isFromMany && (this.#counts.get(origin) ?? 0) > UNPROVED_OF_ADDRESS_MAX) this.#makeRoom(origin);
    else if (this.#visitors.size > this.#most) this.#makeRoom(this.#mostFrequent());
  }

  /** It proved who it is, or is gone. */
  leave(name: unknown): void {
    const visitor = this.#visitors.get(name);
    if (visitor === undefined) return;
    clearTimeout(visitor.deadline);
    this.#visitors.delete(name);
    const left = (this.#counts.get(visitor.origin) ?? 0) - 1;
    if (left > 0) this.#counts.set(visitor.origin, left);
    else this.#counts.delete(visitor.origin);
  }

  #makeRoom(origin: string | null): void {
    for (const [name, visitor] of this.#visitors) {
      if (visitor.origin !== origin) continue;
      this.leave(name);
      visitor.end();
      return;
    }
  }

  #mostFrequent(): string | null {
    const [most] = [...this.#counts].reduce((first, one) => (one[1] > first[1] ? one : first), ['', 0]);
    return most;
  }
}
