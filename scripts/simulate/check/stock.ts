import type { LedgerFact } from '@tillmesh/model';
import type { Check } from './evidence.ts';

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

/** I6: each level is the sum of the movements, and what was published says the same. */
export const stock: Check = ({ witnesses, union }) => {
  const sums = new Map<string, number>();
  for (const fact of union.values()) {
    for (const [productId, milli] of movedBy(fact)) {
      const key = `${fact.branchId}/${productId}`;
      sums.set(key, (sums.get(key) ?? 0) + milli);
    }
  }
  return witnesses.flatMap(({ name, branchId: of, node }) =>
    node.stockLevels().flatMap(({ branchId, productId, entriesMilli, slotsMilli }) => {
      const sum = sums.get(`${branchId}/${productId}`) ?? 0;
      const findings: string[] = [];
      if ((of === null || of === branchId) && entriesMilli !== sum) {
        findings.push(`I6: ${name} has ${entriesMilli} of ${productId}, the entries say ${sum}`);
      }
      if (slotsMilli !== sum) {
        findings.push(`I6: ${name} has ${slotsMilli} of ${productId} published, the entries say ${sum}`);
      }
      return findings;
    }),
  );
};
