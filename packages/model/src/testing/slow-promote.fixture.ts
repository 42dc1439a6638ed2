import { fitsRule } from '../price/situation.ts';
import type { Promotion, PromotedGoods } from '../promotion/promotion.ts';
import type { Branch } from '../state/shop.ts';
import type { Basket, BasketLine } from '../state/till-state.ts';
import { localTime } from '../time/civil-date.ts';
import { zoneOffsetMinutes } from '../time/zone.ts';
import { shareOut } from './fraction.fixture.ts';
import { bundle, buyGet, type Good, less, type Off, reduce, sum, totalOf } from './slow-offer.fixture.ts';

type Offered = Pick<Basket, 'lines' | 'channel' | 'customer' | 'coupons'>;
/** `amounts`: what lines come to before. `compare`: by content alone. */
type SlowContext = {
  readonly branch: Branch;
  readonly businessDate: string;
  readonly amounts: readonly bigint[];
  readonly compare: (a: number, b: number) => number;
};

/** What is left, and what was taken off. */
type Outcome = { readonly left: readonly Good[]; readonly offs: Off; readonly total: bigint };

const means = (goods: PromotedGoods, { productId, category = '' }: BasketLine): boolean =>
  (goods.productIds.length + goods.categories.length === 0 ||
    goods.productIds.includes(productId) ||
    goods.categories.includes(category)) &&
  !goods.exceptProductIds.includes(productId) &&
  !goods.exceptCategories.includes(category);

class Counting {
  readonly #basket: Offered;
  readonly #context: SlowContext;

  constructor(basket: Offered, context: SlowContext) {
    this.#basket = basket;
    this.#context = context;
  }

  /** Whether a promotion counts for a line, whatever goods it means. */
  #fits({ active, currency, couponCode, rule }: Promotion, line: BasketLine): boolean {
    const { branch, businessDate } = this.#context;
    const { channel, customer, coupons = [] } = this.#basket;
    const { hour, minute } = localTime(line.scannedAtMs, zoneOffsetMinutes(branch.zone, line.scannedAtMs));
    const situation = { branch, businessDate, channel, groups: customer?.groups ?? [], priceLists: [] };
    return (
      active &&
      currency === branch.currency &&
      (couponCode === undefined || coupons.includes(couponCode)) &&
      fitsRule(rule, { ...situation, minuteOfDay: hour * 60 + minute })
    );
  }

  /** The lines of each part; a line that several parts mean is one of the first. */
  parts(promotion: Promotion): readonly (readonly number[])[] {
    const seen = new Set<number>();
    return promotion.parts.map(({ goods }) => {
      const own = this.#basket.lines.flatMap((line, at) => {
        const isByHand = line.overrideReason !== undefined || line.discount !== undefined;
        const isMeant = goods !== undefined && means(goods, line) && this.#fits(promotion, line);
        return isMeant && !seen.has(at) && (promotion.kind === 'threshold' || !isByHand) ? [at] : [];
      });
      for (const at of own) seen.add(at);
      return own;
    });
  }

  /** Lines, dearest first. */
  #order(): readonly number[] {
    const { lines } = this.#basket;
    return [...lines.keys()].sort((a, b) => {
      const [one, other] = [lines[a] as BasketLine, lines[b] as BasketLine];
      return (
        other.unitPriceMinor - one.unitPriceMinor ||
        this.#context.compare(a, b) ||
        one.scannedAtMs - other.scannedAtMs ||
        a - b
      );
    });
  }

  goods(): readonly Good[] {
    const { lines } = this.#basket;
    return this.#order().flatMap((at, place): readonly Good[] => {
      const { unit, quantityMilli, unitPriceMinor } = lines[at] as BasketLine;
      const good = { line: at, place, price: BigInt(unitPriceMinor) };
      if (unit !== 'piece') return [{ ...good, milli: BigInt(quantityMilli), isPiece: false }];
      return Array.from({ length: quantityMilli / 1_000 }, () => ({ ...good, milli: 1_000n, isPiece: true }));
    });
  }

  apply(promotion: Promotion, left: readonly Good[]): Outcome {
    const parts = this.parts(promotion).map((places) => left.filter(({ line }) => places.includes(line)));
    const pieces = parts.map((goods) => goods.filter(({ isPiece }) => isPiece));
    const taken =
      promotion.kind === 'reduction'
        ? reduce(promotion, parts[0] ?? [])
        : promotion.kind === 'buy-get'
          ? buyGet(promotion, pieces)
          : bundle(promotion, pieces);
    const gone = new Set(taken.goods);
    return { left: left.filter((good) => !gone.has(good)), offs: taken.offs, total: totalOf(taken.offs) };
  }

  threshold(promotion: Promotion, amounts: readonly bigint[]): Off {
    const [places = []] = this.parts(promotion);
    const own = this.#order()
      .filter((at) => places.includes(at))
      .map((at) => [at, amounts[at] ?? 0n] as const);
    const whole = sum(own.map(([, amount]) => amount));
    const steps = promotion.steps.filter(({ from }) => BigInt(from) <= whole);
    const off = steps.reduce((best, { reward }) => {
      const way = less(whole, reward);
      return way > best ? way : best;
    }, 0n);
    if (off === 0n) return [];
    const given = shareOut(
      off,
      own.map(([, amount]) => ({ of: off * amount, over: whole })),
      (a, b) => {
        const [one, other] = [own[a]?.[1] ?? 0n, own[b]?.[1] ?? 0n];
        return one === other ? a - b : one < other ? -1 : 1;
      },
    );
    return own.map(([at], place) => [at, given[place] ?? 0n] as const);
  }
}

