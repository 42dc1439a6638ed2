import { Bonjour, type Browser, type Service } from 'bonjour-service';
import type { Announcement } from './discovery-port.ts';
import { GuardedSocket } from './guarded-socket.ts';
import type { NetworkPlace } from './network-place.ts';

const GROUP = { IPv4: '224.0.0.251', IPv6: 'ff02::fb' } as const;
const ANY = { IPv4: '0.0.0.0', IPv6: '::' } as const;
const TYPE = { IPv4: 'udp4', IPv6: 'udp6' } as const;

/** More than that announce in no shop: what is known of them is dropped, and learned anew. */
const SERVICES_MAX = 256;

/** As the network tells it: `from` is the machine that sent the packet, with its interface where that matters. */
export type Seen = {
  readonly name: string;
  readonly from: string;
  readonly port: number;
  readonly text: Readonly<Record<string, string>>;
};

export type DnsSdPlaceOptions = {
  readonly place: NetworkPlace;
  readonly port: number;
  /** A name that nobody else has. */
  readonly freshName: () => string;
  readonly onSeen: (type: string, seen: Seen) => void;
  readonly onGone: (name: string) => void;
  /** A packet came from this address: from this machine too. */
  readonly onPacket: (from: string) => void;
  readonly onTrouble: (reason: string) => void;
};

const textOf = ({ txt }: Service): Record<string, string> =>
  Object.fromEntries(
    Object.entries((txt ?? {}) as Record<string, unknown>).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );

/** DNS-SD at one interface, in one family of addresses. */
export class DnsSdPlace {
  readonly place: NetworkPlace;
  readonly #options: DnsSdPlaceOptions;
  readonly #bonjour: Bonjour;
  readonly #browsers = new Map<string, Browser>();
  /** What is announced here, with the name that it has here. */
  readonly #services = new Map<Announcement, Service>();

  constructor(options: DnsSdPlaceOptions) {
    this.#options = options;
    this.place = options.place;
    const { family, scope } = options.place;
    const socket = new GuardedSocket({
      type: TYPE[family],
      onMessage: ({ address }) => options.onPacket(address),
      onTrouble: options.onTrouble,
    });
    const multicast = {
      socket,
      type: TYPE[family],
      ip: GROUP[family],
      port: options.port,
      interface: scope,
      // Bound to the interface's own address it would hear nothing that was sent to the group.
      bind: ANY[family],
    };
    // The library passes these on to the one below, whose options its types do not name.
    this.#bonjour = new Bonjour(multicast, (error: unknown) => options.onTrouble(String(error)));
  }

  announce(announcement: Announcement): string {
    const name = this.#options.freshName();
    const { type, port, text } = announcement;
    const service = this.#bonjour.publish({
      name,
      type,
      port,
      txt: { ...text },
      // The machine's own name may say whose it is.
      host: `${name}.local`,
      // Names are drawn at random: nobody needs to be asked whether one is taken.
      probe: false,
    });
    this.#services.set(announcement, service);
    return name;
  }

  withdraw(announcement: Announcement): void {
    const service = this.#services.get(announcement);
    this.#services.delete(announcement);
    if (service !== undefined) (service.stop as () => void)();
  }

  browse(type: string): void {
    if (this.#browsers.has(type)) return;
    const browser = this.#bonjour.find({ type });
    const seen = (service: Service): void => {
      const { name, port, referer } = service;
      if (browser.services.length > SERVICES_MAX) this.#browseAnew(type);
      if (referer === undefined || !Number.isInteger(port)) return;
      this.#options.onSeen(type, { name, from: referer.address, port, text: textOf(service) });
    };
    browser.on('up', seen);
    browser.on('srv-update', seen);
    browser.on('txt-update', seen);
    browser.on('down', ({ name }) => this.#options.onGone(name));
    this.#browsers.set(type, browser);
  }

  #browseAnew(type: string): void {
    this.stopBrowsing(type);
    this.browse(type);
  }

  stopBrowsing(type: string): void {
    this.#browsers.get(type)?.stop();
    this.#browsers.delete(type);
  }

  /** Asks who is there. */
  ask(): void {
    for (const browser of this.#browsers.values()) browser.update();
  }

  /** Takes leave, as far as the network still lets it. */
  close(): void {
    for (const browser of this.#browsers.values()) browser.stop();
    this.#bonjour.unpublishAll(() => this.#bonjour.destroy());
  }
}
