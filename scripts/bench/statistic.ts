/** Milliseconds of several runs, in tenths. */
export type Statistic = {
  readonly runs: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
};

const tenths = (ms: number): number => Math.round(ms * 10) / 10;

/** Nearest rank: of 20 runs p95 is the 19th. */
export const statisticOf = (runsMs: readonly number[]): Statistic => {
  if (runsMs.length === 0) throw new Error('there is no run to measure');
  const sorted = runsMs.toSorted((one, other) => one - other);
  const rank = (share: number): number => tenths(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
  return { runs: sorted.length, p50: rank(0.5), p95: rank(0.95), max: rank(1) };
};
