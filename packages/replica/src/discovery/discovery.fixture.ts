import type { PeerAddress } from '../link/peer.ts';
import type { Announcement, Discovery, DiscoveryOptions, OpenDiscovery } from './discovery-port.ts';
import { SightingBook } from './sighting-book.ts';

type Station = { readonly host: string; readonly book: SightingBook };
type OnAir = { readonly name: string; readonly host: string; readonly announcement: Announcement };

/** A network in memory on which devices find one another at once. */
export class Air {
  readonly #stations = new Set<Station>();
  readonly #announced = new Set<OnAir>();
  /** Those of whom nothing comes and to whom nothing goes. */
  readonly #cut = new Set<string>();
  #names = 0;

  /** The network as the machine with this address has it. */
  at(host: string): OpenDiscovery {
    return ({ timers }: DiscoveryOptions): Discovery => {
      const station = { host, book: new SightingBook(timers.nowMs) };
      const own = new Set<OnAir>();
      this.#stations.add(station);
      const withdraw = (onAir: OnAir): void => {
        own.delete(onAir);
        if (!this.#announced.delete(onAir) || this.#cut.has(host)) return;
        for (const other of this.#stations) other.book.gone(onAir.name);
      };
      return {
        announce: (announcement) => {
          const onAir = { name: `${(this.#names += 1)}`, host, announcement };
          own.add(onAir);
          this.#announced.add(onAir);
          for (const other of this.#stations) if (other !== station) this.#pass(onAir, other);
          return () => withdraw(onAir);
        },
        browse: (type, listener) => {
          for (const onAir of this.#announced) if (!own.has(onAir)) this.#pass(onAir, station);
          return station.book.listen(type, listener);
        },
        look: () => {
          for (const onAir of this.#announced) if (!own.has(onAir)) this.#pass(onAir, station);
        },
        close: () => {
          for (const onAir of own) withdraw(onAir);
          this.#stations.delete(station);
        },
      };
    };
  }

  cut(host: string, on: boolean): void {
    if (on) this.#cut.add(host);
    else this.#cut.delete(host);
  }

  #pass({ name, host, announcement }: OnAir, { host: to, book }: Station): void {
    if (this.#cut.has(host) || this.#cut.has(to)) return;
    const address: PeerAddress = { host, port: announcement.port };
    book.seen(announcement.type, name, address, host, announcement.text);
  }
}
