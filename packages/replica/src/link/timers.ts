/** Time as the link uses it; injected, so that a test or the simulator can turn it. */
export type Timers = {
  nowMs: () => number;
  /** Runs once after `delayMs`; returns what cancels it. */
  later: (run: () => void, delayMs: number) => () => void;
  /** Runs in the next turn of the event loop, after what has arrived meanwhile. */
  soon: (run: () => void) => void;
};

/** How long a link waits for what; all in milliseconds. */
export type LinkTiming = {
  /** From connecting to being linked. */
  greetingMs: number;
  /** Between two pings; both sides send them. */
  heartbeatMs: number;
  /** Silence after which the peer counts as gone. */
  silenceMs: number;
  /** How long a link may take to answer when the peer seems to have dialled anew. */
  probeMs: number;
  /** How long the link of one of two machines with one key stands before the other gets its turn. */
  turnMs: number;
  backOffFirstMs: number;
  backOffMaxMs: number;
};

export const DEFAULT_TIMING: LinkTiming = {
  greetingMs: 10_000,
  heartbeatMs: 5_000,
  silenceMs: 15_000,
  probeMs: 2_000,
  turnMs: 10_000,
  backOffFirstMs: 250,
  backOffMaxMs: 15_000,
};

/** Doubling, up to the maximum, and spread over its upper half so that a shop's tills do not dial in step. */
export const backOffMs = (timing: LinkTiming, attempt: number, random: () => number): number => {
  const ceiling = Math.min(timing.backOffFirstMs * 2 ** Math.min(attempt, 30), timing.backOffMaxMs);
  return Math.round(ceiling / 2 + (ceiling / 2) * random());
};
