import type { LinkTiming } from './timers.ts';

export type HeartbeatOptions = {
  readonly timing: LinkTiming;
  readonly dialledBy: 'us' | 'them';
  /** Whether each byte of this link costs; it may turn out when the peer greets. */
  readonly isMetered: () => boolean;
  /** While reading is paused nothing is heard, and that is not the peer's silence. */
  readonly isPaused: () => boolean;
  readonly later: (run: () => void, delayMs: number) => void;
  readonly ping: () => void;
  readonly onSilent: (cause: string) => void;
};

/** `pingFromMs`: pinged is after so long a silence. */
type Beat = { readonly everyMs: number; readonly pingFromMs: number; readonly silenceMs: number };

/**
 * Asks a peer to show that it stands, and tells when it does not. Both ends ping at each beat; over a metered link
 * only after a beat without a sound, who dialled a beat earlier than the other, so that a quiet link has one ping in
 * two beats. Who was told something in a beat and said nothing pings as well: the peer that sends much hears of it
 * then, where the answer to a ping of its own would come only after all that it sends. In both cases a peer that froze
 * is noticed within 10 seconds.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #isHeard = true;
  /** Since the last beat: messages came, something went. */
  #isTold = false;
  #hasSaid = false;
  #quietMs = 0;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#later();
  }

  heard(): void {
    this.#isHeard = true;
  }

  /** A message came. */
  told(): void {
    this.#isHeard = true;
    this.#isTold = true;
  }

  /** Something went to the peer that shows it that this end stands. */
  said(): void {
    this.#hasSaid = true;
  }

  /** Asks at once, and tells if there is no answer. */
  probe(): void {
    const { ping, later, isPaused, onSilent, timing } = this.#options;
    this.#isHeard = false;
    ping();
    later(() => {
      if (!this.#isHeard && !isPaused()) onSilent('no answer');
    }, timing.probeMs);
  }

  #later(): void {
    const beat = this.#now();
    this.#options.later(() => this.#beat(beat), beat.everyMs);
  }

  #now(): Beat {
    const { timing, dialledBy, isMetered } = this.#options;
    const { heartbeatMs, silenceMs, meteredBeatMs, meteredSilenceMs } = timing;
    if (!isMetered()) return { everyMs: heartbeatMs, pingFromMs: 0, silenceMs };
    const pingFromMs = dialledBy === 'us' ? meteredBeatMs : 2 * meteredBeatMs;
    return { everyMs: meteredBeatMs, pingFromMs, silenceMs: meteredSilenceMs };
  }

  #beat({ everyMs, pingFromMs, silenceMs }: Beat): void {
    const { isPaused, ping, onSilent } = this.#options;
    // Counted in beats, not by the clock, which people and time servers move.
    this.#quietMs = this.#isHeard || isPaused() ? 0 : this.#quietMs + everyMs;
    const isOwed = this.#isTold && !this.#hasSaid;
    this.#isHeard = false;
    this.#isTold = false;
    this.#hasSaid = false;
    if (this.#quietMs >= silenceMs) return onSilent('silent');
    if (this.#quietMs >= pingFromMs || isOwed) ping();
    this.#later();
  }
}
