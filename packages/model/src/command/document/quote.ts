import { settle } from '../../basket/settle.ts';
import type { Fact } from '../../fact/fact.ts';
import { nextDocument } from '../../sale/number.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { freshId, inShift, stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';

/** What the open basket would cost, in writing. The basket goes away: nothing of it was sold. */
export const issueQuote = (
  state: TillState,
  command: CommandOf<'quote.issue'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'sell');
  if (!at.ok) return at;
  const { desk } = at;
  const { basket } = state;
  if (state.training) return refuse('TRAINING-MODE');
  if (basket === null || basket.lines.length + basket.extras.length === 0) return refuse('BASKET-EMPTY');
  if (basket.payments.length > 0) return refuse('BASKET-HAS-PAYMENT');
  if (basket.extras.length > 0) return refuse('QUOTE-WITH-EXTRA');
  const { validUntil } = command;
  const { businessDate, currency } = desk.shift;
  if (validUntil < businessDate) return refuse('QUOTE-DATE-PASSED', 'command.validUntil');
  const { till } = context;
  const settlement = settle(basket, till.branch, businessDate);
  if (!settlement.ok) return settlement;
  const { lines, rates, totalMinor, promotions, discounts } = settlement.settled;
  const buyer = command.buyer ?? basket.buyer;
  const quoteId = freshId(context, 0);
  const document = nextDocument(state, till, 'quote', businessDate);
  const fact: Fact = {
    kind: 'quote.issued',
    quoteId,
    document,
    currency,
    lines,
    rates,
    totalMinor,
    ...(promotions.length === 0 ? {} : { promotions }),
    discounts,
    validUntil,
    ...(basket.customer === null ? {} : { customer: basket.customer }),
    ...(buyer === null ? {} : { buyer }),
  };
  return decided({
    facts: stamped(desk, [fact]),
    basket: null,
    answer: { kind: 'document', documentId: quoteId, label: document.label },
  });
};
