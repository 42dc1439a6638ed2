import { lineTotal } from '../basket/line-total.ts';
import type { RateTotal } from '../sale/line.ts';
import { expectedDrawer } from '../state/z-totals.ts';
import { rateKey } from '../tax/rate.ts';
import { type TaxedLine, grossOf } from '../tax/total-lines.ts';
import type { Fact, FactOf } from './fact.ts';

/**
 * What has to hold inside one fact besides its shape. It needs nothing but the fact, so every device
 * judges alike. A fault is told as text; null is sound.
 */
type Fault = string | null;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const first = (...checks: readonly (() => Fault)[]): Fault => {
  for (const check of checks) {
    const fault = check();
    if (fault !== null) return fault;
  }
  return null;
};

const unless = (holds: boolean, fault: string): Fault => (holds ? null : fault);

const currencyFault = (currency: string): Fault =>
  unless(/^[A-Z]{3}$/.test(currency), 'a currency is three capital letters');

const ratesFault = (rates: readonly RateTotal[], signed: boolean): Fault => {
  if (new Set(rates.map(({ taxClass, ratePpm }) => rateKey(taxClass, ratePpm))).size !== rates.length) {
    return 'a rate is named twice';
  }
  for (const { netMinor, taxMinor, grossMinor } of rates) {
    if (netMinor + taxMinor !== grossMinor) return 'net + tax is not gross';
    if (!signed && (netMinor < 0 || taxMinor < 0)) return 'an amount of a rate is negative';
  }
  return null;
};

/** The lines of each rate add up to its gross (prices with tax) or to its net (prices without). */
const linesFault = (
  lines: readonly (TaxedLine & { readonly line: number })[],
  rates: readonly RateTotal[],
): Fault => {
  if (lines.length === 0) return 'a document has no line';
  if (new Set(lines.map(({ line }) => line)).size !== lines.length) return 'a line is named twice';
  const totals = new Map<string, number>();
  for (const { taxClass, ratePpm, totalMinor } of lines) {
    const key = rateKey(taxClass, ratePpm);
    totals.set(key, (totals.get(key) ?? 0) + totalMinor);
  }
  if (totals.size !== rates.length) return 'the rates are not those of the lines';
  const match = (part: 'grossMinor' | 'netMinor'): boolean =>
    rates.every((rate) => totals.get(rateKey(rate.taxClass, rate.ratePpm)) === rate[part]);
  return unless(match('grossMinor') || match('netMinor'), 'the lines do not add up to the rates');
};

const saleFault = (fact: FactOf<'sale.completed'>): Fault =>
  first(
    () => currencyFault(fact.currency),
    () => unless(fact.document.kind === 'receipt', 'a sale is documented by a receipt'),
    () => ratesFault(fact.rates, false),
    () => linesFault(fact.lines, fact.rates),
    () => {
      for (const line of fact.lines) {
        const { beforeMinor, totalMinor } = lineTotal(line);
        const discountMinor = line.discount?.amountMinor ?? 0;
        if (discountMinor > beforeMinor) return 'a discount is more than its line';
        if (beforeMinor - discountMinor !== line.totalMinor || totalMinor !== line.totalMinor) {
          return 'a line is not price times quantity less discount';
        }
      }
      return null;
    },
    () => unless(grossOf(fact.rates) === fact.totalMinor, 'the rates do not add up to the total'),
    () =>
      unless(
        fact.payments.every((paid) => paid.tenderedMinor - paid.changeMinor === paid.amountMinor),
        'tendered less change is not the amount',
      ),
    () =>
      unless(
        sum(fact.payments.map(({ amountMinor }) => amountMinor)) === fact.totalMinor,
        'the payments do not cover the total',
      ),
  );

const refundFault = (fact: FactOf<'refund.completed'>): Fault =>
  first(
    () => currencyFault(fact.currency),
    () => unless(fact.document.kind === 'refund', 'a refund is documented by a refund'),
    () => ratesFault(fact.rates, false),
    () => linesFault(fact.lines, fact.rates),
    () =>
      unless(
        fact.original !== undefined ||
          fact.lines.every((line) => lineTotal(line).totalMinor === line.totalMinor),
        'a line is not price times quantity',
      ),
    () => unless(grossOf(fact.rates) === fact.totalMinor, 'the rates do not add up to the total'),
    () =>
      unless(
        sum(fact.payouts.map(({ amountMinor }) => amountMinor)) === fact.totalMinor,
        'the payouts are not the total',
      ),
  );

const closeFault = ({
  currency,
  document,
  totals,
  floatMinor,
  expectedMinor,
  countedMinor,
  varianceMinor,
}: FactOf<'shift.closed'>): Fault =>
  first(
    () => currencyFault(currency),
    () => unless(document.kind === 'z', 'a closed shift is documented by a Z'),
    () => ratesFault(totals.rates, true),
    () =>
      unless(
        grossOf(totals.rates) === totals.salesGrossMinor - totals.refundsGrossMinor,
        'the rates are not sales less refunds',
      ),
    () =>
      unless(
        new Set(totals.tenders.map(({ tender }) => tender)).size === totals.tenders.length,
        'a tender is named twice',
      ),
    () =>
      unless(
        expectedDrawer(floatMinor, totals) === expectedMinor,
        'float and tenders are not the expected drawer',
      ),
    () => unless(countedMinor - expectedMinor === varianceMinor, 'counted less expected is not the variance'),
  );

/** What is wrong with a fact whose shape fits; null when its arithmetic holds. */
export const faultOf = (fact: Fact): Fault => {
  switch (fact.kind) {
    case 'shift.opened':
      return currencyFault(fact.currency);
    case 'shift.closed':
      return closeFault(fact);
    case 'payment.taken':
      return first(
        () => currencyFault(fact.currency),
        () =>
          unless(
            fact.tenderedMinor - fact.changeMinor === fact.amountMinor,
            'tendered less change is not the amount',
          ),
      );
    case 'payment.returned':
      return currencyFault(fact.currency);
    case 'sale.completed':
      return saleFault(fact);
    case 'refund.completed':
      return refundFault(fact);
    case 'line.voided':
      return null;
    case 'basket.cancelled':
      return unless(
        sum(fact.lines.map(({ totalMinor }) => totalMinor)) === fact.totalMinor,
        'the lines do not add up to the total',
      );
    case 'stock.moved':
      return first(
        () => unless(fact.lines.length > 0, 'no stock moves'),
        () =>
          unless(
            fact.lines.every(({ quantityMilli }) => quantityMilli !== 0),
            'a line moves nothing',
          ),
      );
  }
};
