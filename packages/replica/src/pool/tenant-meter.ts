import type { RawData } from 'ws';
import type { LinkSocket } from '../link/transport.ts';

export type MeterRates = {
  /** What an organisation may send in a second on the long run; a burst of ten seconds of it goes through at once. */
  readonly bytesPerSecond: number;
  readonly framesPerSecond: number;
};

const BURST_SECONDS = 10;

const sizeOf = (data: RawData): number =>
  Array.isArray(data) ? data.reduce((sum, part) => sum + part.length, 0) : data.byteLength;

type Clock = {
  readonly nowMs: () => number;
  readonly later: (run: () => void, delayMs: number) => () => void;
};

/** What goes over the links of one organisation: counted, and slowed down when it is more than its share. */
export class TenantMeter {
  readonly #clock: Clock;
  #rates: MeterRates | null = null;
  #bytesLeft = 0;
  #framesLeft = 0;
  #atMs = 0;
  readonly #waiting = new Set<() => void>();
  #isWaking = false;
  links = 0;
  bytesIn = 0;
  bytesOut = 0;
  framesIn = 0;
  framesOut = 0;
  paused = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  setRates(rates: MeterRates | null): void {
    this.#rates = rates;
    this.#atMs = this.#clock.nowMs();
    this.#bytesLeft = (rates?.bytesPerSecond ?? 0) * BURST_SECONDS;
    this.#framesLeft = (rates?.framesPerSecond ?? 0) * BURST_SECONDS;
  }

  /** The same socket, watched: reading pauses while the organisation is over its share. */
  watch(socket: LinkSocket): LinkSocket {
    this.links += 1;
    let isPausedByLink = false;
    let isPausedHere = false;
    const wake = (): void => {
      isPausedHere = false;
      if (!isPausedByLink) socket.resume();
    };
    socket.on('close', () => {
      this.links -= 1;
      this.#waiting.delete(wake);
    });
    socket.on('message', (data) => {
      const size = sizeOf(data);
      this.bytesIn += size;
      this.framesIn += 1;
      if (!this.#isOver(size) || isPausedHere) return;
      isPausedHere = true;
      this.paused += 1;
      socket.pause();
      this.#waiting.add(wake);
      this.#wakeLater();
    });
    return {
      get bufferedAmount() {
        return socket.bufferedAmount;
      },
      get isPaused() {
        return isPausedByLink || isPausedHere;
      },
      get readyState() {
        return socket.readyState;
      },
      CLOSING: socket.CLOSING,
      on: socket.on.bind(socket),
      once: (event, listener) => socket.once(event, listener),
      send: (frame, sent) => {
        this.bytesOut += frame.length;
        this.framesOut += 1;
        socket.send(frame, sent);
      },
      ping: (data) => socket.ping(data),
      pause: () => {
        isPausedByLink = true;
        socket.pause();
      },
      resume: () => {
        isPausedByLink = false;
        if (!isPausedHere) socket.resume();
      },
      close: (code, reason) => {
        // What is not read any more hides the answer to a close.
        this.#waiting.delete(wake);
        socket.resume();
        socket.close(code, reason);
      },
      terminate: () => socket.terminate(),
    };
  }

  #isOver(size: number): boolean {
    const rates = this.#rates;
    if (rates === null) return false;
    const nowMs = this.#clock.nowMs();
    const seconds = Math.max(0, nowMs - this.#atMs) / 1_000;
    this.#atMs = nowMs;
    const filled = (left: number, rate: number): number =>
      Math.min(left + seconds * rate, rate * BURST_SECONDS);
    this.#bytesLeft = filled(this.#bytesLeft, rates.bytesPerSecond) - size;
    this.#framesLeft = filled(this.#framesLeft, rates.framesPerSecond) - (size > 0 ? 1 : 0);
    return this.#bytesLeft < 0 || this.#framesLeft < 0;
  }

  #wakeLater(): void {
    if (this.#isWaking) return;
    this.#isWaking = true;
    const { bytesPerSecond = 1, framesPerSecond = 1 } = this.#rates ?? {};
    const seconds = Math.max(-this.#bytesLeft / bytesPerSecond, -this.#framesLeft / framesPerSecond, 0);
    this.#clock.later(
      () => {
        this.#isWaking = false;
        if (this.#isOver(0)) {
          this.#wakeLater();
          return;
        }
        const waiting = [...this.#waiting];
        this.#waiting.clear();
        for (const wake of waiting) wake();
      },
      Math.ceil(seconds * 1_000) + 1,
    );
  }
}
