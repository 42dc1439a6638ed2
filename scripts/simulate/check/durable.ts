import { type Check, type Evidence, isOff } from './evidence.ts';

/** What was answered is at the till itself. One that is off gets nothing back that a disk of it lost. */
const keptByAuthors = ({ journal, witnesses, off }: Evidence): readonly string[] =>
  [...witnesses, ...off].flatMap(({ name, places }) => {
    const answered = off.some((one) => one.name === name) ? journal.onDisk(name) : journal.answered.get(name);
    return (answered ?? [])
      .filter(({ entry }) => !journal.excused.has(entry) && !places.has(entry))
      .map(
        ({ series, sequence }) =>
          `I1: entry ${sequence} of ${series}, answered by ${name}, is not at ${name}`,
      );
  });

/** It counts there and at the others of its branch and at the reporter, unless it is of a till that is off, and does not. */
const countedByOthers = (evidence: Evidence): readonly string[] => {
  const { journal, witnesses, union } = evidence;
  const counted = new Map(
    witnesses.map(({ name, facts }) => [name, new Set(facts.map(({ entry }) => entry))]),
  );
  return [...journal.answered].flatMap(([till, answered]) =>
    answered.flatMap(({ series, sequence, entry }) => {
      if (journal.excused.has(entry) || (isOff(series, evidence) && !union.has(entry))) return [];
      const branchId = union.get(entry)?.branchId ?? journal.facts.get(entry)?.branchId;
      return witnesses
        .filter(({ name, branchId: of }) => of === null || of === branchId || name === till)
        .filter(({ name }) => counted.get(name)?.has(entry) !== true)
        .map(
          ({ name }) => `I1: entry ${sequence} of ${series}, answered by ${till}, does not count at ${name}`,
        );
    }),
  );
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

/** What was given out on paper is shown by the till that gave it out. */
const papersShown = (evidence: Evidence): readonly string[] => {
  const { journal, witnesses, off } = evidence;
  return journal.papers.flatMap(({ till, id, label, entry }) => {
    if (journal.excused.has(entry) || isOthersAndWithheld(id, till, evidence)) return [];
    const witness = [...witnesses, ...off].find(({ name }) => name === till);
    // A clone that was switched off for good shows nothing to anybody; its entries are looked for above.
    if (witness === undefined) return [];
    const hasLost = off.includes(witness) && journal.beforeLoss(till).length > 0;
    if (hasLost && !witness.places.has(entry)) return [];
    const fact = witness.till?.document(id)?.fact.fact;
    const told = fact !== undefined && 'document' in fact ? fact.document.label : null;
    return told === label ? [] : [`I1: ${till} gave out ${label} and now shows ${told ?? 'nothing'}`];
  });
};

/** I1: what was answered is there, at its till, at the till's branch and at the reporter. */
export const durable: Check = (evidence) => [
  ...keptByAuthors(evidence),
  ...countedByOthers(evidence),
  ...papersShown(evidence),
];

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
