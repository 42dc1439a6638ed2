import { ONE_PPM } from '../money/bound.ts';
import { greatestCommonDivisor, NOTHING, type Ratio, ratio } from '../money/ratio.ts';
import { divideRounded } from '../money/round-ratio.ts';
import type { RateTotal, Relief } from '../sale/line.ts';
import type { Tax, TaxClass } from '../state/shop.ts';

/** The greatest rate that a class's taxes may come to together: 1000%. */
const MAX_RATE_PPM = 10 * ONE_PPM;
/** The most rates that one document holds. */
export const MAX_RATES = 64;
const WHOLE = BigInt(ONE_PPM);

/** One of several taxes of a class, on a date. */
export type TaxOfClass = {
  readonly tax: string;
  readonly ratePpm: number;
  readonly compound: boolean;
};

/** All taxes of a class on a date. */
export type ClassRate = {
  readonly taxClass: string;
  /** All taxes together, rounded to a ppm: a label. What is counted with is exact. */
  readonly ratePpm: number;
  readonly relief: Relief | null;
  /** The tax as a share of an amount without it, and of one with it. */
  readonly onNet: Ratio;
  readonly inGross: Ratio;
  /** In the order in which they are counted; empty where there is one. */
  readonly taxes: readonly TaxOfClass[];
  /** What each of them has in the tax: plain numbers where they and their sum are exact. */
  readonly weights: readonly (number | bigint)[];
};

/** The key of a rate of a document: two classes at one rate stay apart, and so does what no tax is charged on. */
export const rateKey = (taxClass: string, ratePpm: number, relief?: Relief | null): string =>
  relief === undefined || relief === null ? `${taxClass}/${ratePpm}` : `${taxClass}/${ratePpm}/${relief}`;

type RateName = Pick<RateTotal, 'taxClass' | 'ratePpm'> & { readonly relief?: Relief | null };

/** In one order everywhere: by class, then rate, then relief, so that equal documents have equal bytes. */
export const compareRates = (a: RateName, b: RateName): number => {
  if (a.taxClass !== b.taxClass) return a.taxClass < b.taxClass ? -1 : 1;
  if (a.ratePpm !== b.ratePpm) return a.ratePpm - b.ratePpm;
  const [first, second] = [a.relief ?? '', b.relief ?? ''];
  return first === second ? 0 : first < second ? -1 : 1;
};

/** The rate with the latest start not after a date; null before the first. */
const effectiveRate = ({ rates }: Tax, businessDate: string): number | null => {
  let from = '';
  let rate: number | null = null;
  for (const effective of rates) {
    if (effective.from <= businessDate && effective.from > from) {
      from = effective.from;
      rate = effective.ratePpm;
    }
  }
  return rate;
};

/** Each tax as a share of the net amount, over one denominator. A compound one also counts those before it. */
const sharesOf = (taxes: readonly TaxOfClass[]): { shares: bigint[]; over: bigint } => {
  let over = WHOLE;
  let shares: bigint[] = [];
  for (const { ratePpm, compound } of taxes) {
    let base = over;
    if (compound) {
      over *= WHOLE;
      shares = shares.map((share) => share * WHOLE);
      base = shares.reduce((sum, share) => sum + share, over);
    }
    shares.push((base * BigInt(ratePpm)) / WHOLE);
  }
  return { shares, over };
};

const weightsOf = (shares: readonly bigint[]): readonly (number | bigint)[] => {
  const divisor = shares.reduce(greatestCommonDivisor, 0n) || 1n;
  const short = shares.map((share) => share / divisor);
  const sum = short.reduce((total, share) => total + share, 0n);
  return sum <= BigInt(Number.MAX_SAFE_INTEGER) ? short.map(Number) : short;
};

const workOut = ({ id, taxes }: TaxClass, businessDate: string): ClassRate | null => {
  const begun = taxes.flatMap((tax) => {
    const ratePpm = effectiveRate(tax, businessDate);
    return ratePpm === null ? [] : [{ tax: tax.id, ratePpm, compound: tax.compound }];
  });
  if (begun.length === 0) return null;
  const { shares, over } = sharesOf(begun);
  const of = shares.reduce((sum, share) => sum + share, 0n);
  const ratePpm = divideRounded(of * WHOLE, over, 'half-away');
  if (ratePpm > BigInt(MAX_RATE_PPM)) return null;
  return {
    taxClass: id,
    ratePpm: Number(ratePpm),
    relief: null,
    onNet: ratio(of, over),
    inGross: ratio(of, over + of),
    taxes: begun.length === 1 ? [] : begun,
    weights: begun.length === 1 ? [] : weightsOf(shares),
  };
};

/** A till counts on one date for a day, at every gesture: what was worked out last is kept. */
const LAST = new WeakMap<TaxClass, { readonly businessDate: string; readonly rate: ClassRate | null }>();

/** The taxes of a class that have begun on a business date; null where none has, or they pass every bound. */
export const rateOfClass = (taxClass: TaxClass, businessDate: string): ClassRate | null => {
  const last = LAST.get(taxClass);
  if (last?.businessDate === businessDate) return last.rate;
  const rate = workOut(taxClass, businessDate);
  LAST.set(taxClass, { businessDate, rate });
  return rate;
};

/** The same class for a customer who owes none of its taxes. */
export const relieved = ({ taxClass }: ClassRate, relief: Relief): ClassRate => ({
  taxClass,
  ratePpm: 0,
  relief,
  onNet: NOTHING,
  inGross: NOTHING,
  taxes: [],
  weights: [],
});

/** All taxes of a class on a business date, by its id; null where there is no such class or no rate then. */
export const classRateOn = (
  classes: readonly TaxClass[],
  taxClass: string,
  businessDate: string,
): ClassRate | null => {
  const named = classes.find(({ id }) => id === taxClass);
  return named === undefined ? null : rateOfClass(named, businessDate);
};

/** What they come to together, parts per million. */
export const rateOn = (classes: readonly TaxClass[], taxClass: string, businessDate: string): number | null =>
  classRateOn(classes, taxClass, businessDate)?.ratePpm ?? null;

/** The class that counts for a product's class: another one where the goods are taken away. */
export const suppliedClass = (
  classes: readonly TaxClass[],
  taxClass: string,
  service: string | undefined,
): string =>
  service === 'take-away' ? (classes.find(({ id }) => id === taxClass)?.takeAwayClass ?? taxClass) : taxClass;
