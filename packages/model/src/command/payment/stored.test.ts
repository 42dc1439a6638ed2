import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Fact } from '../../fact/fact.ts';
import type { Payment } from '../../payment/payment.ts';
import { evolve, initialTillState } from '../../state/evolve.ts';
import { product, TENDERS, TestTill } from '../../testing/shop.fixture.ts';
import { attempt, clear, trade } from '../../testing/trade.fixture.ts';

const LIMIT_MINOR = TENDERS.find(({ id }) => id === 'card')?.storedLimitMinor ?? 0;
const ENDS = new Set<Payment['state']>(['captured', 'declined', 'expired', 'reversed']);

const STATES = ['approved', 'stored', 'stored', 'stored', 'unknown', 'declined'] as const;
const LATER = ['captured', 'declined', 'expired', 'reversed', 'stored', 'approved'] as const;

/** A card is asked for all that is due, and says something; or what was stored ends, or its sale does. */
const CARD_TRADES = {
  sell: (till, amount) => {
    till.run({ kind: 'basket.add', productId: product(1 + (amount % 3)).id, quantityMilli: 1_000 });
    const due = till.run({ kind: 'payment.take', tender: 'card', tenderedMinor: 1 });
    if (!due.ok || due.decision.answer.kind !== 'paid') return;
    till.run({ kind: 'payment.request', tender: 'card', amountMinor: due.decision.answer.dueMinor });
    const paymentId = till.state.basket?.payments.at(-1)?.paymentId;
    if (paymentId === undefined) return;
    const state = STATES[amount % STATES.length] ?? 'unknown';
    till.run({ kind: 'payment.change', paymentId, state, tipMinor: amount % 5 });
  },
  end: (till, amount) => {
    const stored = till.state.storedPayments[amount % 3];
    if (stored === undefined) return;
    const state = LATER[amount % LATER.length] ?? 'captured';
    till.run({ kind: 'payment.change', paymentId: stored.payment.paymentId, state });
  },
  undo: (till, amount) => {
    const stored = till.state.storedPayments[amount % 3];
    if (stored !== undefined) till.run({ kind: 'sale.void', saleId: stored.saleId, reason: 'x' });
  },
} satisfies Record<string, (till: TestTill, amount: number) => void>;
const cardTrade = fc.record({
  card: fc.constantFrom('sell' as const, 'sell' as const, 'end' as const, 'undo' as const),
  amount: fc.integer({ min: 0, max: 400 }),
});
const day = fc.array(fc.oneof({ weight: 2, arbitrary: cardTrade }, { weight: 1, arbitrary: trade }), {
  minLength: 10,
  maxLength: 60,
});

/** What this till has stored and not ended, by the facts alone; how often each stored payment ended. */
const storedOf = (facts: readonly Fact[]) => {
  const open = new Map<string, number>();
  const ends = new Map<string, number>();
  const sales = new Map<string, readonly Payment[]>();
  const end = (paymentId: string): void => {
    ends.set(paymentId, (ends.get(paymentId) ?? 0) + 1);
    open.delete(paymentId);
  };
  for (const fact of facts) {
    if (fact.kind === 'payment.changed') {
      const { payment, from, training } = fact;
      if (payment.state === 'stored' && training !== true) open.set(payment.paymentId, payment.amountMinor);
      if (from === 'stored' && training !== true && ENDS.has(payment.state)) end(payment.paymentId);
    }
    if (fact.kind === 'sale.completed') sales.set(fact.saleId, fact.payments);
    if (fact.kind === 'sale.voided') {
      for (const { paymentId } of sales.get(fact.original.saleId) ?? [])
        if (open.has(paymentId)) end(paymentId);
    }
  }
  return { open, ends };
};

it('[PAY-20] I9: whatever is tried, a stored payment ends once, and what is stored stays under its limit', () => {
  const seen = { stored: 0, ended: 0, most: 0 };
  fc.assert(
    fc.property(day, (trades) => {
      const till = new TestTill({ products: [1, 2, 3].map((n) => product(n, { priceMinor: 900 * n })) });
      for (const each of trades) {
        if ('card' in each) CARD_TRADES[each.card](till, each.amount);
        else attempt(till, each);
        const { open } = storedOf(till.facts());
        const exposed = [...open.values()].reduce((sum, amountMinor) => sum + amountMinor, 0);
        expect(exposed).toBeLessThanOrEqual(LIMIT_MINOR);
        seen.most = Math.max(seen.most, exposed);
      }
      clear(till);
      const { open, ends } = storedOf(till.facts());
      expect(till.state.storedPayments.map(({ payment }) => payment.paymentId)).toEqual([...open.keys()]);
      for (const { payment } of till.state.storedPayments) {
        till.done({ kind: 'payment.change', paymentId: payment.paymentId, state: 'captured' });
      }
      const after = storedOf(till.facts());
      expect(after.open.size).toBe(0);
      for (const times of after.ends.values()) expect(times).toBe(1);
      seen.stored += open.size;
      seen.ended += ends.size;
    }),
    { numRuns: 300 },
  );
  expect(Math.min(seen.stored, seen.ended)).toBeGreaterThan(30);
  expect(seen.most).toBeGreaterThan(0.5 * LIMIT_MINOR);
});

/** As after a crash: the till's own facts, and the basket and session that were kept with them. */
const restart = (till: TestTill): void => {
  const { basket, session } = till.state;
  const kept = JSON.parse(JSON.stringify({ basket, session })) as typeof till.state;
  till.state = {
    ...till.recorded.reduce(evolve, initialTillState()),
    basket: kept.basket,
    session: kept.session,
  };
};

it('[PAY-25] a crash at any moment: the till that starts anew is the same, and goes on or gives back', () => {
  const ways = { resumed: 0, gaveBack: 0 };
  fc.assert(
    fc.property(fc.array(trade, { minLength: 5, maxLength: 40 }), fc.boolean(), (trades, resume) => {
      const till = new TestTill();
      for (const each of trades) attempt(till, each);
      const before = till.state;
      restart(till);
      expect(till.state).toEqual(before);
      const payments = till.state.basket?.payments ?? [];
      if (payments.length === 0) return;
      for (const { paymentId, state } of payments) {
        if (state === 'requested' || state === 'unknown') {
          till.done({ kind: 'payment.change', paymentId, state: resume ? 'approved' : 'declined' });
        }
      }
      if (!resume) clear(till);
      else if (till.state.basket !== null)
        till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1e6 });
      const kept = till.last(resume ? 'sale.completed' : 'basket.cancelled').basketId;
      expect([till.state.basket, kept]).toEqual([null, before.basket?.basketId]);
      const paid = new Set(
        till
          .facts()
          .flatMap((fact) => (fact.kind === 'sale.completed' ? fact.payments : []))
          .map(({ paymentId }) => paymentId),
      );
      expect(payments.every(({ paymentId }) => paid.has(paymentId))).toBe(resume);
      ways[resume ? 'resumed' : 'gaveBack'] += 1;
    }),
    { numRuns: 300 },
  );
  expect(Math.min(ways.resumed, ways.gaveBack)).toBeGreaterThan(10);
});
