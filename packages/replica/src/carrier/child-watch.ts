import { readFileSync } from 'node:fs';

/** Beats of the replica process. */
export const BEAT_MS = 1_000;

export type WatchLimits = {
  /** Resident size in MiB above which it is ended. A month of trade needs at most 280. */
  memoryMb: number;
  /** Without a beat for so long it is ended; its longest honest piece of work takes a second or two. */
  silenceMs: number;
  /** The same, before its first beat: a slow machine takes seconds to load the program. */
  startMs: number;
};

export const DEFAULT_LIMITS: WatchLimits = { memoryMb: 768, silenceMs: 20_000, startMs: 60_000 };

/** Why a process was ended by its watch. */
export type WatchCause = 'silent' | 'memory';

const LOOK_MS = 250;
/** So much of a pause of this process itself (a disk that is slow, a machine asleep) counts as silence of the other. */
const LOOK_LATE_MS = 1_000;
const KIB_IN_MIB = 1_024;

/** Resident size of a process in MiB; null: it is gone, or this system does not tell. */
const residentMb = (pid: number): number | null => {
  try {
    const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found === null ? null : Number(found[1]) / KIB_IN_MIB;
  } catch {
    // Not Linux, or just ended.
    return null;
  }
};

/**
 * Looks at a process a few times a second, and says once why it has to be ended. Where the system does not tell a
 * process's size, its beats do.
 */
export class ChildWatch {
  readonly #pid: number;
  readonly #limits: WatchLimits;
  readonly #onEnd: (cause: WatchCause) => void;
  readonly #timer: NodeJS.Timeout;
  #silentMs = 0;
  #lookedMs = performance.now();
  #hasBeaten = false;
  #largestMb = 0;

  constructor(pid: number, limits: WatchLimits, onEnd: (cause: WatchCause) => void) {
    this.#pid = pid;
    this.#limits = limits;
    this.#onEnd = onEnd;
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  /** `memoryMb`: as the process itself sees it. */
  beat(memoryMb: number): void {
    this.#hasBeaten = true;
    this.#silentMs = 0;
    this.#saw(memoryMb);
  }

  /** The most it was seen to need. */
  largestMb(): number {
    return this.#largestMb;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const nowMs = performance.now();
    this.#silentMs += Math.min(nowMs - this.#lookedMs, LOOK_LATE_MS);
    this.#lookedMs = nowMs;
    const { silenceMs, startMs } = this.#limits;
    if (this.#silentMs > (this.#hasBeaten ? silenceMs : startMs)) this.#end('silent');
    else this.#saw(residentMb(this.#pid) ?? 0);
  }

  #saw(memoryMb: number): void {
    this.#largestMb = Math.max(this.#largestMb, memoryMb);
    if (memoryMb > this.#limits.memoryMb) this.#end('memory');
  }

  #end(cause: WatchCause): void {
    this.stop();
    this.#onEnd(cause);
  }
}
