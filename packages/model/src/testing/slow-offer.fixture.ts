import type { Promotion } from '../promotion/promotion.ts';
import { exactly, shareOut, times, toUnits, units } from './fraction.fixture.ts';

/** One piece, or all of a line that is weighed; what it costs. */
export type Good = {
  readonly line: number;
  /** Of its line, dearest first. */
  readonly place: number;
  readonly price: bigint;
  readonly milli: bigint;
  readonly isPiece: boolean;
};
type Reward = Promotion['steps'][number]['reward'];
export type Off = readonly (readonly [line: number, off: bigint])[];
export const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, each) => all + each, 0n);
export const totalOf = (offs: Off): bigint => sum(offs.map(([, off]) => off));
const share = (amount: bigint, ppm: number): bigint =>
  toUnits(times(units(amount), exactly(ppm, 1_000_000)), 'half-away');

/** What something that costs so much gets less. */
export const less = (cost: bigint, { sharePpm, amountMinor, priceMinor }: Reward): bigint => {
  if (sharePpm !== undefined) return share(cost, sharePpm);
  const asked = amountMinor === undefined ? cost - BigInt(priceMinor ?? 0) : BigInt(amountMinor);
  return asked < 0n ? 0n : asked > cost ? cost : asked;
};
const cost = ({ price, milli }: Pick<Good, 'price' | 'milli'>): bigint =>
  toUnits(times(units(price), exactly(Number(milli), 1_000)), 'half-away');
/** Of some units of one line: a share of what they cost, or so much less for each. */
const lessUnits = (price: bigint, milli: bigint, reward: Reward): bigint =>
  reward.sharePpm === undefined
    ? cost({ price: less(price, reward), milli })
    : share(cost({ price, milli }), reward.sharePpm);

type Taken = { readonly goods: readonly Good[]; readonly offs: Off };
const NOTHING: Taken = { goods: [], offs: [] };

export const reduce = ({ steps }: Promotion, goods: readonly Good[]): Taken => {
  const milli = sum(goods.map((good) => good.milli));
  const byLine = [...Map.groupBy(goods, ({ line }) => line)];
  const ways = steps
    .filter(({ from }) => BigInt(from) <= milli)
    .map(({ reward }): Taken => {
      const reduced = byLine.map(([line, own]) => ({
        line,
        own,
        off: lessUnits(own[0]?.price ?? 0n, sum(own.map((good) => good.milli)), reward),
      }));
      const real = reduced.filter(({ off }) => off > 0n);
      return {
        goods: real.flatMap(({ own }) => own),
        offs: real.map(({ line, off }) => [line, off] as const),
      };
    });
  return ways.reduce((best, way) => (totalOf(way.offs) >= totalOf(best.offs) ? way : best), NOTHING);
};

/** Set by set, while one saves something. */
const inSets = (
  maxTimes: number | undefined,
  next: (set: number) => { readonly goods: readonly Good[]; readonly offs: Off } | null,
): Taken => {
  const goods: Good[] = [];
  const offs: (readonly [number, bigint])[] = [];
  for (let set = 0; set < (maxTimes ?? Infinity); set += 1) {
    const taken = next(set);
    if (taken === null || totalOf(taken.offs) === 0n) break;
    goods.push(...taken.goods);
    offs.push(...taken.offs);
  }
  return { goods, offs };
};

export const buyGet = (
  promotion: Promotion,
  [bought = [], others = []]: readonly (readonly Good[])[],
): Taken => {
  const [first, second] = promotion.parts;
  const [buy, get] = [first?.pieces ?? 1, second?.pieces ?? 1];
  const reward = promotion.steps[0]?.reward ?? {};
  return inSets(promotion.maxTimes, (set) => {
    const isSame = second?.goods === undefined;
    const paid = isSame
      ? bought.slice(set * (buy + get), set * (buy + get) + buy)
      : bought.slice(set * buy, set * buy + buy);
    const got = isSame
      ? bought.slice(set * (buy + get) + buy, (set + 1) * (buy + get))
      : others.slice(set * get, set * get + get);
    if (paid.length < buy || got.length < get) return null;
    return {
      goods: [...paid, ...got],
      offs: got.map(({ line, price }) => [line, less(price, reward)] as const),
    };
  });
};

export const bundle = (promotion: Promotion, parts: readonly (readonly Good[])[]): Taken => {
  const reward = promotion.steps[0]?.reward ?? {};
  const sets = inSets(promotion.maxTimes, (set) => {
    const goods = parts.map((part, at) => {
      const need = promotion.parts[at]?.pieces ?? 1;
      const own = part.slice(set * need, (set + 1) * need);
      return own.length < need ? null : own;
    });
    if (goods.some((part) => part === null)) return null;
    const all = goods.flatMap((part) => part ?? []);
    return { goods: all, offs: [[-1, less(sum(all.map(({ price }) => price)), reward)]] };
  });
  const off = totalOf(sets.offs);
  const byLine = [...Map.groupBy(sets.goods, ({ line }) => line)];
  const values = byLine.map(([, own]) => sum(own.map(({ price }) => price)));
  const whole = sum(values);
  if (off === 0n) return NOTHING;
  const given = shareOut(
    off,
    values.map((value) => ({ of: off * value, over: whole })),
    (a, b) => (byLine[a]?.[1][0]?.place ?? 0) - (byLine[b]?.[1][0]?.place ?? 0),
  );
  return { goods: sets.goods, offs: byLine.map(([line], at) => [line, given[at] ?? 0n] as const) };
};
