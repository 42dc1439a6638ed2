import type { Promotion } from '../promotion/promotion.ts';
import type { BasketLine } from '../state/till-state.ts';
import { idOf } from './goods.fixture.ts';
import { numbersFrom, type RandomBasket, randomBaskets } from './random-basket.fixture.ts';

/** 09:00 in London, and three hours later: one of them in the happy hours. */
const SCANNED = [1_291_194_000_000, 1_291_204_800_000] as const;
const CATEGORIES = ['', 'drinks', 'books'] as const;
const GROUPS = ['club'];
type Goods = NonNullable<Promotion['parts'][number]['goods']>;
const ALL: Goods = { productIds: [], categories: [], exceptProductIds: [], exceptCategories: [] };

/** Baskets with promotions of every kind, few of one priority so that each order can be tried. */
export const randomPromotions = (seed: number) => {
  const { random, shuffled } = randomBaskets(seed);
  const next = numbersFrom(seed + 1);
  const upTo = (max: number): number => Math.floor(next() * (max + 1));
  const oneOf = <T>(items: readonly T[]): T => items[upTo(items.length - 1)] as T;
  const goods = (): Goods =>
    oneOf<Goods>([
      ALL,
      { ...ALL, productIds: [idOf(1 + upTo(3))] },
      { ...ALL, productIds: [idOf(1 + upTo(3)), idOf(1 + upTo(3))] },
      { ...ALL, categories: [oneOf(CATEGORIES.slice(1))] },
      { ...ALL, exceptProductIds: [idOf(1 + upTo(3))] },
      { ...ALL, exceptCategories: ['books'] },
    ]);
  const reward = (): Promotion['steps'][number]['reward'] =>
    oneOf([
      () => ({ sharePpm: upTo(1_000_000) }),
      () => ({ sharePpm: oneOf([100_000, 500_000, 1_000_000]) }),
      () => ({ amountMinor: upTo(500) }),
      () => ({ priceMinor: upTo(500) }),
    ])();
  const stepped = (froms: readonly number[], isTotal: boolean): Promotion['steps'] =>
    froms.map((from) => ({
      from,
      reward: isTotal ? oneOf([{ sharePpm: upTo(300_000) }, { amountMinor: upTo(900) }]) : reward(),
    }));
  const whole = (): Promotion['steps'] => [{ from: 0, reward: reward() }];
  const rule = (): Promotion['rule'] => {
    const any = { branchIds: [], groups: [], channels: [], weekdays: [] };
    return oneOf([
      any,
      any,
      any,
      any,
      { ...any, fromMinute: 600, untilMinute: 780 },
      { ...any, fromMinute: 700, untilMinute: 600 },
      { ...any, groups: GROUPS },
      { ...any, groups: GROUPS },
      { ...any, channels: ['online' as const] },
      { ...any, fromDate: '2011-01-01' },
    ]);
  };
  const kinds: readonly (() => Pick<Promotion, 'kind' | 'parts' | 'steps'>)[] = [
    () => ({
      kind: 'reduction',
      parts: [{ goods: goods(), pieces: 1 }],
      steps: stepped(oneOf([[0], [0, 3_000], [2_000, 5_000]]), false),
    }),
    () => ({
      kind: 'buy-get',
      parts: [{ goods: goods(), pieces: 1 + upTo(2) }, { pieces: 1 + upTo(1) }],
      steps: whole(),
    }),
    () => ({
      kind: 'buy-get',
      parts: [
        { goods: goods(), pieces: 1 + upTo(2) },
        { goods: goods(), pieces: 1 + upTo(1) },
      ],
      steps: whole(),
    }),
    () => ({ kind: 'bundle', parts: [{ goods: goods(), pieces: 1 + upTo(2) }], steps: whole() }),
    () => ({
      kind: 'bundle',
      parts: Array.from({ length: 2 + upTo(1) }, () => ({ goods: goods(), pieces: oneOf([1, 1, 1, 2]) })),
      steps: whole(),
    }),
    () => ({
      kind: 'threshold',
      parts: [{ goods: goods(), pieces: 1 }],
      steps: stepped(oneOf([[0], [1_000], [500, 5_000]]), true),
    }),
  ];
  /** What seldom finds all of its goods is tried more often. */
  const others = [kinds[2], kinds[2], kinds[4], kinds[4], kinds[4], kinds[5]].filter(
    (each) => each !== undefined,
  );
  const promotion = (n: number, priority: number): Promotion => ({
    id: `p${n}`,
    name: `Promotion ${n}`,
    active: upTo(29) > 0,
    currency: upTo(29) > 0 ? 'GBP' : 'EUR',
    priority,
    rule: rule(),
    ...oneOf([...kinds, ...kinds.slice(1), ...others])(),
    ...(upTo(3) === 0 ? { couponCode: oneOf(['A', 'B']) } : {}),
    ...(upTo(3) === 0 ? { maxTimes: 1 + upTo(2) } : {}),
  });
  const dressed = ({ discount, ...line }: BasketLine): BasketLine => {
    const category = oneOf(CATEGORIES);
    const isPiece = upTo(4) > 0;
    return {
      ...line,
      scannedAtMs: oneOf(SCANNED),
      unit: isPiece ? 'piece' : 'kg',
      quantityMilli: isPiece ? 1_000 * (1 + upTo(5)) : line.quantityMilli,
      ...(category === '' ? {} : { category }),
      ...(upTo(12) === 0 ? { overrideReason: 'x' } : {}),
      ...(discount === undefined || upTo(3) > 0 ? {} : { discount }),
    };
  };
  const promoted = (): RandomBasket => {
    const { basket, branch, businessDate } = random();
    const many = upTo(399) === 0;
    const promotions = Array.from({ length: many ? 10 : 2 + upTo(2) }, (_, n) =>
      promotion(n, many ? 1 : oneOf([1, 1, 2])),
    );
    return {
      basket: {
        ...basket,
        lines: basket.lines.map(dressed),
        channel: oneOf(['shop', 'shop', 'online']),
        coupons: oneOf([[], ['A'], ['A', 'B']]),
        customer: upTo(3) > 0 ? { groups: GROUPS } : basket.customer,
      },
      branch: { ...branch, promotions: shuffled(promotions) },
      businessDate,
    };
  };
  return { promoted, shuffled };
};
