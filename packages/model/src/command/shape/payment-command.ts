import { saleId } from '../../fact/sale-fact.ts';
import { amountMinor } from '../../money/bound.ts';
import { field, optional, record } from '../../schema/record.ts';
import { id, text, word } from '../../schema/scalar.ts';
import { reason } from './basic.ts';

const tender = text(32, 1);
/** Read widely: a card number is refused with a code of its own, and recorded nowhere. */
const found = {
  reference: optional(10, text(64)),
  brand: optional(11, text(24)),
  lastFour: optional(12, text(19)),
} as const;

export const PAYMENT_COMMANDS = {
  /** `tenderedMinor` is in the tender's own currency: foreign cash is counted at its stated rate. */
  'payment.take': record({
    tender: field(1, tender),
    tenderedMinor: field(2, amountMinor),
    ...found,
    /** Whose account it goes on. */
    customerId: optional(13, id<'customer'>()),
  }),
  /** Pays with a deposit that was taken with an earlier sale, as far as it goes. */
  'payment.use-deposit': record({ saleId: field(1, saleId), amountMinor: optional(2, amountMinor) }),
  /** Before a terminal is asked, so that a crash meanwhile is seen. */
  'payment.request': record({ tender: field(1, tender), amountMinor: field(2, amountMinor) }),
  /** What became of it. `tipMinor` was added by the customer at the terminal. */
  'payment.change': record({
    paymentId: field(1, id<'payment'>()),
    state: field(2, word('approved', 'stored', 'unknown', 'captured', 'declined', 'expired', 'reversed')),
    tipMinor: optional(3, amountMinor),
    note: optional(4, text(120)),
    ...found,
  }),
  'payment.return': record({ paymentId: field(1, id<'payment'>()), reason: field(2, reason) }),
} as const;
