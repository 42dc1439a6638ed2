import { verifyFolder } from '../../verify/verify.ts';
import { type Check, type Evidence, isOff, pathsOf, seriesOf } from './evidence.ts';

/** I3: along every path of every series sequences and document numbers are 1..n. */
export const numbers: Check = (evidence) => {
  const findings: string[] = [];
  const labels = new Map<string, string>();
  for (const series of seriesOf(evidence)) {
    for (const path of pathsOf(series, evidence)) findings.push(...numbersAlong(series, path, evidence));
  }
  for (const { fact, entry, seriesId, sequence } of evidence.union.values()) {
    if (!('document' in fact) || isForked(seriesId, evidence)) continue;
    const { label } = fact.document;
    const other = labels.get(label);
    if (other !== undefined && other !== entry)
      findings.push(`I3: ${label} was given out twice (${seriesId}/${sequence})`);
    labels.set(label, entry);
  }
  return findings;
};

const numbersAlong = (
  series: string,
  path: readonly string[],
  { places, union }: Evidence,
): readonly string[] => {
  const findings: string[] = [];
  const last = new Map<string, number>();
  for (const [index, entry] of path.entries()) {
    const sequence = places.get(entry)?.sequence;
    if (sequence !== index + 1) findings.push(`I3: ${series} has ${sequence} at place ${index + 1}`);
    const fact = union.get(entry)?.fact;
    if (fact === undefined || !('document' in fact)) continue;
    const { kind, number, label } = fact.document;
    if (number !== (last.get(kind) ?? 0) + 1)
      findings.push(`I3: ${label} follows number ${last.get(kind) ?? 0}`);
    last.set(kind, number);
  }
  return findings;
};

const isForked = (series: string, evidence: Evidence): boolean => forkedPlaces(evidence).has(series);

const known = new WeakMap<Evidence, ReadonlyMap<string, ReadonlySet<number>>>();

/** Places that hold two entries, by series. */
const forkedPlaces = (evidence: Evidence): ReadonlyMap<string, ReadonlySet<number>> => {
  const before = known.get(evidence);
  if (before !== undefined) return before;
  const seen = new Set<string>();
  const forked = new Map<string, Set<number>>();
  for (const { series, sequence } of evidence.places.values()) {
    const place = `${series}/${sequence}`;
    if (seen.has(place)) forked.set(series, (forked.get(series) ?? new Set<number>()).add(sequence));
    seen.add(place);
  }
  known.set(evidence, forked);
  return forked;
};

/** I4: sequence, previous hash, signature and bytes verify from the public keys alone, at every device. */
export const chains: Check = (evidence) =>
  evidence.witnesses.flatMap(({ name, folder }) => {
    const { series, unreadable } = verifyFolder(folder);
    const findings =
      unreadable > 0 ? [`I4: ${name} holds ${unreadable} unreadable objects in its ledgers`] : [];
    for (const { series: id, gaps, broken, badSignatures } of series) {
      // Of a till that is off may be missing what lies between two things that it passed on.
      if (gaps.length > 0 && !isOff(id, evidence))
        findings.push(`I4: ${name} has a gap in ${id} from ${gaps[0]?.from}`);
      if (broken.length > 0) findings.push(`I4: ${name} has a broken link in ${id} at ${broken[0]}`);
      if (badSignatures.length > 0)
        findings.push(`I4: ${name} has a bad signature in ${id} at ${badSignatures[0]}`);
    }
    return findings;
  });

/** I11: of a fork both branches count and an alarm stands, wherever both are seen. */
export const forks: Check = (evidence) => {
  const forked = forkedPlaces(evidence);
  if (forked.size === 0) return [];
  return evidence.witnesses.flatMap(({ name, facts, places, node }) => {
    const mine = [...places.values()].filter(
      ({ series, sequence }) => forked.get(series)?.has(sequence) === true,
    );
    if (mine.length === 0) return [];
    const findings = node.status().counts.forks === 0 ? [`I11: ${name} holds a fork and says nothing`] : [];
    const counted = new Set(facts.map(({ entry }) => entry));
    for (const [entry, { series, sequence }] of places) {
      if (forked.get(series)?.has(sequence) === true && evidence.union.has(entry) && !counted.has(entry)) {
        findings.push(`I11: ${name} does not count a branch of ${series} at ${sequence}`);
      }
    }
    return findings;
  });
};
