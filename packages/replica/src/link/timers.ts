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
  /** The same of a metered link; see `Heartbeat`. */
  meteredBeatMs: number;
  meteredSilenceMs: number;
  /** How long a link may take to answer when the peer seems to have dialled anew. */
  probeMs: number;
  /** How long the link of one of two machines with one key stands before the other gets its turn. */
  turnMs: number;
  backOffFirstMs: number;
  backOffMaxMs: number;
  /** At most, between attempts at an address that was found or remembered and at which nobody was met for long. */
  hintBackOffMaxMs: number;
};

export const DEFAULT_TIMING: LinkTiming = {
  greetingMs: 10_000,
  heartbeatMs: 2_000,
  silenceMs: 6_000,
  meteredBeatMs: 2_500,
  meteredSilenceMs: 7_500,
  probeMs: 2_000,
  turnMs: 10_000,
  backOffFirstMs: 250,
  backOffMaxMs: 15_000,
  hintBackOffMaxMs: 600_000,
};

/** So many attempts in vain, some ten minutes of them, are the patience with an address that is only a hint. */
const PATIENT_ATTEMPTS = 40;

/** Doubling, up to the maximum, and spread over its upper half so that a shop's tills do not dial in step. */
export const backOffMs = (timing: LinkTiming, attempt: number, random: () => number): number =>
  spread(Math.min(timing.backOffFirstMs * 2 ** Math.min(attempt, 30), timing.backOffMaxMs), random);

/** The same at first; when nobody was met for long it doubles again, up to a maximum of its own. */
export const hintBackOffMs = (timing: LinkTiming, attempt: number, random: () => number): number => {
  if (attempt < PATIENT_ATTEMPTS) return backOffMs(timing, attempt, random);
  const doubled = timing.backOffMaxMs * 2 ** Math.min(attempt - PATIENT_ATTEMPTS + 1, 30);
  return spread(Math.min(doubled, timing.hintBackOffMaxMs), random);
};

const spread = (ceilingMs: number, random: () => number): number =>
  Math.round(ceilingMs / 2 + (ceilingMs / 2) * random());
