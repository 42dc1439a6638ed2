import type { PeerAddress } from '../link/peer.ts';
import type { Timers } from '../link/timers.ts';
import type { Listener } from '../link/transport.ts';

/** A port that was in use may be free in a moment: the process before this one is still ending. */
const TRIES = 5;
const AGAIN_MS = 200;
const LATER_MS = 5_000;

export type PortKeeperOptions = {
  /** One attempt; rejects with a Fault. */
  readonly listen: (address: PeerAddress) => Promise<Listener>;
  readonly later: Timers['later'];
  readonly onListening: (port: number) => void;
  /** It could not be had; it is tried again until it can be. */
  readonly onFailed: (error: unknown) => void;
};

/** Gets the port at which other devices dial this one, however long that takes, and keeps it. */
export class PortKeeper {
  readonly #options: PortKeeperOptions;
  #listener: Listener | null = null;
  #stopped = false;

  constructor(options: PortKeeperOptions) {
    this.#options = options;
  }

  /** Null: nobody can dial (yet). */
  get port(): number | null {
    return this.#listener?.port ?? null;
  }

  /** Resolves when it is had, or has to be waited for. */
  async start(address: PeerAddress): Promise<void> {
    for (let tries = 1; !this.#stopped; tries++) {
      try {
        await this.#take(address);
        return;
      } catch (error) {
        if (tries < TRIES) {
          await new Promise<void>((resolve) => void this.#options.later(resolve, AGAIN_MS));
          continue;
        }
        this.#options.onFailed(error);
        this.#later(address);
        return;
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#listener?.close();
    this.#listener = null;
  }

  async #take(address: PeerAddress): Promise<void> {
    const listener = await this.#options.listen(address);
    if (this.#stopped) {
      await listener.close();
      return;
    }
    this.#listener = listener;
    this.#options.onListening(listener.port);
  }

  #later(address: PeerAddress): void {
    this.#options.later(() => {
      if (!this.#stopped) this.#take(address).catch(() => this.#later(address));
    }, LATER_MS);
  }
}
