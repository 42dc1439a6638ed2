import type { Branch, TaxClass } from '../state/shop.ts';
import type { BasketLine, EnteredDiscount } from '../state/till-state.ts';
import type { Priceable } from '../basket/settle.ts';
import {
  exactly,
  type Fraction,
  per,
  plus,
  shareOut,
  shortest,
  times,
  toUnits,
  units,
} from './fraction.fixture.ts';

import { slowPromote } from './slow-promote.fixture.ts';

/** What a basket costs by a second way of counting, in minor units. */
export type SlowLine = {
  readonly rate: string;
  readonly net: bigint;
  readonly tax: bigint;
  readonly discount: bigint;
  readonly basketDiscount: bigint;
  readonly relief: bigint;
  /** By promotion. */
  readonly promotions: ReadonlyMap<string, bigint>;
  /** Each of several taxes: its base and what it came to. */
  readonly parts: readonly (readonly [tax: string, base: bigint, tax: bigint])[];
};
export type SlowSum = Pick<SlowLine, 'net' | 'tax' | 'parts'>;
export type SlowSettled = {
  readonly lines: readonly SlowLine[];
  /** By `class/rate` or `class/rate/relief`. */
  readonly rates: ReadonlyMap<string, SlowSum>;
  readonly discounts: readonly bigint[];
  readonly total: bigint;
  readonly due: bigint;
  readonly cashDue: bigint;
};

const ONE = exactly(1);
const MILLION = exactly(1_000_000);
const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, each) => total + each, 0n);
const add = (amounts: readonly Fraction[]): Fraction => amounts.reduce(plus, exactly(0));

/** What is taken off: a share of all, or an amount, and never more than all. */
const discountOf = (all: bigint, entered: EnteredDiscount): bigint => {
  const { sharePpm, amountMinor = 0 } = entered;
  const asked =
    sharePpm === undefined
      ? BigInt(amountMinor)
      : toUnits(times(units(all), exactly(sharePpm, 1_000_000)), 'half-away');
  return asked < all ? asked : all;
};

/** What tells lines apart, what decides first standing first. */
const contentOf = (line: BasketLine): readonly (string | number | boolean | undefined)[] => {
  const { sharePpm, amountMinor, reason } = line.discount ?? {};
  const supplied = [line.taxClass, line.service, line.priceIncludesTax];
  const priced = [line.overrideReason, line.priceListId, line.listPriceMinor, line.costMinor];
  const sold = [line.productId, line.quantityMilli, line.unitPriceMinor];
  const named = [line.unit, line.sku, line.name, line.category];
  return [...sold, ...supplied, sharePpm, amountMinor, reason, ...priced, ...named];
};

/** Of two lines that lost the same: the one of the smaller amount, then by content. */
const orderOf =
  (lines: readonly BasketLine[], amounts: readonly bigint[]) =>
  (a: number, b: number): number => {
    const [left = 0n, right = 0n] = [amounts[a], amounts[b]];
    if (left !== right) return left < right ? -1 : 1;
    const [first, second] = [contentOf(lines[a] as BasketLine), contentOf(lines[b] as BasketLine)];
    const place = first.findIndex((each, index) => each !== second[index]);
    if (place === -1) return 0;
    const [one, other] = [first[place], second[place]];
    if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
    return one < other ? -1 : 1;
  };

/** A tax with its share of the net amount. */
type Charge = { readonly id: string; readonly compound: boolean; readonly share: Fraction };
/** `onNet` and `inGross`: all taxes as a share of an amount without and with them. */
type Taxation = {
  readonly key: string;
  readonly charges: readonly Charge[];
  readonly onNet: Fraction;
  readonly inGross: Fraction;
};

/** The taxes that have begun by a date, each at the rate that began last. */
const workOutTaxation = (taxClass: TaxClass, businessDate: string): Taxation => {
  const charges: Charge[] = [];
  for (const { id, compound, rates } of taxClass.taxes) {
    const begun = rates.filter(({ from }) => from <= businessDate);
    const [newest] = begun.toSorted((a, b) => (a.from < b.from ? 1 : -1));
    if (newest === undefined) continue;
    const base = compound ? plus(ONE, add(charges.map(({ share }) => share))) : ONE;
    charges.push({ id, compound, share: times(base, exactly(newest.ratePpm, 1_000_000)) });
  }
  if (charges.length === 0) throw new Error(`no rate of ${taxClass.id}`);
  const onNet = shortest(add(charges.map(({ share }) => share)));
  const inGross = shortest(per(onNet, plus(ONE, onNet)));
  return { key: `${taxClass.id}/${toUnits(times(onNet, MILLION), 'half-away')}`, charges, onNet, inGross };
};

