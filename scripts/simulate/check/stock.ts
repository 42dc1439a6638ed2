import type { LedgerFact } from '@tillmesh/model';
import type { Check, Evidence } from './evidence.ts';

const isTrained = ({ fact }: LedgerFact): boolean =>
  fact.kind === 'sale.completed' && fact.document.kind === 'training-receipt';

/** What one fact moves on the shelf, in thousandths; written for this check alone. */
const movedBy = (recorded: LedgerFact): readonly (readonly [productId: string, milli: number])[] => {
  const { fact } = recorded;
  if (isTrained(recorded)) return [];
  switch (fact.kind) {
    case 'sale.completed':
      return fact.lines.map(({ productId, quantityMilli }) => [productId, -quantityMilli] as const);
    case 'refund.completed':
    case 'sale.voided':
      return fact.lines
        .filter(({ restock }) => restock === 'shop')
        .map(({ productId, quantityMilli }) => [productId, quantityMilli] as const);
    case 'stock.moved':
      return fact.lines.map(({ productId, quantityMilli }) => [productId, quantityMilli] as const);
    default:
      return [];
  }
};

/** Branches of which a till was taken off: its slots say what it moved, whether that counts or not. */
const branchesWithOff = ({ off }: Evidence): ReadonlySet<string> =>
  new Set(off.flatMap(({ branchId }) => branchId ?? []));

/** I6: each level is the sum of the movements that count, and what was published says the same, everywhere alike. */
export const stock: Check = (evidence) => {
  const sums = new Map<string, number>();
  for (const fact of evidence.union.values()) {
    for (const [productId, milli] of movedBy(fact)) {
      const key = `${fact.branchId}/${productId}`;
      sums.set(key, (sums.get(key) ?? 0) + milli);
    }
  }
  const withOff = branchesWithOff(evidence);
  const published = new Map<string, number>();
  return evidence.witnesses.flatMap(({ name, branchId: of, node }) =>
    node.stockLevels().flatMap(({ branchId, productId, entriesMilli, slotsMilli }) => {
      const place = `${branchId}/${productId}`;
      const sum = sums.get(place) ?? 0;
      const findings: string[] = [];
      if ((of === null || of === branchId) && entriesMilli !== sum) {
        findings.push(`I6: ${name} has ${entriesMilli} of ${productId}, the entries say ${sum}`);
      }
      const said = withOff.has(branchId) ? (published.get(place) ?? slotsMilli) : sum;
      published.set(place, said);
      if (slotsMilli !== said) {
        findings.push(`I6: ${name} has ${slotsMilli} of ${productId} published, ${said} is right`);
      }
      return findings;
    }),
  );
};
