import type { FactOf, LedgerFact } from '@tillmesh/model';
import { type Check, type Evidence, isOff, pathsOf } from './evidence.ts';

type Counting = FactOf<'shift.closed' | 'shift.supplemented'>;

/** What a Z or a supplement says it counts, of whatever shift, by series. */
const namedBy = ({ parts }: Counting, evidence: Evidence): readonly string[] =>
  parts.flatMap(({ seriesId, after, through, head, strays }) => {
    const path = pathsOf(seriesId, evidence).find((entries) => entries[through - 1] === head) ?? [];
    return [...path.slice(after, through), ...strays];
  });

/** An entry, also one that counted when it was written and does not any more: what was printed stands. */
const factOf = (entry: string, { union, journal }: Evidence): LedgerFact | undefined =>
  union.get(entry) ?? journal.facts.get(entry);

/** The entries of a shift that a Z or a supplement says it counts. */
const countedBy = (counting: Counting, evidence: Evidence): readonly LedgerFact[] =>
  namedBy(counting, evidence).flatMap((entry) => {
    const { shiftId } = counting;
    const fact = factOf(entry, evidence);
    return fact === undefined || fact.stamp.shiftId !== shiftId || isCounting(fact) ? [] : [fact];
  });

/** Nobody was told of an entry that was counted and does not count any more: what it came to is not known here. */
const isUnknown = (counting: Counting, evidence: Evidence): boolean =>
  counting.parts.some(({ seriesId }) => isOff(seriesId, evidence)) &&
  namedBy(counting, evidence).some((entry) => factOf(entry, evidence) === undefined);

const isCounting = ({ fact }: LedgerFact): boolean =>
  fact.kind === 'shift.closed' || fact.kind === 'shift.supplemented';

const CASH_IN: ReadonlySet<string> = new Set(['approved', 'stored', 'captured']);

/** Cash into the drawer, out of it if below zero; written for this check alone. */
const cashOf = ({ fact }: LedgerFact): number => {
  if ('training' in fact && fact.training) return 0;
  switch (fact.kind) {
    case 'shift.opened':
      return fact.floats.reduce((total, { totalMinor }) => total + totalMinor, 0);
    case 'payment.taken': {
      const { kind, tenderedMinor, changeMinor, state } = fact.payment;
      return (kind === 'cash' && CASH_IN.has(state) ? tenderedMinor : 0) - changeMinor;
    }
    case 'payment.returned':
      return fact.payout.kind === 'cash' ? -fact.payout.amountMinor : 0;
    case 'refund.completed':
    case 'sale.voided':
      return -fact.payouts
        .filter(({ kind }) => kind === 'cash')
        .reduce((total, { amountMinor }) => total + amountMinor, 0);
    case 'drawer.moved':
      return fact.move === 'paid-in' ? fact.count.totalMinor : -fact.count.totalMinor;
    default:
      return 0;
  }
};

/** I8: no entry stands in two Zs or supplements, and each Z expects what the drawer took in of them. */
export const drawers: Check = (evidence) => {
  const findings: string[] = [];
  const counted = new Map<string, string>();
  for (const recorded of evidence.union.values()) {
    const { fact } = recorded;
    if (fact.kind !== 'shift.closed' && fact.kind !== 'shift.supplemented') continue;
    const { label } = fact.document;
    const entries = countedBy(fact, evidence);
    for (const { entry, seriesId, sequence } of entries) {
      const other = counted.get(entry);
      if (other !== undefined)
        findings.push(`I8: ${seriesId}/${sequence} stands in ${other} and in ${label}`);
      counted.set(entry, label);
    }
    if (fact.kind !== 'shift.closed' || isUnknown(fact, evidence)) continue;
    const cashMinor = entries.reduce((total, entry) => total + cashOf(entry), 0);
    const expectedMinor = fact.drawer.reduce((total, drawer) => total + drawer.expectedMinor, 0);
    if (cashMinor !== expectedMinor) {
      findings.push(`I8: ${label} expects ${expectedMinor}, its entries come to ${cashMinor}`);
    }
    for (const { currency, countedMinor, expectedMinor: of, varianceMinor } of fact.drawer) {
      if (varianceMinor !== countedMinor - of)
        findings.push(`I8: ${label} has a wrong variance in ${currency}`);
    }
  }
  return findings;
};
