import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { settleTotals } from '../../basket/settle.ts';
import type { FactOf } from '../../fact/fact.ts';
import type { RateTotal } from '../../sale/line.ts';
import { rateKey } from '../../tax/rate.ts';
import { MODES, TAX_CLASSES } from '../../testing/random-basket.fixture.ts';
import { BRANCH, idOf, product, TestTill } from '../../testing/shop.fixture.ts';
import { TAX_ROUNDINGS } from '../../state/shop.ts';

type Sale = FactOf<'sale.completed'>;
const CUSTOMER = idOf(0xcc);

const item = fc.record({
  price: fc.oneof(fc.nat(20), fc.nat(3_000), fc.nat(100_000)),
  quantity: fc.integer({ min: 1, max: 12 }),
  share: fc.constantFrom(0, 0, 333_333, 990_000),
  taxClass: fc.constantFrom(...TAX_CLASSES.map(({ id }) => id)),
});
const rules = fc.record({
  pricesIncludeTax: fc.boolean(),
  taxRounding: fc.constantFrom(...TAX_ROUNDINGS),
  roundingMode: fc.constantFrom(...MODES),
  cashRounding: fc.record({ stepMinor: fc.constantFrom(1, 1, 5, 10, 100), mode: fc.constantFrom(...MODES) }),
});
const basket = fc.record({
  items: fc.array(item, { minLength: 1, maxLength: 5 }),
  rule: rules,
  discounts: fc.array(fc.constantFrom({ sharePpm: 123_456 }, { amountMinor: 77 }), { maxLength: 2 }),
  relief: fc.constantFrom(undefined, undefined, 'exempt' as const),
  tipMinor: fc.constantFrom(0, 0, 0, 250),
  /** Some of what is due by each, then the rest at once. */
  tenders: fc.array(
    fc.record({
      tender: fc.constantFrom('cash', 'card', 'voucher', 'voucher-change', 'account', 'euro'),
      sharePpm: fc.integer({ min: 1, max: 1_000_000 }),
    }),
    { maxLength: 4 },
  ),
  last: fc.constantFrom(
    { tender: 'cash', tenderedMinor: 1e9 },
    { tender: 'cash', tenderedMinor: 1e9 },
    { tender: 'voucher-change', tenderedMinor: 1e9 + 3 },
  ),
  /** By which of two tills, and how much of which lines. */
  cuts: fc.array(fc.nat(100_000), { minLength: 8, maxLength: 40 }),
});
type Trade = typeof basket extends fc.Arbitrary<infer T> ? T : never;

const dueOf = ({ state, branch }: TestTill): number => {
  const { basket: open, shift } = state;
  const settlement = open === null ? null : settleTotals(open, branch, shift?.businessDate ?? '');
  return settlement?.ok === true ? settlement.owed.dueMinor : 0;
};

const pay = (till: TestTill, { tenders, rule, last }: Trade): void => {
  for (const { tender, sharePpm } of tenders) {
    const part = Math.floor((dueOf(till) * sharePpm) / 1_000_000);
    const inCoins = tender === 'cash' || tender === 'euro';
    // A euro here is worth less than a pound: whole steps, and one more of it.
    const whole = inCoins ? part - (part % rule.cashRounding.stepMinor) : part;
    const coins = tender === 'euro' && whole > 0 ? whole + rule.cashRounding.stepMinor : whole;
    if (coins > 0) till.done({ kind: 'payment.take', tender, tenderedMinor: coins, customerId: CUSTOMER });
  }
  if (till.state.basket !== null) till.done({ kind: 'payment.take', ...last });
};

const sell = (trade: Trade): { readonly till: TestTill; readonly sale: Sale } => {
  const { items, rule, discounts, relief, tipMinor } = trade;
  const products = items.map(({ price, taxClass }, n) => product(n, { priceMinor: price, taxClass }));
  const till = new TestTill({ products, branch: { ...BRANCH, taxClasses: TAX_CLASSES, ...rule } });
  for (const [n, { quantity, share }] of items.entries()) {
    till.done({ kind: 'basket.add', productId: products[n]!.id, quantityMilli: quantity * 1_000 });
    if (share > 0) till.done({ kind: 'basket.discount', line: n + 1, sharePpm: share, reason: 'x' });
  }
  for (const discount of discounts) till.run({ kind: 'basket.discount', ...discount, reason: 'x' });
  if (relief !== undefined) {
    till.done({ kind: 'basket.set-customer', groups: [], relief, reliefEvidence: 'GB 1' });
  }
  if (tipMinor > 0) till.done({ kind: 'basket.add-extra', extra: 'tip', amountMinor: tipMinor });
  pay(till, trade);
  return { till, sale: till.last('sale.completed') };
};

