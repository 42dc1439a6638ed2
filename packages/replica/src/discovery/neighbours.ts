import type { PeerAddress } from '../link/peer.ts';
import type { Timers } from '../link/timers.ts';
import type { Discovery, OpenDiscovery } from './discovery-port.ts';
import { isOfShop, shopHint } from './shop-hint.ts';

const TYPE = 'tillmesh';

export type NeighboursOptions = {
  /** Hex. */
  readonly organisation: string;
  /** See `DiscoveryOptions`. */
  readonly at: string;
  readonly open: OpenDiscovery;
  readonly timers: Timers;
  readonly random: () => number;
  /** Somebody who says it is of this organisation may be found there; told again when it is heard from. */
  readonly onFound: (address: PeerAddress) => void;
  readonly onMoved: () => void;
  /** In words, why nobody can be found by itself; null: they can be again. */
  readonly onSilent: (reason: string | null) => void;
};

const digits = (random: () => number): string =>
  Math.floor(random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');

/** The devices of one's own organisation on the same network, found and let find. */
export class Neighbours {
  readonly #options: NeighboursOptions;
  readonly #salt: string;
  #discovery: Discovery | null = null;

  constructor(options: NeighboursOptions) {
    this.#options = options;
    this.#salt = `${digits(options.random)}${digits(options.random)}`;
  }

  /** Looks round from now on. */
  start(): void {
    if (this.#discovery !== null) return;
    const { organisation, at, open, timers, random, onFound, onMoved, onSilent } = this.#options;
    const discovery = open({ at, timers, random, onMoved, onSilent });
    this.#discovery = discovery;
    discovery.browse(TYPE, {
      found: ({ address, text }) => {
        if (isOfShop(organisation, text)) onFound(address);
      },
      gone: () => undefined,
    });
  }

  /** This device can be dialled at this port; only after `start`. */
  announce(port: number): void {
    const text = shopHint(this.#options.organisation, this.#salt);
    this.#discovery?.announce({ type: TYPE, port, text });
  }

  /** Somebody was lost: perhaps they are back under another address. */
  look(): void {
    this.#discovery?.look();
  }

  stop(): void {
    this.#discovery?.close();
    this.#discovery = null;
  }
}
