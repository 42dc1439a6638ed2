import { type Settled } from '../../basket/settle.ts';
import type { Fact, FactOf } from '../../fact/fact.ts';
import { isFiscalFailed } from '../../fiscal/failure.ts';
import type { Payment } from '../../payment/payment.ts';
import type { DocumentKind } from '../../sale/document.ts';
import { nextDocument } from '../../sale/number.ts';
import type { Basket } from '../../state/till-state.ts';
import { trainingMark } from '../basket/open-basket.ts';
import { type Decided, decided } from '../decision.ts';
import { type ShiftDesk, stamped } from '../desk.ts';

/** A basket that its payments cover. */
export type Covered = {
  readonly desk: ShiftDesk;
  /** With its payments as they stand now. */
  readonly basket: Basket;
  readonly settled: Settled;
  readonly saleId: string;
  readonly cashRoundingMinor: number;
};

const documentKindOf = ({ desk, basket }: Covered): DocumentKind => {
  if (desk.state.training) return 'training-receipt';
  return basket.buyer === null ? 'receipt' : 'invoice';
};

const captured = (payment: Payment): Payment =>
  payment.state === 'approved' ? { ...payment, state: 'captured' } : payment;

/** What was approved is captured now that it paid for something. */
const capturesOf = ({ desk, basket, saleId }: Covered): readonly Fact[] =>
  basket.payments.flatMap((payment): readonly Fact[] =>
    payment.state !== 'approved'
      ? []
      : [
          {
            kind: 'payment.changed',
            basketId: basket.basketId,
            currency: desk.shift.currency,
            payment: captured(payment),
            from: payment.state,
            saleId,
            ...trainingMark(desk.state),
          },
        ],
  );

/**
 * The one place where a sale completes: its approved payments are captured, then it is a sale, with a number
 * of its own. What a payment stored offline comes to is still open then.
 */
export const completeSale = (
  covered: Covered,
): { readonly facts: readonly Fact[]; readonly sale: FactOf<'sale.completed'> } => {
  const { desk, basket, settled, saleId, cashRoundingMinor } = covered;
  const { context, shift, state } = desk;
  const sale: FactOf<'sale.completed'> = {
    kind: 'sale.completed',
    saleId,
    basketId: basket.basketId,
    document: nextDocument(state, context.till, documentKindOf(covered), shift.businessDate),
    currency: shift.currency,
    lines: settled.lines,
    rates: settled.rates,
    totalMinor: settled.totalMinor,
    payments: basket.payments.map(captured),
    discounts: settled.discounts,
    ...(settled.promotions.length === 0 ? {} : { promotions: settled.promotions }),
    extras: basket.extras,
    cashRoundingMinor,
    channel: basket.channel,
    ...(basket.customer === null ? {} : { customer: basket.customer }),
    ...(basket.buyer === null ? {} : { buyer: basket.buyer }),
    ...(isFiscalFailed(context) ? { fiscalFailed: true } : {}),
  };
  return { facts: [...capturesOf(covered), sale], sale };
};

/** How a payment went. */
type Paid = Covered & {
  /** The payment's own facts, which come before the sale's. */
  readonly facts: readonly Fact[];
  readonly paymentId: string | null;
  readonly changeMinor: number;
};

/** The sale that a payment completes. */
export const paidWhole = (paid: Paid): Decided => {
  const { desk, facts, paymentId, changeMinor } = paid;
  const { facts: completion, sale } = completeSale(paid);
  return decided({
    facts: stamped(desk, [...facts, ...completion]),
    basket: null,
    answer: {
      kind: 'paid',
      paymentId,
      changeMinor,
      dueMinor: 0,
      saleId: sale.saleId,
      label: sale.document.label,
    },
  });
};

/** A payment that leaves something due. */
export const paidInPart = (
  { desk, basket, facts, paymentId }: Pick<Paid, 'desk' | 'basket' | 'facts' | 'paymentId'>,
  dueMinor: number,
): Decided =>
  decided({
    facts: stamped(desk, facts),
    basket,
    answer: { kind: 'paid', paymentId, changeMinor: 0, dueMinor, saleId: null, label: null },
  });
