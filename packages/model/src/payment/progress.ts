import type { Payment, PaymentState } from './payment.ts';

/** Where a payment may go from where it stands. It only ever goes forward, and ends once (I9). */
const NEXT: Readonly<Record<PaymentState, readonly PaymentState[]>> = {
  requested: ['approved', 'stored', 'declined', 'unknown'],
  unknown: ['approved', 'stored', 'declined'],
  approved: ['captured', 'reversed'],
  stored: ['captured', 'declined', 'expired', 'reversed'],
  captured: [],
  declined: [],
  expired: [],
  reversed: [],
};

/** Whether a payment may go from one state to the other. */
export const mayGo = (from: PaymentState, to: PaymentState): boolean => NEXT[from].includes(to);

/** Whether a payment in this state covers something of what is due: it was taken or promised, and not given back. */
export const isCovering = (state: PaymentState): boolean =>
  state === 'approved' || state === 'stored' || state === 'captured';

/** Whether money may have been taken and nobody knows yet. */
export const isUnresolved = ({ state }: Pick<Payment, 'state'>): boolean =>
  state === 'requested' || state === 'unknown';
