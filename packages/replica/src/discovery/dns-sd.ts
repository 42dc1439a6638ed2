import type { Announcement, Discovery, DiscoveryOptions, SightingListener } from './discovery-port.ts';
import { DnsSdPlace } from './dns-sd-place.ts';
import { networkPlaces, type NetworkPlace } from './network-place.ts';
import { SightingBook } from './sighting-book.ts';

/** Multicast DNS (RFC 6762). */
const MULTICAST_DNS_PORT = 5353;
/** How often this machine's interfaces are looked at. */
const LOOK_MS = 3_000;
/** Questions are asked at these looks after a start or a loss, and then at every so manieth. */
const ASK_AT: ReadonlySet<number> = new Set([0, 1, 2, 4, 8, 16]);
const ASK_EVERY = 20;
/** Whoever loses many links at once asks once. */
const ASK_GAP_MS = 1_000;
/** What this machine sends comes back to it, if the network lets it out: so many questions are left for that. */
const SILENT_AFTER = 3;

/** What a test does differently: another port, and what interfaces there are. */
export type DnsSdPorts = {
  readonly port?: number;
  readonly places?: (at: string) => NetworkPlace[];
};

/**
 * DNS-SD over multicast DNS, at each interface of this machine in each family of addresses by itself. Interfaces come
 * and go and change their addresses: each then announces anew, under another name.
 */
export const openDnsSd = (options: DiscoveryOptions, ports: DnsSdPorts = {}): Discovery =>
  new DnsSd(options, ports);

const hex = (random: () => number): string =>
  Math.floor(random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');

class DnsSd implements Discovery {
  readonly #options: DiscoveryOptions;
  readonly #port: number;
  readonly #placesAt: (at: string) => NetworkPlace[];
  readonly #places = new Map<string, DnsSdPlace>();
  readonly #announced = new Set<Announcement>();
  /** Names under which this device announces, past ones included: its own words come back to it. */
  readonly #own = new Set<string>();
  readonly #book: SightingBook;
  #looks = 0;
  #askedMs = 0;
  #unanswered = 0;
  #isHeard = true;
  #trouble = '';
  #isClosed = false;
  #cancel: () => void = () => undefined;

  constructor(options: DiscoveryOptions, { port, places }: DnsSdPorts) {
    this.#options = options;
    this.#port = port ?? MULTICAST_DNS_PORT;
    this.#placesAt = places ?? networkPlaces;
    this.#book = new SightingBook(options.timers.nowMs);
    this.#settle();
    this.#later();
  }

  announce(announcement: Announcement): () => void {
    // One of its own, so that the same words may be announced twice.
    const own = { ...announcement };
    this.#announced.add(own);
    for (const place of this.#places.values()) this.#own.add(place.announce(own));
    return () => {
      if (!this.#announced.delete(own)) return;
      for (const place of this.#places.values()) place.withdraw(own);
    };
  }

  browse(type: string, listener: SightingListener): () => void {
    const stop = this.#book.listen(type, listener);
    for (const place of this.#places.values()) place.browse(type);
    return () => {
      stop();
      if (this.#book.types().has(type)) return;
      for (const place of this.#places.values()) place.stopBrowsing(type);
    };
  }

  look(): void {
    if (this.#isClosed) return;
    this.#looks = 0;
    this.#settle();
    if (Math.abs(this.#options.timers.nowMs() - this.#askedMs) >= ASK_GAP_MS) this.#ask();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
    for (const place of this.#places.values()) place.close();
    this.#places.clear();
  }

  #later(): void {
    this.#cancel = this.#options.timers.later(() => {
      this.#looks += 1;
      this.#settle();
      this.#judge();
      if (!this.#isHeard || ASK_AT.has(this.#looks) || this.#looks % ASK_EVERY === 0) this.#ask();
      this.#later();
    }, LOOK_MS);
  }

  /** Closes places that are gone and opens new ones. */
  #settle(): void {
    const now = new Map(this.#placesAt(this.#options.at).map((place) => [place.key, place]));
    const before = this.#places.size;
    let isMoved = false;
    for (const [key, place] of this.#places) {
      if (now.has(key)) continue;
      place.close();
      this.#places.delete(key);
      isMoved = true;
    }
    for (const [key, place] of now) {
      if (this.#places.has(key)) continue;
      this.#places.set(key, this.#open(place));
      isMoved ||= before > 0 || this.#looks > 0;
    }
    if (!isMoved) return;
    this.#looks = 0;
    this.#options.onMoved();
  }

  #open(place: NetworkPlace): DnsSdPlace {
    const { random } = this.#options;
    const opened = new DnsSdPlace({
      place,
      port: this.#port,
      freshName: () => `${hex(random)}${hex(random)}`,
      onSeen: (type, { name, from, port, text }) => {
        if (!this.#isClosed && !this.#own.has(name))
          this.#book.seen(type, name, { host: from, port }, from, text);
      },
      onGone: (name) => this.#book.gone(name),
      onPacket: (from) => this.#heard(from),
      onTrouble: (reason) => {
        this.#trouble = reason;
      },
    });
    for (const announcement of this.#announced) this.#own.add(opened.announce(announcement));
    for (const type of this.#book.types()) opened.browse(type);
    return opened;
  }

  #heard(from: string): void {
    if (this.#isClosed) return;
    const isOwn = [...this.#places.values()].some(({ place }) => place.address === from);
    if (isOwn) this.#unanswered = 0;
    else this.#book.heardFrom(from);
  }

  #ask(): void {
    if (this.#book.types().size === 0) return;
    this.#askedMs = this.#options.timers.nowMs();
    this.#unanswered += 1;
    for (const place of this.#places.values()) place.ask();
  }

  /** Whether what was sent came back; told when it changes. */
  #judge(): void {
    const isHeard = this.#unanswered < SILENT_AFTER;
    if (isHeard === this.#isHeard) return;
    this.#isHeard = isHeard;
    if (isHeard) {
      this.#options.onSilent(null);
      return;
    }
    const reason =
      this.#places.size === 0
        ? 'this machine is on no network'
        : `nothing that is sent to everybody comes back${this.#trouble === '' ? '' : ` (${this.#trouble})`}`;
    this.#options.onSilent(reason);
  }
}
