import type { Fact } from '../fact/fact.ts';
import type { Payment } from '../payment/payment.ts';

type Add = (currency: string, minor: number) => void;

/** Whether a payment in a state has been taken, as I9's words have it. */
const isTaken = (state: Payment['state']): boolean => ['approved', 'stored', 'captured'].includes(state);

const cashIn = ({ kind, tenderedMinor, changeMinor, foreign }: Payment, base: string, add: Add): void => {
  if (kind === 'cash') add(foreign?.currency ?? base, foreign?.tenderedMinor ?? tenderedMinor);
  add(base, -changeMinor);
};

/** The words of I8, fact by fact: a second, plain reading of what a drawer should hold. */
const follow = (fact: Fact, add: Add): void => {
  if ('training' in fact && fact.training) return;
  switch (fact.kind) {
    case 'shift.opened':
      for (const { currency, totalMinor } of fact.floats) add(currency, totalMinor);
      return;
    case 'payment.taken':
      if (isTaken(fact.payment.state)) cashIn(fact.payment, fact.currency, add);
      return;
    case 'payment.changed':
      if (isTaken(fact.payment.state) && !isTaken(fact.from)) cashIn(fact.payment, fact.currency, add);
      return;
    case 'payment.returned':
      if (fact.payout.kind === 'cash') add(fact.currency, -fact.payout.amountMinor);
      return;
    case 'refund.completed':
    case 'sale.voided':
      for (const { kind, amountMinor } of fact.payouts) if (kind === 'cash') add(fact.currency, -amountMinor);
      return;
    case 'drawer.moved':
      add(fact.count.currency, fact.move === 'paid-in' ? fact.count.totalMinor : -fact.count.totalMinor);
      return;
    default:
  }
};

/** What should be in a drawer after these facts, by currency, minor units; what comes to nothing is left out. */
export const drawerAfter = (facts: readonly Fact[]): Readonly<Record<string, number>> => {
  const sums = new Map<string, number>();
  for (const fact of facts) {
    follow(fact, (currency, minor) => sums.set(currency, (sums.get(currency) ?? 0) + minor));
  }
  return Object.fromEntries([...sums].filter(([, minor]) => minor !== 0));
};