/** Each is worked out once: there are few, and many baskets. */
const WORKED_OUT = new WeakMap<TaxClass, Map<string, Taxation>>();
const taxationOf = (taxClass: TaxClass, businessDate: string): Taxation => {
  const byDate = WORKED_OUT.get(taxClass) ?? new Map<string, Taxation>();
  WORKED_OUT.set(taxClass, byDate);
  const taxation = byDate.get(businessDate) ?? workOutTaxation(taxClass, businessDate);
  byDate.set(businessDate, taxation);
  return taxation;
};

const suppliedClass = ({ taxClasses }: Branch, line: BasketLine): TaxClass => {
  const own = taxClasses.find(({ id }) => id === line.taxClass);
  const away = line.service === 'take-away' ? own?.takeAwayClass : undefined;
  const supplied = away === undefined ? own : taxClasses.find(({ id }) => id === away);
  if (supplied === undefined) throw new Error(`no class ${line.taxClass}`);
  return supplied;
};

type Counted = {
  readonly line: BasketLine;
  readonly taxation: Taxation;
  readonly key: string;
  readonly discount: bigint;
  readonly basketDiscount: bigint;
  readonly relief: bigint;
  readonly amount: bigint;
  /** Before any rounding. */
  readonly exactTax: Fraction;
};

/** The tax of each line, rounded where the branch says so. */
const roundedTaxes = (
  counted: readonly Counted[],
  { taxRounding, roundingMode }: Branch,
): readonly bigint[] => {
  if (taxRounding === 'line') return counted.map(({ exactTax }) => toUnits(exactTax, roundingMode));
  const groups = new Map<string, number[]>();
  for (const [index, { key, line }] of counted.entries()) {
    const name = `${key} ${line.priceIncludesTax ? 1 : 2}`;
    const members = groups.get(name);
    if (members === undefined) groups.set(name, [index]);
    else members.push(index);
  }
  const classOf = (name: string): string => name.slice(0, name.indexOf('/'));
  const ppmOf = (name: string): number => Number(/\/(\d+)/.exec(name)?.[1]);
  const names = [...groups.keys()].toSorted((a, b) => {
    if (classOf(a) !== classOf(b)) return classOf(a) < classOf(b) ? -1 : 1;
    return ppmOf(a) - ppmOf(b) || (a < b ? -1 : 1);
  });
  const exact = names.map((name) => add((groups.get(name) ?? []).map((at) => counted[at]?.exactTax ?? ONE)));
  const whole =
    taxRounding === 'rate'
      ? exact.map((tax) => toUnits(tax, roundingMode))
      : shareOut(toUnits(add(exact), roundingMode), exact, (a, b) => a - b);
  const taxes = counted.map(() => 0n);
  for (const [group, name] of names.entries()) {
    const members = groups.get(name) ?? [];
    const own = members.map((at) => counted[at] as Counted);
    const shares = own.map(({ exactTax }) => exactTax);
    const order = orderOf(
      own.map(({ line }) => line),
      own.map(({ amount }) => amount),
    );
    const given = shareOut(whole[group] ?? 0n, shares, order);
    for (const [place, at] of members.entries()) taxes[at] = given[place] ?? 0n;
  }
  return taxes;
};

/** Each of several taxes of a line: its part of the tax, and the net with the taxes before a compound one. */
const partsOf = ({ charges, onNet }: Taxation, net: bigint, tax: bigint): SlowLine['parts'] => {
  if (charges.length === 1) return [];
  const shares = charges.map(({ share }) =>
    onNet.of === 0n ? exactly(0) : per(times(units(tax), share), onNet),
  );
  const given = shareOut(tax, shares, (a, b) => a - b);
  return charges.map(({ id, compound }, index) => {
    const before = compound ? sum(given.slice(0, index)) : 0n;
    return [id, net + before, given[index] ?? 0n] as const;
  });
};

