import { divideRounded, type RoundingMode, scaleRounded } from './round-ratio.ts';

/** An exact ratio in lowest terms, not negative; `over` is more than 0. */
export type Ratio = {
  readonly of: bigint;
  readonly over: bigint;
  /** The same as plain numbers, where both are exact. */
  readonly plain: { readonly of: number; readonly over: number } | null;
};

export const greatestCommonDivisor = (a: bigint, b: bigint): bigint =>
  b === 0n ? a : greatestCommonDivisor(b, a % b);

/** `of / over`, shortened. */
export const ratio = (of: bigint, over: bigint): Ratio => {
  if (of < 0n || over <= 0n) throw new Error('a ratio is not negative, and over more than 0');
  const divisor = greatestCommonDivisor(of, over);
  const short = { of: of / divisor, over: over / divisor };
  const isPlain =
    short.of <= BigInt(Number.MAX_SAFE_INTEGER) && short.over <= BigInt(Number.MAX_SAFE_INTEGER);
  return { ...short, plain: isPlain ? { of: Number(short.of), over: Number(short.over) } : null };
};

export const NOTHING: Ratio = ratio(0n, 1n);

/** That share of an amount, rounded. Exact below 2^53, and above that still far above every bound. */
export const scaleBy = (amountMinor: number, { of, over, plain }: Ratio, mode: RoundingMode): number =>
  plain === null
    ? Number(divideRounded(BigInt(amountMinor) * of, over, mode))
    : scaleRounded(amountMinor, plain.of, plain.over, mode);
