import { MAX_AMOUNT_MINOR } from '../../money/bound.ts';
import { roundForCash } from '../../money/round-for-cash.ts';
import { worthOf } from '../../payment/foreign.ts';
import type { Payment } from '../../payment/payment.ts';
import { take } from '../../payment/taking.ts';
import type { Tender } from '../../payment/tender.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import type { Decided } from '../decision.ts';
import { freshId } from '../desk.ts';
import { type Refused, refuse } from '../rejection.ts';
import { decideTaken } from './taken.ts';
import { foundOf } from './found.ts';
import { payableBasket, tenderOf } from './payable.ts';

type Take = CommandOf<'payment.take'>;
type Particulars =
  | {
      readonly ok: true;
      readonly particulars: Pick<Payment, 'reference' | 'brand' | 'lastFour' | 'foreign' | 'customerId'>;
    }
  | Refused;

/** What the kind of a tender wants to know besides money. */
const particularsOf = (
  { kind, needsReference, foreign }: Tender,
  command: Take,
  customerId: string | undefined,
): Particulars => {
  switch (kind) {
    case 'cash':
      return {
        ok: true,
        particulars:
          foreign === undefined ? {} : { foreign: { ...foreign, tenderedMinor: command.tenderedMinor } },
      };
    case 'account':
      return customerId === undefined
        ? refuse('CUSTOMER-NEEDED', 'command.customerId')
        : { ok: true, particulars: { customerId } };
    case 'card':
    case 'voucher': {
      const read = foundOf(command);
      if (!read.ok) return read;
      return needsReference && read.found.reference === undefined
        ? refuse('REFERENCE-MISSING', 'command.reference')
        : { ok: true, particulars: read.found };
    }
  }
};

/** Foreign cash is worth what can be paid in coins here: change is given on it, and it may be given back. */
const worthHere = ({ foreign }: Tender, tenderedMinor: number, currency: string, { till }: Context): number =>
  foreign === undefined
    ? tenderedMinor
    : roundForCash(worthOf(tenderedMinor, foreign, currency), till.branch.cashRounding);

/**
 * Money taken is a fact of its own; the payment that covers what is due completes the sale in the same
 * decision. Where nothing is due no payment is made of what was tendered: it all goes back.
 */
export const takePayment = (state: TillState, command: Take, context: Context): Decided => {
  const at = payableBasket(state, command, context);
  if (!at.ok) return at;
  const { desk, basket, settled } = at;
  const named = tenderOf(context, command.tender);
  if (!named.ok) return named;
  const { tender } = named;
  const about = particularsOf(tender, command, command.customerId ?? basket.customer?.customerId);
  if (!about.ok) return about;
  const tenderedMinor = worthHere(tender, command.tenderedMinor, desk.shift.currency, context);
  if (tenderedMinor > MAX_AMOUNT_MINOR) return refuse('AMOUNT-OUT-OF-BOUNDS', 'command.tenderedMinor');
  const result = take(tender, tenderedMinor, settled, context.till.branch.cashRounding);
  if (!result.ok) return result;
  const { taking } = result;
  const { amountMinor, forfeitedMinor } = taking;
  // What is not taken goes back as it came: foreign cash is no change of the branch's own then.
  const changeMinor = amountMinor === 0 && tender.foreign !== undefined ? 0 : taking.changeMinor;
  const payment: Payment = {
    paymentId: freshId(context, 0),
    tender: tender.id,
    kind: tender.kind,
    state: 'captured',
    amountMinor,
    tenderedMinor,
    changeMinor,
    ...(forfeitedMinor === 0 ? {} : { forfeitedMinor }),
    ...about.particulars,
  };
  return decideTaken({ desk, basket, settled, payment, taking: { ...taking, changeMinor } });
};