function* orders<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length === 0) yield [];
  for (const [at, item] of items.entries())
    for (const rest of orders([...items.slice(0, at), ...items.slice(at + 1)])) yield [item, ...rest];
}

type Named = { readonly promotion: Promotion; readonly offs: Off };

const inOrder = (
  counting: Counting,
  order: readonly Promotion[],
  goods: readonly Good[],
): { readonly total: bigint; readonly named: readonly Named[]; readonly left: readonly Good[] } => {
  let left = goods;
  const named: Named[] = [];
  for (const promotion of order) {
    const outcome = counting.apply(promotion, left);
    left = outcome.left;
    named.push({ promotion, offs: outcome.offs });
  }
  return { total: sum(named.map(({ offs }) => totalOf(offs))), named, left };
};

/** Groups that want the same goods, directly or by others. */
const groupsOf = (
  counting: Counting,
  level: readonly Promotion[],
  left: readonly Good[],
): readonly Promotion[][] => {
  const wants = (promotion: Promotion): ReadonlySet<number> => {
    const places = new Set(counting.parts(promotion).flat());
    return new Set(left.filter(({ line }) => places.has(line)).map(({ line }) => line));
  };
  let groups = level
    .filter((promotion) => counting.apply(promotion, left).total > 0n)
    .map((promotion) => ({ members: [promotion], wanted: wants(promotion) }));
  for (let isDone = false; !isDone;) {
    isDone = true;
    for (const one of groups) {
      const other = groups.find((each) => each !== one && !each.wanted.isDisjointFrom(one.wanted));
      if (other === undefined) continue;
      const both = { members: [...one.members, ...other.members], wanted: one.wanted.union(other.wanted) };
      groups = [...groups.filter((each) => each !== one && each !== other), both];
      isDone = false;
      break;
    }
  }
  return groups.map(({ members }) => members.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
};

const bestOf = (
  counting: Counting,
  group: readonly Promotion[],
  goods: readonly Good[],
): readonly Promotion[] => {
  if (group.length <= 8) {
    let best: readonly Promotion[] = [];
    let most = 0n;
    for (const order of orders(group)) {
      const { total } = inOrder(counting, order, goods);
      if (total > most) [best, most] = [order, total];
    }
    return best;
  }
  const chosen: Promotion[] = [];
  let left = goods;
  for (;;) {
    const open = group.filter((each) => !chosen.includes(each));
    const offers = open.map((promotion) => ({ promotion, ...counting.apply(promotion, left) }));
    const most = offers.reduce((high, { total }) => (total > high ? total : high), 0n);
    const next = offers.find(({ total }) => total === most);
    if (most === 0n || next === undefined) return chosen;
    chosen.push(next.promotion);
    left = next.left;
  }
};

/**
 * By line: what each promotion takes off it, by its id. A second way of counting: each piece by itself, each order of
 * promotions tried from its beginning.
 */
export const slowPromote = (
  basket: Offered,
  context: SlowContext,
): readonly ReadonlyMap<string, bigint>[] => {
  const counting = new Counting(basket, context);
  const lines = basket.lines.map(() => new Map<string, bigint>());
  const give = ({ promotion: { id }, offs }: Named): void => {
    for (const [line, off] of offs) {
      const own = lines[line];
      if (off > 0n && own !== undefined) own.set(id, (own.get(id) ?? 0n) + off);
    }
  };
  const priorities = [...new Set(context.branch.promotions.map(({ priority }) => priority))].sort(
    (a, b) => b - a,
  );
  const levelOf = (priority: number, isThreshold: boolean): readonly Promotion[] =>
    context.branch.promotions
      .filter((each) => each.priority === priority && (each.kind === 'threshold') === isThreshold)
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  let left = counting.goods();
  for (const priority of priorities) {
    for (const group of groupsOf(counting, levelOf(priority, false), left)) {
      const { named, left: rest } = inOrder(counting, bestOf(counting, group, left), left);
      for (const each of named) give(each);
      left = rest;
    }
  }
  for (const priority of priorities) {
    const amounts = context.amounts.map((amount, at) => amount - sum([...(lines[at]?.values() ?? [])]));
    const offers = levelOf(priority, true).map((promotion) => ({
      promotion,
      offs: counting.threshold(promotion, amounts),
    }));
    const most = offers.reduce((high, { offs }) => (totalOf(offs) > high ? totalOf(offs) : high), 0n);
    const best = offers.find(({ offs }) => totalOf(offs) === most);
    if (best !== undefined) give(best);
  }
  return lines;
};