const addRate = (rates: Map<string, SlowSum>, { rate, net, tax, parts }: SlowLine): void => {
  const known = rates.get(rate);
  rates.set(rate, {
    net: net + (known?.net ?? 0n),
    tax: tax + (known?.tax ?? 0n),
    parts: parts.map(([id, base, part], index) => {
      const [, knownBase = 0n, knownPart = 0n] = known?.parts[index] ?? [];
      return [id, base + knownBase, part + knownPart] as const;
    }),
  });
};

/**
 * Settles a basket once more in exact fractions, slowly and by the rules' words: discounts of lines, then of
 * the basket, then reliefs, each in units; then the tax, exact until it is rounded as the branch says.
 */
export const slowSettle = (basket: Priceable, branch: Branch, businessDate: string): SlowSettled => {
  const before = basket.lines.map(({ unitPriceMinor, quantityMilli }) =>
    toUnits(times(exactly(unitPriceMinor), exactly(quantityMilli, 1_000)), 'half-away'),
  );
  const own = basket.lines.map(({ discount }, at) =>
    discount === undefined ? 0n : discountOf(before[at] ?? 0n, discount),
  );
  const reduced = before.map((amount, at) => amount - (own[at] ?? 0n));
  const promotions = slowPromote(basket, {
    branch,
    businessDate,
    amounts: reduced,
    compare: orderOf(
      basket.lines,
      basket.lines.map(() => 0n),
    ),
  });
  const lineTotals = reduced.map((amount, at) => amount - sum([...(promotions[at]?.values() ?? [])]));
  let left = lineTotals;
  const discounts: bigint[] = [];
  for (const entered of basket.discounts) {
    const all = sum(left);
    const off = discountOf(all, entered);
    discounts.push(off);
    if (all === 0n) continue;
    const now = left;
    const shares = now.map((amount) => ({ of: off * amount, over: all }));
    const parts = shareOut(off, shares, orderOf(basket.lines, now));
    left = now.map((amount, at) => amount - (parts[at] ?? 0n));
  }
  const relief = basket.customer?.relief;
  const counted = basket.lines.map((line, at): Counted => {
    const owed = taxationOf(suppliedClass(branch, line), businessDate);
    const [amount = 0n, lineTotal = 0n] = [left[at], lineTotals[at]];
    const discounted = { line, discount: own[at] ?? 0n, basketDiscount: lineTotal - amount };
    const exactTax = times(units(amount), line.priceIncludesTax ? owed.inGross : owed.onNet);
    if (relief === undefined) {
      return { ...discounted, taxation: owed, key: owed.key, relief: 0n, amount, exactTax };
    }
    const off = line.priceIncludesTax ? toUnits(exactTax, 'half-away') : 0n;
    const key = `${owed.key.slice(0, owed.key.indexOf('/'))}/0/${relief}`;
    const none = { key, onNet: exactly(0), inGross: exactly(0), charges: owed.charges.slice(0, 1) };
    return { ...discounted, taxation: none, key, relief: off, amount: amount - off, exactTax: exactly(0) };
  });
  const taxes = roundedTaxes(counted, branch);
  const lines = counted.map(({ line, taxation, key, amount, ...off }, at): SlowLine => {
    const tax = taxes[at] ?? 0n;
    const net = line.priceIncludesTax ? amount - tax : amount;
    const { discount, basketDiscount, relief: relieved } = off;
    const parts = partsOf(taxation, net, tax);
    const promoted = promotions[at] ?? new Map<string, bigint>();
    return { rate: key, net, tax, discount, basketDiscount, relief: relieved, promotions: promoted, parts };
  });
  const rates = new Map<string, SlowSum>();
  for (const line of lines) addRate(rates, line);
  const total = sum(lines.map(({ net, tax }) => net + tax));
  const extras = sum(basket.extras.map(({ amountMinor }) => BigInt(amountMinor)));
  const counts = basket.payments.filter(({ state }) => ['approved', 'stored', 'captured'].includes(state));
  const due = total + extras - sum(counts.map(({ amountMinor }) => BigInt(amountMinor)));
  const { stepMinor, mode } = branch.cashRounding;
  const cashDue = toUnits(per(units(due), exactly(stepMinor)), mode) * BigInt(stepMinor);
  return { lines, rates, discounts, total, due, cashDue };
};
