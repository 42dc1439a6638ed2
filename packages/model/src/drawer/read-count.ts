import { type Refused, refuse } from '../command/rejection.ts';
import type { counted } from '../command/shape/basic.ts';
import { MAX_SHIFT_MINOR } from '../money/bound.ts';
import { CURRENCIES } from '../money/currency.ts';
import type { ShapeOf } from '../schema/shape.ts';
import type { Branch } from '../state/shop.ts';
import type { CashCount } from './cash-count.ts';

/** Money as a person counted it: a sum, coins and notes, or both. */
export type Counted = ShapeOf<typeof counted>;
type Pieces = NonNullable<Counted['denominations']>;

/** How a branch's money looks. */
type Money = Pick<Branch, 'currency' | 'denominations'>;

/** What coins and notes come to; null beyond what a drawer can hold. */
const sumOf = (pieces: Pieces): number | null => {
  let sum = 0;
  for (const { valueMinor, count } of pieces) {
    sum += valueMinor * count;
    if (sum > MAX_SHIFT_MINOR) return null;
  }
  return sum;
};

/** Coins and notes are known for the base currency alone, and only where the branch names them. */
const faultOf = (pieces: Pieces, currency: string, money: Money, at: string): Refused | null => {
  const known = currency === money.currency ? money.denominations : [];
  const strange = pieces.findIndex(({ valueMinor }) => known.length > 0 && !known.includes(valueMinor));
  if (strange !== -1) return refuse('DENOMINATION-UNKNOWN', `${at}.denominations[${strange}]`);
  const twice = pieces.findIndex(
    ({ valueMinor }, index) => pieces.findIndex((each) => each.valueMinor === valueMinor) !== index,
  );
  return twice === -1 ? null : refuse('COUNT-REPEATED', `${at}.denominations[${twice}]`);
};

export type OneCount = { readonly ok: true; readonly count: CashCount } | Refused;
export type AllCounts = { readonly ok: true; readonly counts: readonly CashCount[] } | Refused;

/** One currency's money: where both are given, the coins and notes have to come to the sum. */
export const readCount = (asked: Counted, money: Money, at: string): OneCount => {
  const { currency, totalMinor, denominations } = asked;
  if (!CURRENCIES.has(currency)) return refuse('CURRENCY-UNKNOWN', `${at}.currency`);
  if (denominations === undefined) {
    if (totalMinor === undefined) return refuse('COUNT-MISSING', at);
    return { ok: true, count: { currency, totalMinor } };
  }
  const pieces = denominations.filter(({ count }) => count > 0);
  const fault = faultOf(pieces, currency, money, at);
  if (fault !== null) return fault;
  const sum = sumOf(pieces);
  if (sum === null) return refuse('AMOUNT-OUT-OF-BOUNDS', at);
  if (totalMinor !== undefined && totalMinor !== sum) return refuse('COUNT-MISMATCH', at);
  return { ok: true, count: { currency, totalMinor: sum, denominations: pieces } };
};

/** Money of several currencies, each once. */
export const readCounts = (asked: readonly Counted[], money: Money, at: string): AllCounts => {
  const counts: CashCount[] = [];
  for (const [index, each] of asked.entries()) {
    const read = readCount(each, money, `${at}[${index}]`);
    if (!read.ok) return read;
    if (counts.some(({ currency }) => currency === read.count.currency)) {
      return refuse('COUNT-REPEATED', `${at}[${index}]`);
    }
    counts.push(read.count);
  }
  return { ok: true, counts };
};

/** A sum in the base currency or a count of each currency: exactly one of the two. */
export const readSumOrCounts = (
  sumMinor: number | undefined,
  asked: readonly Counted[] | undefined,
  money: Money,
  at: string,
): AllCounts => {
  if ((sumMinor === undefined) === (asked === undefined)) return refuse('COUNT-AMBIGUOUS', at);
  if (asked !== undefined) return readCounts(asked, money, at);
  return { ok: true, counts: [{ currency: money.currency, totalMinor: sumMinor ?? 0 }] };
};
