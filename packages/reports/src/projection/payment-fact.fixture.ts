import type { LedgerFact, PaymentState } from '@tillmesh/model';
import * as fc from 'fast-check';
import { hexId, minor } from './trade-fact.fixture.ts';

/** Every way forward that a payment can go. */
const STEPS: readonly (readonly [PaymentState, PaymentState])[] = [
  ['requested', 'approved'],
  ['requested', 'stored'],
  ['requested', 'declined'],
  ['requested', 'unknown'],
  ['unknown', 'approved'],
  ['approved', 'captured'],
  ['approved', 'reversed'],
  ['stored', 'captured'],
  ['stored', 'declined'],
  ['stored', 'expired'],
  ['stored', 'reversed'],
];

/** Money taken at once, asked for, gone forward or given back; some of it while training. */
export const paymentStep = (currency: string): fc.Arbitrary<LedgerFact['fact']> =>
  fc
    .record({
      kind: fc.constantFrom('taken', 'taken', 'requested', 'changed', 'changed', 'returned'),
      id: hexId,
      amountMinor: minor,
      step: fc.constantFrom(...STEPS),
      training: fc.constantFrom(true, undefined, undefined, undefined),
    })
    .map(({ kind, id, amountMinor, step: [from, to], training }): LedgerFact['fact'] => {
      const about = { basketId: id, currency, ...(training === undefined ? {} : { training }) };
      const paid = { paymentId: id, amountMinor, tenderedMinor: amountMinor, changeMinor: 0 };
      const card = { ...paid, tender: 'visa', kind: 'card' as const };
      switch (kind) {
        case 'requested':
          return { kind: 'payment.requested', ...about, payment: { ...card, state: 'requested' } };
        case 'changed':
          return { kind: 'payment.changed', ...about, payment: { ...card, state: to }, from };
        case 'returned': {
          const payout = { tender: 'cash', kind: 'cash' as const, amountMinor, paymentId: id };
          return { kind: 'payment.returned', ...about, payout, reason: 'changed mind' };
        }
        default:
          return {
            kind: 'payment.taken',
            ...about,
            payment: { ...paid, tender: 'cash', kind: 'cash', state: 'captured' },
          };
      }
    });
