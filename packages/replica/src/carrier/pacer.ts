import type { Pace } from './pace.ts';

export type PacerOptions = {
  later: (run: () => void, delayMs: number) => () => void;
  /** `restMs`: from one run to the next, and no less than three quarters of it. `gatherMs`: how long what is not urgent waits for company, at most. */
  pace: () => Pace;
  /**
   * From 0 up to 1. A quarter of the rest and half of the waiting is by chance: twelve tills that heard of one change at one moment would all
   * pass it on at one moment, and whoever is told first need not tell.
   */
  random: () => number;
};

/**
 * Runs something when it is asked for, but not too often: an urgent wish at once if the last run is long enough ago
 * and the pace does not have it wait a little, any other after it has waited for company. What is asked for meanwhile
 * is done by one run.
 */
export class Pacer {
  readonly #options: PacerOptions;
  readonly #run: () => void;
  #state: 'idle' | 'gathering' | 'hurrying' | 'resting' = 'idle';
  #wish: 'none' | 'urgent' | 'other' = 'none';
  #cancel: () => void = () => undefined;

  constructor(options: PacerOptions, run: () => void) {
    this.#options = options;
    this.#run = run;
  }

  ask(isUrgent: boolean): void {
    if (this.#state === 'resting') {
      if (this.#wish !== 'urgent') this.#wish = isUrgent ? 'urgent' : 'other';
    } else if (isUrgent) this.#hurry();
    else if (this.#state === 'idle') this.#gather();
  }

  /** Nothing is run any more. */
  stop(): void {
    this.#cancel();
    this.#state = 'resting';
  }

  #gather(): void {
    this.#state = 'gathering';
    const { later, pace, random } = this.#options;
    this.#cancel = later(() => this.#runNow(), (pace().gatherMs * (1 + random())) / 2);
  }

  #hurry(): void {
    const { later, pace } = this.#options;
    const { urgentMs } = pace();
    if (urgentMs === 0) return this.#runNow();
    if (this.#state === 'hurrying') return;
    // Whichever comes first serves both.
    const cancels = [this.#cancel, later(() => this.#runNow(), urgentMs)];
    this.#state = 'hurrying';
    this.#cancel = () => cancels.forEach((cancel) => cancel());
  }

  #runNow(): void {
    this.#cancel();
    this.#state = 'resting';
    this.#wish = 'none';
    const { later, pace, random } = this.#options;
    this.#cancel = later(() => this.#rested(), (pace().restMs * (3 + random())) / 4);
    this.#run();
  }

  #rested(): void {
    const wish = this.#wish;
    this.#wish = 'none';
    this.#state = 'idle';
    if (wish === 'urgent') this.#hurry();
    else if (wish === 'other') this.#gather();
  }
}
