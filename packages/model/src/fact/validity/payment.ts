import type { Payment, Payout } from '../../payment/payment.ts';
import { isCovering, mayGo } from '../../payment/progress.ts';
import type { FactOf } from '../fact.ts';
import { currencyFault, type Fault, first, unless } from './fault.ts';

const foreignFault = ({ kind, foreign }: Payment, currency: string): Fault =>
  foreign === undefined
    ? null
    : first(
        () => unless(kind === 'cash', 'only cash is foreign'),
        () => currencyFault(foreign.currency),
        () => unless(foreign.currency !== currency, 'foreign cash is in the base currency'),
      );

/** tendered - change - forfeited = amount, and nothing a payment of its kind cannot have. */
export const paymentFault = (payment: Payment, currency: string): Fault => {
  const { kind, amountMinor, tenderedMinor, changeMinor, forfeitedMinor = 0, originId } = payment;
  return first(
    () =>
      unless(
        tenderedMinor - changeMinor - forfeitedMinor === amountMinor,
        'tendered less change is not the amount',
      ),
    () =>
      unless(changeMinor === 0 || kind === 'cash' || kind === 'voucher', 'no change is given on this tender'),
    () => unless(forfeitedMinor === 0 || kind === 'voucher', 'only a voucher is forfeited'),
    () =>
      unless(
        originId !== undefined || (kind !== 'deposit' && kind !== 'exchange'),
        'a deposit or an exchange names no origin',
      ),
    () => foreignFault(payment, currency),
  );
};

export const payoutFault = ({ kind, originId }: Payout): Fault =>
  unless(kind !== 'deposit' || originId !== undefined, 'a deposit names no origin');

export const takenFault = ({ currency, payment }: FactOf<'payment.taken'>): Fault =>
  first(
    () => currencyFault(currency),
    () => unless(isCovering(payment.state), 'money that is not there is not taken'),
    () => paymentFault(payment, currency),
  );

export const requestedFault = ({ currency, payment }: FactOf<'payment.requested'>): Fault =>
  first(
    () => currencyFault(currency),
    () => unless(payment.kind === 'card' && payment.state === 'requested', 'only a card is asked'),
    () => paymentFault(payment, currency),
  );

/** A payment only ever goes forward. */
export const changedFault = ({ currency, payment, from }: FactOf<'payment.changed'>): Fault =>
  first(
    () => currencyFault(currency),
    () => unless(mayGo(from, payment.state), 'a payment does not go that way'),
    () => paymentFault(payment, currency),
  );

export const returnedFault = ({ currency, payout }: FactOf<'payment.returned'>): Fault =>
  first(
    () => currencyFault(currency),
    () => unless(payout.paymentId !== undefined, 'what is given back names no payment'),
    () => payoutFault(payout),
  );
