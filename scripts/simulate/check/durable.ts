import { type Check, type Evidence, isOff } from './evidence.ts';

/**
 * I1: what was answered is there, at its till, at the till's branch and at the reporter. What does not count of a till
 * that was taken off is at that till.
 */
export const durable: Check = (evidence) => {
  const { journal, witnesses, off, union } = evidence;
  const findings: string[] = [];
  const counted = new Map(
    witnesses.map(({ name, facts }) => [name, new Set(facts.map(({ entry }) => entry))]),
  );
  const own = new Map([...witnesses, ...off].map(({ name, places }) => [name, places]));
  for (const [till, answered] of journal.answered) {
    for (const { series, sequence, entry } of answered) {
      if (journal.excused.has(entry)) continue;
      if (own.get(till)?.has(entry) === false) {
        findings.push(`I1: entry ${sequence} of ${series}, answered by ${till}, is not at ${till}`);
      }
      if (isOff(series, evidence) && !union.has(entry)) continue;
      const branchId = union.get(entry)?.branchId ?? journal.facts.get(entry)?.branchId;
      for (const { name, branchId: of } of witnesses) {
        if (of !== null && of !== branchId && name !== till) continue;
        if (counted.get(name)?.has(entry) !== true) {
          findings.push(`I1: entry ${sequence} of ${series}, answered by ${till}, does not count at ${name}`);
        }
      }
    }
  }
  for (const { till, id, label, entry } of journal.papers) {
    if (journal.excused.has(entry) || isOthersAndWithheld(id, till, evidence)) continue;
    const witness = [...witnesses, ...off].find(({ name }) => name === till);
    // A clone that was switched off for good shows nothing to anybody; its entries are looked for above.
    if (witness === undefined) continue;
    const shown = witness.till?.document(id);
    const fact = shown?.fact.fact;
    const told = fact !== undefined && 'document' in fact ? fact.document.label : null;
    if (told !== label) findings.push(`I1: ${till} gave out ${label} and now shows ${told ?? 'nothing'}`);
  }
  return findings;
};

/** A paper printed again elsewhere goes with what it stands on; whoever made it keeps it in its own books. */
const isOthersAndWithheld = (id: string, till: string, evidence: Evidence): boolean => {
  const { journal, union, witnesses, off } = evidence;
  const entry = journal.entryOf(id);
  const made = journal.facts.get(entry ?? '');
  if (entry === null || made === undefined || union.has(entry)) return false;
  const author = [...witnesses, ...off].find(({ registry }) => registry.self.deviceId === made.deviceId);
  return author?.name !== till && isOff(made.seriesId, evidence);
};

/** I2: each entry counts once, and no command has two effects. */
export const once: Check = ({ witnesses, union }) => {
  const findings: string[] = [];
  for (const { name, facts } of witnesses) {
    const distinct = new Set(facts.map(({ entry }) => entry)).size;
    if (distinct !== facts.length)
      findings.push(`I2: ${name} counts ${facts.length - distinct} entries twice`);
  }
  const effects = new Map<string, string>();
  for (const { fact, stamp, seriesId, sequence, entry } of union.values()) {
    if (fact.kind !== 'sale.completed' && fact.kind !== 'refund.completed') continue;
    const before = effects.get(stamp.commandId);
    if (before !== undefined) findings.push(`I2: one command made ${before} and ${seriesId}/${sequence}`);
    effects.set(stamp.commandId, `${seriesId}/${sequence} ${entry.slice(0, 8)}`);
  }
  return findings;
};