/** The pieces that come back at each turn, until nothing is left. */
const turns = (sale: Sale, cuts: readonly number[]) => {
  const left = sale.lines.map(({ quantityMilli }) => quantityMilli / 1_000);
  const all = [...cuts, -1].map((cut) =>
    left.flatMap((count, index) => {
      const pieces = cut < 0 ? count : Math.min(count, (cut >> (2 * index)) % 4);
      left[index] = count - pieces;
      return pieces === 0 ? [] : [{ line: sale.lines[index]!.line, quantityMilli: pieces * 1_000 }];
    }),
  );
  return all.filter((lines) => lines.length > 0);
};

/** The sums of a rate, tax by tax. */
const sumRates = (rates: readonly RateTotal[]): Record<string, number> => {
  const sums: Record<string, number> = {};
  const add = (key: string, minor: number): void => void (sums[key] = (sums[key] ?? 0) + minor);
  for (const { taxClass, ratePpm, relief, netMinor, taxMinor, taxes = [] } of rates) {
    const key = rateKey(taxClass, ratePpm, relief);
    add(`${key} net`, netMinor);
    add(`${key} tax`, taxMinor);
    for (const { tax, baseMinor, taxMinor: part } of taxes) {
      add(`${key} ${tax} base`, baseMinor);
      add(`${key} ${tax}`, part);
    }
  }
  return sums;
};

const expectWhole = (sale: Sale, refunds: readonly FactOf<'refund.completed'>[]): void => {
  const sum = (of: (refund: FactOf<'refund.completed'>) => number) =>
    refunds.reduce((total, refund) => total + of(refund), 0);
  expect(sum(({ totalMinor }) => totalMinor)).toBe(sale.totalMinor);
  expect(sumRates(refunds.flatMap(({ rates }) => rates))).toEqual(sumRates(sale.rates));
  const back = new Map<string, number>();
  for (const { paymentId = 'none', amountMinor } of refunds.flatMap(({ payouts }) => payouts)) {
    back.set(paymentId, (back.get(paymentId) ?? 0) + amountMinor);
  }
  if (sale.extras.length > 0) {
    // A tip stays: no payment gives back more than it was.
    for (const payment of sale.payments) {
      expect(back.get(payment.paymentId) ?? 0).toBeLessThanOrEqual(payment.amountMinor);
    }
    return;
  }
  expect(sum(({ cashRoundingMinor }) => cashRoundingMinor)).toBe(sale.cashRoundingMinor);
  expect(Object.fromEntries(back)).toEqual(
    Object.fromEntries(sale.payments.map(({ paymentId, amountMinor }) => [paymentId, amountMinor])),
  );
};

it('[REFUND-11] every basket, given back in parts at two tills, returns what was paid, per rate and payment', () => {
  const ways = new Set<string>();
  fc.assert(
    fc.property(basket, (trade) => {
      const { till, sale } = sell(trade);
      const other = new TestTill({ known: till.known, code: 'H2', branch: till.branch });
      for (const [turn, lines] of turns(sale, trade.cuts).entries()) {
        const at = (trade.cuts[turn] ?? 0) % 2 === 0 ? till : other;
        at.signIn('cashier');
        at.done({ kind: 'refund.with-receipt', saleId: sale.saleId, lines, restock: 'shop', reason: 'x' });
        const { lines: given, cashRoundingMinor } = at.last('refund.completed');
        for (const { netMinor, taxMinor } of given)
          expect(Math.min(netMinor, taxMinor)).toBeGreaterThanOrEqual(0);
        expect(Math.abs(cashRoundingMinor)).toBeLessThan(2 * trade.rule.cashRounding.stepMinor);
      }
      const refunds = [till, other].flatMap((each) =>
        each.facts().flatMap((fact) => (fact.kind === 'refund.completed' ? [fact] : [])),
      );
      expectWhole(sale, refunds);
      for (const line of sale.lines) {
        const given = till.known.receipts.get(sale.saleId)!.refundedLines.get(line.line);
        expect(given).toMatchObject({
          quantityMilli: line.quantityMilli,
          netMinor: line.netMinor,
          taxMinor: line.taxMinor,
        });
      }
      for (const { kind } of sale.payments) ways.add(kind);
    }),
    { numRuns: 400 },
  );
  expect([...ways].toSorted()).toEqual(['account', 'card', 'cash', 'voucher']);
});
