import { sum } from '../../money/sum.ts';
import type { Fact, FactOf } from '../fact.ts';
import { currencyFault, type Fault, first, unless } from './fault.ts';
import { changedFault, requestedFault, returnedFault, takenFault } from './payment.ts';
import { quoteFault, refundFault, saleFault, voidFault } from './sale.ts';
import { closedFault, countFault, handedOverFault, openedFault, supplementedFault } from './shift.ts';

const giftReceiptFault = ({ document, lines }: FactOf<'gift-receipt.issued'>): Fault =>
  first(
    () => unless(document.kind === 'gift-receipt', 'a gift receipt is documented by a gift receipt'),
    () => unless(lines.length > 0, 'a document has no line'),
    () => unless(new Set(lines).size === lines.length, 'a line is named twice'),
  );

const stockFault = ({ lines }: FactOf<'stock.moved'>): Fault =>
  first(
    () => unless(lines.length > 0, 'no stock moves'),
    () =>
      unless(
        lines.every(({ quantityMilli }) => quantityMilli !== 0),
        'a line moves nothing',
      ),
  );

/** What is wrong with a fact whose shape fits; null when its arithmetic holds. */
export const faultOf = (fact: Fact): Fault => {
  switch (fact.kind) {
    case 'shift.opened':
      return openedFault(fact);
    case 'shift.joined':
      return currencyFault(fact.currency);
    case 'shift.handed-over':
      return handedOverFault(fact);
    case 'shift.closed':
      return closedFault(fact);
    case 'shift.supplemented':
      return supplementedFault(fact);
    case 'drawer.moved':
      return countFault(fact.count);
    case 'payment.taken':
      return takenFault(fact);
    case 'payment.requested':
      return requestedFault(fact);
    case 'payment.changed':
      return changedFault(fact);
    case 'payment.returned':
      return returnedFault(fact);
    case 'sale.completed':
      return saleFault(fact);
    case 'sale.voided':
      return voidFault(fact);
    case 'refund.completed':
      return refundFault(fact);
    case 'basket.cancelled':
      return unless(
        sum(fact.lines.map(({ totalMinor }) => totalMinor)) === fact.totalMinor,
        'the lines do not add up to the total',
      );
    case 'discount.withdrawn':
      return unless(
        (fact.sharePpm === undefined) !== (fact.amountMinor === undefined),
        'a discount is a share or an amount',
      );
    case 'invoice.issued':
      return unless(fact.document.kind === 'invoice', 'an invoice is documented by an invoice');
    case 'quote.issued':
      return quoteFault(fact);
    case 'gift-receipt.issued':
      return giftReceiptFault(fact);
    case 'stock.moved':
      return stockFault(fact);
    case 'shift.left':
    case 'drawer.opened':
    case 'clock.overridden':
    case 'line.voided':
    case 'override.withdrawn':
    case 'document.reprinted':
    case 'document.signed':
    case 'document.delivered':
    case 'sign-in.failed':
    case 'approval.requested':
    case 'approval.given':
    case 'approval.used':
    case 'training.started':
    case 'training.ended':
      return null;
  }
};
