import { compareContent } from '../basket/content-order.ts';
import { isWithinMinutes } from '../price/situation.ts';
import type { Branch } from '../state/shop.ts';
import type { BasketLine } from '../state/till-state.ts';
import { combine, without } from './combine.ts';
import { type Candidate, isOpenLine, type Left, matcherOf, type PromotedLine } from './promoted-line.ts';
import { type LinePromotion, promotedMinor, type PromotionGiven } from './given.ts';
import type { Promotion } from './promotion.ts';
import { isTimed, minutesIn, type Promotable, runningFor } from './running.ts';
import { takeThreshold } from './threshold.ts';

/** By the places of the lines in the basket. */
export type Promoted = {
  readonly lines: readonly (readonly LinePromotion[])[];
  /** The highest priority first, then by id. */
  readonly given: readonly PromotionGiven[];
};

/** Dearest first; then by what they are, and when they were scanned, whatever the order of the basket is. */
const dearestFirst = (a: PromotedLine, b: PromotedLine): number =>
  b.line.unitPriceMinor - a.line.unitPriceMinor ||
  compareContent(a.line, b.line) ||
  a.line.scannedAtMs - b.line.scannedAtMs ||
  a.index - b.index;

const promotedLines = (
  lines: readonly BasketLine[],
  zone: string,
  promotions: readonly Promotion[],
): readonly PromotedLine[] => {
  const minuteAt = promotions.some(isTimed) ? minutesIn(zone) : () => 0;
  return lines
    .map((line, index) => ({
      index,
      line,
      isOpen: isOpenLine(line),
      minuteOfDay: minuteAt(line.scannedAtMs),
    }))
    .sort(dearestFirst);
};

/** Goods that several parts name count for the first of them. */
const candidateOf = (promotion: Promotion, lines: readonly PromotedLine[]): Candidate => {
  const taken = new Set<number>();
  const isThreshold = promotion.kind === 'threshold';
  const parts = promotion.parts.map(({ goods }) => {
    if (goods === undefined) return [];
    const matches = matcherOf(goods);
    const places: number[] = [];
    for (const [at, { line, isOpen, minuteOfDay }] of lines.entries()) {
      if (taken.has(at) || !(isOpen || isThreshold) || !matches(line)) continue;
      if (!isWithinMinutes(promotion.rule, minuteOfDay)) continue;
      taken.add(at);
      places.push(at);
    }
    return places;
  });
  return { promotion, parts };
};

type Ranked = Pick<LinePromotion, 'promotionId'>;

/** Adds up what is given, by line and in all. */
class Giving {
  readonly #lines: LinePromotion[][];
  readonly #given: PromotionGiven[] = [];
  readonly #sorted: readonly PromotedLine[];

  constructor(sorted: readonly PromotedLine[]) {
    this.#sorted = sorted;
    this.#lines = sorted.map(() => []);
  }

  give(
    { id, name, couponCode }: Promotion,
    offs: readonly { readonly at: number; readonly offMinor: number }[],
  ): void {
    let amountMinor = 0;
    for (const { at, offMinor } of offs) {
      const index = this.#sorted[at]?.index;
      if (offMinor === 0 || index === undefined) continue;
      this.#lines[index]?.push({ promotionId: id, amountMinor: offMinor });
      amountMinor += offMinor;
    }
    const given = { promotionId: id, name, amountMinor };
    if (amountMinor > 0) this.#given.push(couponCode === undefined ? given : { ...given, couponCode });
  }

  offOf(index: number): number {
    return promotedMinor(this.#lines[index]);
  }

  done(order: readonly Promotion[]): Promoted {
    const rank = new Map(order.map(({ id }, at) => [id, at]));
    const byRank = (a: Ranked, b: Ranked): number =>
      (rank.get(a.promotionId) ?? 0) - (rank.get(b.promotionId) ?? 0);
    return { lines: this.#lines.map((each) => each.sort(byRank)), given: this.#given.sort(byRank) };
  }
}

/** By priority, the highest first; within one in the order of their ids. */
const levelsOf = (candidates: readonly Candidate[]): Iterable<readonly Candidate[]> =>
  Map.groupBy(candidates, ({ promotion }) => promotion.priority).values();

const NONE: Promoted = { lines: [], given: [] };

/**
 * What the promotions that count take off the lines of a basket: by priority, each level of what the ones above have
 * left of the goods, and within a level the best for the customer. Then, by priority again, what goods together come to
 * by then: `amountOf` says what a line comes to before promotions.
 */
export const promote = (
  basket: Promotable & { readonly lines: readonly BasketLine[] },
  branch: Branch,
  businessDate: string,
  amountOf: (index: number) => number,
): Promoted => {
  const running = runningFor(basket, branch, businessDate);
  if (running.length === 0) return NONE;
  const lines = promotedLines(basket.lines, branch.zone, running);
  const giving = new Giving(lines);
  const candidates = running.map((promotion) => candidateOf(promotion, lines));
  const [onGoods, onTotals] = [false, true].map((wanted) =>
    candidates.filter(({ promotion }) => (promotion.kind === 'threshold') === wanted),
  );
  let left: Left = lines.map(({ line }) => line.quantityMilli);
  for (const level of levelsOf(onGoods ?? [])) {
    for (const { candidate, taken } of combine(level, lines, left)) {
      giving.give(candidate.promotion, taken.takes);
      left = without(left, taken);
    }
  }
  for (const level of levelsOf(onTotals ?? [])) {
    const amounts = lines.map(({ index }) => amountOf(index) - giving.offOf(index));
    const best = takeThreshold(level, amounts);
    if (best !== null) giving.give(best.promotion, best.offs);
  }
  return giving.done(running);
};
