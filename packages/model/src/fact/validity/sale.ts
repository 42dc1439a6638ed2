import { sum } from '../../money/sum.ts';
import { priceTimesQuantity } from '../../money/multiply.ts';
import type { DocumentKind } from '../../sale/document.ts';
import type { Extra } from '../../sale/extra.ts';
import { isCovering } from '../../payment/progress.ts';
import type { FactOf } from '../fact.ts';
import { currencyFault, type Fault, first, unless } from './fault.ts';
import { goodsFault } from './line.ts';
import { paymentFault, payoutFault } from './payment.ts';
import { grossOfRates, linesFault, ratesFault } from './tax.ts';

const SALE_DOCUMENTS: readonly DocumentKind[] = ['receipt', 'invoice', 'training-receipt'];

const amountsOf = (parts: readonly { readonly amountMinor: number }[]): number =>
  sum(parts.map(({ amountMinor }) => amountMinor));

const extrasFault = (extras: readonly Extra[]): Fault =>
  unless(new Set(extras.map(({ extra }) => extra)).size === extras.length, 'an extra is named twice');

type Goods = FactOf<'sale.completed' | 'quote.issued' | 'refund.completed' | 'sale.voided'>;

const taxFault = ({ currency, lines, rates, totalMinor }: Goods): Fault =>
  first(
    () => currencyFault(currency),
    () => ratesFault(rates, false),
    () => linesFault(lines, rates),
    () => unless(grossOfRates(rates) === totalMinor, 'the rates do not add up to the total'),
  );

const paymentsFault = ({
  payments,
  currency,
  totalMinor,
  extras,
  cashRoundingMinor,
}: FactOf<'sale.completed'>): Fault => {
  if (new Set(payments.map(({ paymentId }) => paymentId)).size !== payments.length) {
    return 'a payment is named twice';
  }
  for (const payment of payments) {
    const fault = isCovering(payment.state) ? paymentFault(payment, currency) : 'a payment covers nothing';
    if (fault !== null) return fault;
  }
  return unless(
    totalMinor + amountsOf(extras) + cashRoundingMinor === amountsOf(payments),
    'the payments are not what is due',
  );
};

/** I7: goods + extras + cash rounding = due = the payments' amounts. */
export const saleFault = (fact: FactOf<'sale.completed'>): Fault =>
  first(
    () =>
      unless(SALE_DOCUMENTS.includes(fact.document.kind), 'a sale is documented by a receipt or an invoice'),
    () => unless(fact.document.kind !== 'invoice' || fact.buyer !== undefined, 'an invoice names no buyer'),
    () => unless(fact.lines.length + fact.extras.length > 0, 'a document has no line'),
    () => taxFault(fact),
    () => goodsFault(fact),
    () =>
      unless(
        fact.lines.every(({ relief }) => relief === undefined || relief === fact.customer?.relief),
        'a relief is not that of the customer',
      ),
    () => extrasFault(fact.extras),
    () => roundingFault(fact),
    () => paymentsFault(fact),
  );

export const quoteFault = (fact: FactOf<'quote.issued'>): Fault =>
  first(
    () => unless(fact.document.kind === 'quote', 'a quote is documented by a quote'),
    () => unless(fact.lines.length > 0, 'a document has no line'),
    () => taxFault(fact),
    () => goodsFault(fact),
  );

/** No coin is so large: cash is rounded by less than two steps, also where parts carry over. */
const LARGEST_ROUNDING_MINOR = 2_000_000;
const roundingFault = ({ cashRoundingMinor }: { readonly cashRoundingMinor: number }): Fault =>
  unless(Math.abs(cashRoundingMinor) < LARGEST_ROUNDING_MINOR, 'cash is rounded by more than any coin');

/** Total + extras + cash rounding = payouts. */
const payoutsFault = ({
  totalMinor,
  cashRoundingMinor,
  payouts,
  extras,
}: FactOf<'refund.completed' | 'sale.voided'>): Fault => {
  for (const payout of payouts) {
    const fault = payoutFault(payout);
    if (fault !== null) return fault;
  }
  return unless(
    totalMinor + amountsOf(extras) + cashRoundingMinor === amountsOf(payouts),
    'the payouts are not the total',
  );
};

/** Without a receipt a line is price times quantity, its tax in or on top; a part of a receipt's need not be. */
const openLinesFault = ({ original, lines }: FactOf<'refund.completed'>): Fault =>
  unless(
    original !== undefined ||
      lines.every(({ unitPriceMinor, quantityMilli, netMinor, taxMinor }) => {
        const priceMinor = priceTimesQuantity(unitPriceMinor, quantityMilli);
        return priceMinor === netMinor + taxMinor || priceMinor === netMinor;
      }),
    'a line is not price times quantity',
  );

export const refundFault = (fact: FactOf<'refund.completed'>): Fault =>
  first(
    () => unless(fact.document.kind === 'credit-note', 'a refund is documented by a credit note'),
    () => unless(fact.lines.length + fact.extras.length > 0, 'a document has no line'),
    () => taxFault(fact),
    () => openLinesFault(fact),
    () => extrasFault(fact.extras),
    () =>
      unless(
        fact.extras.every(({ kind }) => kind === 'deposit' && fact.original !== undefined),
        'only a deposit of a receipt is paid back',
      ),
    () => roundingFault(fact),
    () => payoutsFault(fact),
  );

export const voidFault = (fact: FactOf<'sale.voided'>): Fault =>
  first(
    () => unless(fact.document.kind === 'void', 'a void is documented by a void'),
    () => unless(fact.lines.length + fact.extras.length > 0, 'a document has no line'),
    () => taxFault(fact),
    () => extrasFault(fact.extras),
    () => roundingFault(fact),
    () => payoutsFault(fact),
  );
