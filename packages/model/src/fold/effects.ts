import type { Fact, FactOf } from '../fact/fact.ts';
import type { Stamp } from '../fact/recorded-fact.ts';
import type { Payout } from '../payment/payment.ts';
import type { RefundLine } from '../sale/line.ts';
import { SALE_PART } from '../sale/receipt-record.ts';
import type { Effect, Note } from './effect.ts';
import { NOTE } from './note.ts';

const part = (saleId: string, name: string, ...add: readonly number[]): Effect => ({
  kind: 'sale-part',
  saleId,
  part: name,
  add,
});
const note = (key: string, value: Note): Effect => ({ kind: 'note', key, value });

const restocked = (lines: readonly RefundLine[]): readonly Effect[] =>
  lines.flatMap(({ restock, productId, quantityMilli }): readonly Effect[] =>
    restock === 'none' ? [] : [{ kind: 'stock', productId, quantityMilli, place: restock }],
  );

const givenBackLines = (saleId: string, lines: readonly RefundLine[]): readonly Effect[] =>
  lines.flatMap(({ line, quantityMilli, netMinor, taxMinor, taxes }) => [
    part(saleId, SALE_PART.line(line), quantityMilli, netMinor, taxMinor),
    ...(taxes ?? []).map((each) => part(saleId, SALE_PART.tax(line, each.tax), each.taxMinor)),
  ]);

/** What was given back of each payment. A payout of version 1 names none. */
const givenBackPayments = (saleId: string, payouts: readonly Payout[]): readonly Effect[] =>
  payouts.flatMap(({ paymentId, amountMinor }) =>
    paymentId === undefined ? [] : [part(saleId, SALE_PART.payment(paymentId), amountMinor)],
  );

/** A deposit given back can be used again. */
const depositsBack = (payouts: readonly Payout[]): readonly Effect[] =>
  payouts.flatMap(({ kind, originId, amountMinor }) =>
    kind === 'deposit' && originId !== undefined ? [part(originId, SALE_PART.deposit, 0 - amountMinor)] : [],
  );

const saleEffects = ({ document, lines }: FactOf<'sale.completed'>): readonly Effect[] =>
  document.kind === 'training-receipt'
    ? []
    : lines.map(({ productId, quantityMilli }) => ({
        kind: 'stock',
        productId,
        quantityMilli: 0 - quantityMilli,
        place: 'shop',
      }));

/** A deposit that is paid back is used up as far as it goes. */
const depositsPaidBack = ({ original, extras }: FactOf<'refund.completed'>): readonly Effect[] =>
  original === undefined
    ? []
    : extras.map(({ amountMinor }) => part(original.saleId, SALE_PART.deposit, amountMinor));

const refundEffects = (fact: FactOf<'refund.completed'>): readonly Effect[] => {
  const { original, lines, payouts } = fact;
  return [
    ...depositsPaidBack(fact),
    ...restocked(lines),
    ...depositsBack(payouts),
    ...(original === undefined ? [] : givenBackLines(original.saleId, lines)),
    ...(original === undefined ? [] : givenBackPayments(original.saleId, payouts)),
  ];
};

const voidEffects = ({ original, lines, payouts }: FactOf<'sale.voided'>): readonly Effect[] => [
  ...restocked(lines),
  ...depositsBack(payouts),
  part(original.saleId, SALE_PART.voided, 1),
  ...givenBackLines(original.saleId, lines),
  ...givenBackPayments(original.saleId, payouts),
];

/** A deposit is used from when it pays, so that another till knows before the basket is through. */
const paymentEffects = ({ payment, training }: FactOf<'payment.taken'>): readonly Effect[] =>
  payment.kind === 'deposit' && payment.originId !== undefined && training !== true
    ? [part(payment.originId, SALE_PART.deposit, payment.amountMinor)]
    : [];

/** A stored payment that came to nothing after its sale has nothing left to give back. */
const lostEffects = ({ payment, from, saleId, training }: FactOf<'payment.changed'>): readonly Effect[] =>
  saleId !== undefined && from === 'stored' && payment.state !== 'captured' && training !== true
    ? [part(saleId, SALE_PART.payment(payment.paymentId), payment.amountMinor)]
    : [];

const shiftEffects = (fact: FactOf<'shift.opened' | 'shift.closed' | 'shift.supplemented'>) => {
  switch (fact.kind) {
    case 'shift.opened': {
      const { shiftId, drawerId, businessDate, currency, number } = fact;
      return [note(NOTE.shift(shiftId), { drawerId, businessDate, currency, number })];
    }
    case 'shift.closed': {
      const { shiftId, document } = fact;
      return [note(NOTE.z(shiftId), { label: document.label })];
    }
    case 'shift.supplemented': {
      const { shiftId, supplementId, document } = fact;
      return [note(NOTE.supplement(shiftId, supplementId), { label: document.label })];
    }
  }
};

const measureOf = ({ right, amountMinor, sharePpm }: FactOf<'approval.requested' | 'approval.given'>) => ({
  right,
  amountMinor: amountMinor ?? null,
  sharePpm: sharePpm ?? null,
});

const answerEffects = (fact: FactOf<'approval.given'>): readonly Effect[] => {
  const { requestId, granted, approverId } = fact;
  if (requestId === undefined) return [];
  const key = granted ? NOTE.granted(requestId) : NOTE.refused(requestId);
  return [note(key, { ...measureOf(fact), approverId })];
};

/**
 * What a fact does to the read models. Of its stamp only who asked matters, as it stands in the entry; all
 * else follows from the fact alone.
 */
export const effectsOf = (fact: Fact, { staffId }: Pick<Stamp, 'staffId'>): readonly Effect[] => {
  switch (fact.kind) {
    case 'sale.completed':
      return saleEffects(fact);
    case 'sale.voided':
      return voidEffects(fact);
    case 'refund.completed':
      return refundEffects(fact);
    case 'payment.taken':
      return paymentEffects(fact);
    case 'payment.changed':
      return lostEffects(fact);
    case 'payment.returned':
      return fact.training === true ? [] : depositsBack([fact.payout]);
    case 'invoice.issued':
      return [part(fact.original.saleId, SALE_PART.invoiced, 1)];
    case 'shift.opened':
    case 'shift.closed':
    case 'shift.supplemented':
      return shiftEffects(fact);
    case 'approval.requested':
      return [note(NOTE.asked(fact.requestId), { ...measureOf(fact), staffId, detail: fact.detail })];
    case 'approval.given':
      return answerEffects(fact);
    case 'stock.moved':
      return fact.lines.map(({ productId, quantityMilli }) => ({
        kind: 'stock',
        productId,
        quantityMilli,
        place: 'shop',
      }));
    case 'shift.joined':
    case 'shift.left':
    case 'shift.handed-over':
    case 'drawer.moved':
    case 'drawer.opened':
    case 'clock.overridden':
    case 'payment.requested':
    case 'line.voided':
    case 'basket.cancelled':
    case 'override.withdrawn':
    case 'discount.withdrawn':
    case 'quote.issued':
    case 'gift-receipt.issued':
    case 'document.reprinted':
    case 'document.signed':
    case 'document.delivered':
    case 'sign-in.failed':
    case 'approval.used':
    case 'training.started':
    case 'training.ended':
      return [];
  }
};
