import type { LedgerFact } from '@tillmesh/model';
import { differing, readDocuments } from '../../verify/held.ts';
import { type Check, type Evidence, owedTo, type Witness } from './evidence.ts';

/** I5: whoever holds the same shows the same, and all that is owed to a device is there. */
export const same: Check = (evidence) => {
  const { witnesses } = evidence;
  const lacking = witnesses.flatMap((one) => {
    const held = new Set(one.facts.map(({ entry }) => entry));
    const missing = owedTo(one, evidence).filter(({ entry }) => !held.has(entry));
    return missing.length === 0 ? [] : [`I5: ${one.name} lacks ${missing.length} entries that others hold`];
  });
  const documents = differing(
    witnesses.map(({ name, folder }) => ({ name, documents: readDocuments(folder) })),
  ).map((sentence) => `I5: ${sentence}`);
  return [...lacking, ...documents, ...shownAlike(evidence)];
};

/** What a till shows of the facts it holds: sales with what became of them, and shifts. */
const shownBy = ({ till }: Witness, facts: readonly LedgerFact[]): ReadonlyMap<string, string> => {
  const shown = new Map<string, string>();
  for (const { fact } of facts) {
    if (fact.kind === 'sale.completed') {
      shown.set(`sale ${fact.saleId}`, JSON.stringify(till?.receipt(fact.saleId) ?? null));
    } else if (fact.kind === 'shift.opened') {
      shown.set(`shift ${fact.shiftId}`, JSON.stringify(till?.lookup.shift(fact.shiftId) ?? null));
    }
  }
  return shown;
};

const shownAlike = (evidence: Evidence): readonly string[] => {
  const findings: string[] = [];
  const tills = evidence.witnesses.filter(({ till }) => till !== null);
  const first = new Map<string, { readonly name: string; readonly shown: ReadonlyMap<string, string> }>();
  for (const one of tills) {
    const shown = shownBy(one, owedTo(one, evidence));
    const other = first.get(one.branchId ?? '');
    if (other === undefined) {
      first.set(one.branchId ?? '', { name: one.name, shown });
      continue;
    }
    const different = [...shown].find(([what, text]) => other.shown.get(what) !== text);
    if (different !== undefined)
      findings.push(`I5: ${one.name} and ${other.name} show another ${different[0]}`);
  }
  return findings;
};
