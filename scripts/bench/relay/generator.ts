import { performance } from 'node:perf_hooks';
import { LightClient } from './light-client.ts';
import type { LightShop } from './light-shop.ts';

/** A process that plays the tills of some shops. It is told what to play, and tells what came of it. */
export type ToGenerator =
  | {
      readonly type: 'play';
      readonly shops: readonly { readonly shop: LightShop; readonly relayId: string }[];
      readonly port: number;
    }
  /** Each till begins to sell, one sale every so often. */
  | { readonly type: 'sell'; readonly everyMs: number }
  /** From now on what is sold is measured. */
  | { readonly type: 'measure' }
  /** Nothing more is sold; what is on its way arrives. */
  | { readonly type: 'quiet' }
  | { readonly type: 'stop' };

export type FromGenerator =
  /** Every till is linked and knows where the relay stands in each of its documents. */
  | { readonly type: 'linked'; readonly links: number }
  | { readonly type: 'done'; readonly result: GeneratorResult };

export type GeneratorResult = {
  readonly sold: number;
  /** What was to arrive at another till of the shop, and did within the time. */
  readonly expected: number;
  readonly forwardMs: readonly number[];
  readonly closed: readonly string[];
  readonly cpuSeconds: number;
};

const MICROSECONDS = 1_000_000;
/** New links in one go, so that handshakes come as tills come back and not all in one turn. */
const LINK_EVERY_MS = 25;

const say = (message: FromGenerator): void => void process.send?.(message);

type Sale = { readonly atMs: number; left: number };

class Generator {
  readonly #clients: { readonly client: LightClient; readonly shop: LightShop }[] = [];
  readonly #sales = new Map<string, Sale>();
  readonly #forwardMs: number[] = [];
  readonly #closed: string[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  #links = 0;
  #sold = 0;
  #expected = 0;
  #isMeasuring = false;
  #cpuBefore = process.cpuUsage();
  #cpuUsed = this.#cpuBefore;

  play({ shops, port }: Extract<ToGenerator, { type: 'play' }>): void {
    for (const { shop, relayId } of shops) {
      for (const till of shop.tills) {
        const client = new LightClient({
          shop,
          till,
          relayId,
          port,
          onChange: (hash) => this.#arrived(hash),
          onToldAll: () => this.#linked(),
          onClosed: (cause) => this.#closed.push(cause),
        });
        this.#clients.push({ client, shop });
      }
    }
    for (const [index, { client }] of this.#clients.entries())
      setTimeout(() => client.link(), index * LINK_EVERY_MS);
  }

  sell(everyMs: number): void {
    for (const [index, { client, shop }] of this.#clients.entries()) {
      // Spread over the time between two sales, as cashiers are.
      const offsetMs = (index / this.#clients.length) * everyMs;
      const begin = setTimeout(() => {
        this.#timers.push(setInterval(() => this.#sell(client, shop), everyMs));
      }, offsetMs);
      this.#timers.push(begin);
    }
  }

  measure(): void {
    this.#isMeasuring = true;
    this.#cpuBefore = process.cpuUsage();
  }

  quiet(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#cpuUsed = process.cpuUsage(this.#cpuBefore);
  }

  stop(): GeneratorResult {
    const { user, system } = this.#cpuUsed;
    const closed = [...this.#closed];
    for (const { client } of this.#clients) client.close();
    return {
      sold: this.#sold,
      expected: this.#expected,
      forwardMs: this.#forwardMs,
      closed,
      cpuSeconds: (user + system) / MICROSECONDS,
    };
  }

  #linked(): void {
    this.#links += 1;
    if (this.#links === this.#clients.length) say({ type: 'linked', links: this.#links });
  }

  #sell(client: LightClient, shop: LightShop): void {
    const atMs = performance.now();
    const hash = client.sell(Date.now());
    if (hash === null || !this.#isMeasuring) return;
    this.#sold += 1;
    this.#expected += shop.tills.length - 1;
    this.#sales.set(hash, { atMs, left: shop.tills.length - 1 });
  }

  #arrived(hash: string): void {
    const sale = this.#sales.get(hash);
    if (sale === undefined) return;
    this.#forwardMs.push(performance.now() - sale.atMs);
    sale.left -= 1;
    if (sale.left === 0) this.#sales.delete(hash);
  }
}

const generator = new Generator();
process.on('message', (message: ToGenerator) => {
  if (message.type === 'play') generator.play(message);
  else if (message.type === 'sell') generator.sell(message.everyMs);
  else if (message.type === 'measure') generator.measure();
  else if (message.type === 'quiet') generator.quiet();
  else {
    say({ type: 'done', result: generator.stop() });
    process.disconnect();
  }
});
