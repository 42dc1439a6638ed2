import { type Holding, readHolding, verifyHolding } from '../holding/holding.ts';
import type { Timers } from '../link/timers.ts';
import type { Held } from '../link/wire-message.ts';
import { HoldingPace } from './holding-pace.ts';

export type HoldingDeskOptions = {
  readonly timers: Pick<Timers, 'nowMs' | 'later'>;
  readonly selfId: string;
  /** Null: nobody known. */
  readonly keyOf: (deviceId: string) => Uint8Array | null;
  /** Which device writes a series; null: nobody knows yet. */
  readonly writerOf: (series: string) => string | null;
  /** Who is linked and knows such messages. */
  readonly linked: () => readonly string[];
  /** Whether a device may hold the ledgers of an author, and so hear how far they are held. */
  readonly mayHear: (deviceId: string, author: string) => boolean;
  readonly send: (to: string, holding: Uint8Array) => void;
  /** Somebody holds what this device wrote. */
  readonly tell: (by: string, held: Held) => void;
};

type Kept = { readonly holding: Holding; readonly bytes: Uint8Array; readonly author: string };

/** So many are kept: of the largest chain all, of one that is made up the latest. */
const KEPT_MAX = 5_000;

const nameOf = ({ deviceId, series }: Holding): string => `${deviceId} ${series}`;

const isLater = (one: Holding, other: Holding): boolean =>
  one.atMs === other.atMs ? one.sequence > other.sequence : one.atMs > other.atMs;

/**
 * Passes on what holders signed: to its author where that is linked, else to everybody who may hear it. Only the latest
 * of each holder and series is kept and passed on, and only once, so that it goes round no circle.
 */
export class HoldingDesk {
  readonly #options: HoldingDeskOptions;
  readonly #kept = new Map<string, Kept>();
  readonly #pace: HoldingPace;

  constructor(options: HoldingDeskOptions) {
    this.#options = options;
    this.#pace = new HoldingPace(options.timers, options.send);
  }

  /** Signed by this device. */
  own(bytes: Uint8Array): void {
    const read = readHolding(bytes);
    const author = read.ok ? this.#options.writerOf(read.value.series) : null;
    if (read.ok && author !== null) this.#take({ holding: read.value, bytes, author }, null);
  }

  heard(from: string, bytes: Uint8Array): void {
    const { keyOf, writerOf, selfId } = this.#options;
    const read = readHolding(bytes);
    // Of a later format, or of nobody known here: whoever knows better hears it on another way, or later.
    if (!read.ok || read.value.deviceId === selfId) return;
    const author = writerOf(read.value.series);
    const key = keyOf(read.value.deviceId);
    if (author === null || key === null || author === read.value.deviceId) return;
    // Known before it costs a signature.
    if (this.#isOld(read.value) || !verifyHolding(bytes, key).ok) return;
    this.#take({ holding: read.value, bytes, author }, from);
  }

  /** A device is linked: it hears what is of its own, and where its author is not here, what it may pass on. */
  linked(deviceId: string): void {
    for (const kept of this.#kept.values()) {
      const isAuthor = kept.author === deviceId;
      if (isAuthor || !this.#isLinked(kept.author)) this.#give(kept, deviceId);
    }
  }

  #isLinked(deviceId: string): boolean {
    return this.#options.linked().includes(deviceId);
  }

  #isOld(holding: Holding): boolean {
    const kept = this.#kept.get(nameOf(holding));
    return kept !== undefined && !isLater(holding, kept.holding);
  }

  #take(kept: Kept, from: string | null): void {
    const { holding, author } = kept;
    if (this.#isOld(holding)) return;
    const name = nameOf(holding);
    // Put in anew: the latest stands last.
    this.#kept.delete(name);
    this.#kept.set(name, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT_MAX && oldest !== undefined) this.#kept.delete(oldest);
    const { selfId, tell, linked } = this.#options;
    if (author === selfId) {
      const { series, sequence, hash } = holding;
      tell(holding.deviceId, { series, sequence, hash });
    } else if (this.#isLinked(author)) this.#give(kept, author);
    else for (const deviceId of linked()) if (deviceId !== from) this.#give(kept, deviceId);
  }

  #give({ holding, bytes, author }: Kept, to: string): void {
    if (to === holding.deviceId) return;
    if (to === author || this.#options.mayHear(to, author)) this.#pace.send(to, nameOf(holding), bytes);
  }
}
