import type { LedgerFact } from '@tillmesh/model';
import type { Check, Evidence, Witness } from './evidence.ts';

type Lines = ReadonlyMap<number, number>;

const soldLines = ({ union }: Evidence): ReadonlyMap<string, Lines> => {
  const sold = new Map<string, Lines>();
  for (const { fact } of union.values()) {
    if (fact.kind !== 'sale.completed') continue;
    sold.set(fact.saleId, new Map(fact.lines.map(({ line, quantityMilli }) => [line, quantityMilli])));
  }
  return sold;
};

/** What a fact gives back of which sale, by line; null: nothing. */
const givenBackBy = (
  { fact }: LedgerFact,
  sold: ReadonlyMap<string, Lines>,
): { readonly saleId: string; readonly label: string; readonly lines: Lines } | null => {
  if ((fact.kind !== 'refund.completed' && fact.kind !== 'sale.voided') || fact.original === undefined)
    return null;
  const { saleId, label } = fact.original;
  if (fact.kind === 'sale.voided') return { saleId, label, lines: sold.get(saleId) ?? new Map() };
  return {
    saleId,
    label,
    lines: new Map(fact.lines.map(({ line, quantityMilli }) => [line, quantityMilli])),
  };
};

const givenTwiceAt = (
  { name, node, till, facts }: Witness,
  sold: ReadonlyMap<string, Lines>,
): readonly string[] => {
  if (till === null) return [];
  // Only there is the order of coming the order of doing: earlier lives came back from peers as it happened.
  const own = new Set([...till.newestOwn()].map(({ entry }) => entry));
  // What ceased to count and counts again comes once more, later.
  for (const { entry } of node.withdrawn(0, Number.MAX_SAFE_INTEGER)) own.delete(entry);
  const known = new Map<string, number>();
  const findings: string[] = [];
  for (const recorded of facts) {
    const back = givenBackBy(recorded, sold);
    if (back === null) continue;
    for (const [line, quantityMilli] of back.lines) {
      const place = `${back.saleId}/${line}`;
      const before = known.get(place) ?? 0;
      const all = sold.get(back.saleId)?.get(line) ?? Number.MAX_SAFE_INTEGER;
      known.set(place, before + quantityMilli);
      if (own.has(recorded.entry) && before + quantityMilli > all) {
        findings.push(
          `I7: ${name} gave back ${quantityMilli} of ${back.label} knowing of ${before} of ${all}`,
        );
      }
    }
  }
  return findings;
};

/** I7: nobody gives back of a line what it already holds as given back, by whichever till. */
export const givenBack: Check = (evidence) => {
  const sold = soldLines(evidence);
  return evidence.witnesses.flatMap((one) => givenTwiceAt(one, sold));
};
