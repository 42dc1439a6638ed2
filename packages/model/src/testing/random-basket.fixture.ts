import type { Priceable } from '../basket/settle.ts';
import type { RoundingMode } from '../money/round-ratio.ts';
import type { Payment } from '../payment/payment.ts';
import { type Branch, TAX_ROUNDINGS, type TaxClass } from '../state/shop.ts';
import type { Basket, BasketLine, EnteredDiscount } from '../state/till-state.ts';
import { BRANCH, idOf } from './goods.fixture.ts';

export const MODES: readonly RoundingMode[] = ['half-away', 'half-even', 'down'];
export const CASH_STEPS = [1, 5, 10, 50, 100] as const;
const DATES = ['2010-12-01', '2011-01-04', '2026-11-20'] as const;

const rates = (...ppms: readonly number[]) =>
  ppms.map((ratePpm, index) => ({ from: DATES[index] ?? '', ratePpm }));
const tax = (id: string, compound: boolean, ...ppms: readonly number[]) => ({
  id,
  name: id,
  compound,
  rates: rates(...ppms),
});
const taxClass = (id: string, taxes: TaxClass['taxes'], takeAwayClass?: string): TaxClass => ({
  id,
  name: id,
  mark: '',
  taxes,
  ...(takeAwayClass === undefined ? {} : { takeAwayClass }),
});

/** Every way in which a class can be taxed. `later` has one tax at first and two from 2011 on. */
export const TAX_CLASSES: readonly TaxClass[] = [
  taxClass('standard', [tax('vat', false, 175_000, 200_000)]),
  taxClass('reduced', [tax('vat', false, 50_000)]),
  taxClass('zero', [tax('vat', false, 0)]),
  taxClass('odd', [tax('vat', false, 333_333, 77_001)]),
  taxClass('several', [
    tax('state', false, 40_000),
    tax('city', false, 45_000),
    tax('district', false, 3_750),
  ]),
  taxClass('compound', [tax('gst', false, 60_000, 50_000), tax('qst', true, 75_000, 99_750)]),
  taxClass('deep', [
    tax('a', false, 123_457),
    tax('b', true, 76_543),
    tax('c', false, 1),
    tax('d', true, 99_991),
  ]),
  taxClass('later', [
    tax('state', false, 40_000),
    { ...tax('city', false), rates: [{ from: '2011-01-04', ratePpm: 12_500 }] },
  ]),
  taxClass('eat-in', [tax('vat', false, 200_000)], 'reduced'),
];

/** Mulberry32: the same baskets in every run. */
export const numbersFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const PRICES = ['with tax', 'without tax', 'mixed'] as const;

export type RandomBasket = {
  readonly basket: Priceable;
  readonly branch: Branch;
  readonly businessDate: string;
};

