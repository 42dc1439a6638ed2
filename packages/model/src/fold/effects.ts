import type { Fact, FactOf } from '../fact/fact.ts';
import { rateKey } from '../tax/rate.ts';
import type { Effect } from './effect.ts';

const refundEffects = (fact: FactOf<'refund.completed'>): readonly Effect[] => {
  const moved = fact.lines
    .filter(({ restock }) => restock)
    .map(({ productId, quantityMilli }): Effect => ({ kind: 'stock', productId, quantityMilli }));
  if (fact.original === undefined) return moved;
  const { saleId } = fact.original;
  return [
    ...moved,
    ...fact.lines.map(({ line, quantityMilli, totalMinor }): Effect => ({
      kind: 'refunded',
      saleId,
      line,
      quantityMilli,
      totalMinor,
    })),
    ...fact.rates.map(({ taxClass, ratePpm, grossMinor, taxMinor }): Effect => ({
      kind: 'refunded-rate',
      saleId,
      rate: rateKey(taxClass, ratePpm),
      grossMinor,
      taxMinor,
    })),
  ];
};

/** What a fact does to the read models. */
export const effectsOf = (fact: Fact): readonly Effect[] => {
  switch (fact.kind) {
    case 'sale.completed':
      return [
        { kind: 'receipt', saleId: fact.saleId },
        ...fact.lines.map(({ productId, quantityMilli }): Effect => ({
          kind: 'stock',
          productId,
          quantityMilli: -quantityMilli,
        })),
      ];
    case 'refund.completed':
      return refundEffects(fact);
    case 'stock.moved':
      return fact.lines.map(({ productId, quantityMilli }) => ({ kind: 'stock', productId, quantityMilli }));
    case 'shift.opened':
    case 'shift.closed':
    case 'payment.taken':
    case 'payment.returned':
    case 'line.voided':
    case 'basket.cancelled':
      return [];
  }
};
