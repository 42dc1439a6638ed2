import { sum } from '../../money/sum.ts';
import { priceTimesQuantity, shareOf } from '../../money/multiply.ts';
import { currencyFault, type Fault, first, unless } from '../validity/fault.ts';
import type { FactV1, FactV1Of } from './fact.ts';

type RateV1 = FactV1Of<'sale.completed'>['rates'][number];
type SaleLineV1 = FactV1Of<'sale.completed'>['lines'][number];
type TaxedV1 = Pick<SaleLineV1, 'line' | 'taxClass' | 'ratePpm' | 'totalMinor'>;

/**
 * What had to hold inside a version-1 fact. These rules are as old as the bytes they judge and change no
 * more: a fact that was valid once is valid for ever, on every device.
 */
const keyOf = ({ taxClass, ratePpm }: Pick<RateV1, 'taxClass' | 'ratePpm'>): string =>
  `${taxClass}/${ratePpm}`;

const grossOf = (rates: readonly RateV1[]): number => sum(rates.map(({ grossMinor }) => grossMinor));

const ratesFault = (rates: readonly RateV1[], signed: boolean): Fault => {
  if (new Set(rates.map(keyOf)).size !== rates.length) return 'a rate is named twice';
  for (const { netMinor, taxMinor, grossMinor } of rates) {
    if (netMinor + taxMinor !== grossMinor) return 'net + tax is not gross';
    if (!signed && (netMinor < 0 || taxMinor < 0)) return 'an amount of a rate is negative';
  }
  return null;
};

/** The lines of each rate add up to its gross (prices with tax) or to its net (prices without). */
const linesFault = (lines: readonly TaxedV1[], rates: readonly RateV1[]): Fault => {
  if (lines.length === 0) return 'a document has no line';
  if (new Set(lines.map(({ line }) => line)).size !== lines.length) return 'a line is named twice';
  const totals = new Map<string, number>();
  for (const line of lines) {
    totals.set(keyOf(line), (totals.get(keyOf(line)) ?? 0) + line.totalMinor);
  }
  if (totals.size !== rates.length) return 'the rates are not those of the lines';
  const match = (part: 'grossMinor' | 'netMinor'): boolean =>
    rates.every((rate) => totals.get(keyOf(rate)) === rate[part]);
  return unless(match('grossMinor') || match('netMinor'), 'the lines do not add up to the rates');
};

const lineFault = ({ unitPriceMinor, quantityMilli, discount, totalMinor }: SaleLineV1): Fault => {
  const beforeMinor = priceTimesQuantity(unitPriceMinor, quantityMilli);
  const discountMinor = discount?.amountMinor ?? 0;
  if (discountMinor > beforeMinor) return 'a discount is more than its line';
  const asked = discount?.sharePpm === undefined ? discountMinor : shareOf(beforeMinor, discount.sharePpm);
  return unless(
    discountMinor === asked && beforeMinor - discountMinor === totalMinor,
    'a line is not price times quantity less discount',
  );
};

const saleFault = (fact: FactV1Of<'sale.completed'>): Fault =>
  first(
    () => currencyFault(fact.currency),
    () => unless(fact.document.kind === 'receipt', 'a sale is documented by a receipt'),
    () => ratesFault(fact.rates, false),
    () => linesFault(fact.lines, fact.rates),
    ...fact.lines.map((line) => () => lineFault(line)),
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

const refundFault = (fact: FactV1Of<'refund.completed'>): Fault =>
  first(
    () => currencyFault(fact.currency),
    () => unless(fact.document.kind === 'refund', 'a refund is documented by a refund'),
    () => ratesFault(fact.rates, false),
    () => linesFault(fact.lines, fact.rates),
    () =>
      unless(
        fact.original !== undefined ||
          fact.lines.every(
            (line) => priceTimesQuantity(line.unitPriceMinor, line.quantityMilli) === line.totalMinor,
          ),
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
}: FactV1Of<'shift.closed'>): Fault =>
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
        sum(totals.tenders.map((tender) => tender.receivedMinor - tender.givenBackMinor)) + floatMinor ===
          expectedMinor,
        'float and tenders are not the expected drawer',
      ),
    () => unless(countedMinor - expectedMinor === varianceMinor, 'counted less expected is not the variance'),
  );

/** What is wrong with a version-1 fact whose shape fits; null when its arithmetic holds. */
export const faultOfV1 = (fact: FactV1): Fault => {
  switch (fact.kind) {
    case 'shift.opened':
    case 'payment.returned':
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