/** Baskets as a shop sells them, and now and then as none ever will. */
export const randomBaskets = (seed: number) => {
  const next = numbersFrom(seed);
  const upTo = (max: number): number => Math.floor(next() * (max + 1));
  const oneOf = <T>(items: readonly T[]): T => items[upTo(items.length - 1)] as T;
  const price = (): number =>
    oneOf([upTo(30), upTo(300), upTo(9_999), 100 * upTo(20), 10 ** 9 + upTo(10 ** 9)]);
  const quantity = (): number => oneOf([1_000, 1_000, 1_000 * (1 + upTo(20)), 1 + upTo(4_999)]);
  const discount = (): EnteredDiscount =>
    oneOf([
      () => ({ sharePpm: upTo(1_000_000), reason: 'share' }),
      () => ({ sharePpm: 50_000 * upTo(20), reason: 'round share' }),
      () => ({ amountMinor: upTo(2_000), reason: 'amount' }),
    ])();
  const line = (number: number, prices: (typeof PRICES)[number]): BasketLine => ({
    line: number,
    // Few products, so that some lines are alike.
    productId: idOf(1 + upTo(3)),
    sku: 'S',
    name: 'n',
    unit: 'kg',
    quantityMilli: quantity(),
    unitPriceMinor: price(),
    taxClass: oneOf(TAX_CLASSES).id,
    priceIncludesTax: prices === 'mixed' ? upTo(1) === 0 : prices === 'with tax',
    steps: [],
    scannedAtMs: 0,
    ...(upTo(2) === 0 ? { discount: discount() } : {}),
    ...oneOf([{}, { service: 'take-away' as const }, { service: 'eat-in' as const }]),
  });
  /** The same line, but for one thing. */
  const nearly = ({ service, ...given }: BasketLine): BasketLine =>
    oneOf<() => BasketLine>([
      () => ({ ...given, taxClass: oneOf(TAX_CLASSES).id }),
      () => (service === undefined ? { ...given, service: 'take-away' } : given),
      () => ({ ...given, priceIncludesTax: !given.priceIncludesTax, taxClass: 'eat-in' }),
      () => ({ ...given, discount: { sharePpm: 0, reason: oneOf(['a', 'b', 'share']) } }),
    ])();
  const lines = (): readonly BasketLine[] => {
    const prices = oneOf(PRICES);
    const own = Array.from({ length: 1 + upTo(4) }, (_, index) => line(index + 1, prices));
    const first = own[0];
    // Lines that are alike, or nearly: then remainders are alike too, and who comes first matters.
    return first === undefined || upTo(2) > 0
      ? own
      : [...own, { ...first, line: 10 }, { ...nearly(first), line: 11 }];
  };
  const customer = (): Basket['customer'] =>
    oneOf([
      null,
      null,
      { groups: [] },
      { groups: [], relief: 'exempt' },
      { groups: [], relief: 'reverse-charge' },
    ]);
  const payment = (): Payment => {
    const amountMinor = upTo(5_000);
    const state = oneOf(['requested', 'approved', 'stored', 'unknown', 'captured'] as const);
    const paid = { paymentId: idOf(1), tender: 'card', kind: 'card', amountMinor } as const;
    return { ...paid, state, tenderedMinor: amountMinor, changeMinor: 0 };
  };
  const basket = (): Priceable => ({
    lines: lines(),
    discounts: Array.from({ length: oneOf([0, 0, 1, 1, 2, 3]) }, discount),
    extras: upTo(5) === 0 ? [{ extra: 1, kind: 'tip', amountMinor: 1 + upTo(500) }] : [],
    customer: customer(),
    payments: upTo(5) === 0 ? [payment()] : [],
    channel: 'shop',
  });
  const branch = (): Branch => ({
    ...BRANCH,
    taxClasses: TAX_CLASSES,
    taxRounding: oneOf(TAX_ROUNDINGS),
    roundingMode: oneOf(MODES),
    cashRounding: { stepMinor: oneOf(CASH_STEPS), mode: oneOf(MODES) },
  });
  const shuffled = <T>(items: readonly T[]): readonly T[] =>
    items
      .map((item) => [next(), item] as const)
      .sort(([a], [b]) => a - b)
      .map(([, item]) => item);
  let made = 0;
  /** Dates follow one another as days do, and come back. */
  const random = (): RandomBasket => {
    const businessDate = DATES[Math.floor(made / 500) % DATES.length] ?? '';
    made += 1;
    return { basket: basket(), branch: branch(), businessDate };
  };
  return { random, shuffled };
};

const discountKind = ({ sharePpm }: EnteredDiscount): string => (sharePpm === undefined ? 'amount' : 'share');

/** The ways of counting that a basket goes through. */
export const waysOf = ({ basket, branch }: RandomBasket): ReadonlySet<string> => {
  const { lines, discounts, customer, extras, payments } = basket;
  const ways = new Set<string>([
    `tax rounded per ${branch.taxRounding}, ${branch.roundingMode}`,
    `cash in steps of ${branch.cashRounding.stepMinor}, ${branch.cashRounding.mode}`,
    `relief ${customer?.relief ?? 'none'}`,
  ]);
  const modes = new Set(lines.map(({ priceIncludesTax }) => priceIncludesTax));
  ways.add(`prices ${modes.size === 2 ? 'mixed' : modes.has(true) ? 'with tax' : 'without tax'}`);
  for (const { taxClass: id, service, discount } of lines) {
    ways.add(`class ${id}`);
    if (service === 'take-away' && id === 'eat-in') ways.add('taken away at another class');
    ways.add(`line discount ${discount === undefined ? 'none' : discountKind(discount)}`);
  }
  if (discounts.length === 0) ways.add('basket discount none');
  for (const each of discounts) ways.add(`basket discount ${discountKind(each)}`);
  if (discounts.length > 1) ways.add('basket discounts stacked');
  if (discounts.length > 0 && lines.some(({ discount }) => discount !== undefined)) {
    ways.add('discounts on line and basket');
  }
  if (extras.length > 0) ways.add('extras');
  if (payments.length > 0) ways.add('payments');
  return ways;
};
/** How many ways there are: every one has to come up. */
export const WAYS = 3 * 3 + CASH_STEPS.length * 3 + 3 + 3 + TAX_CLASSES.length + 1 + 3 + 3 + 1 + 1 + 2;
