import type { Cut } from '@tillmesh/replica/port';
import { type Check, type Evidence, type Place, type Witness } from './evidence.ts';
import { keysLacking } from './registry-reading.ts';

const sorted = (items: Iterable<string>): readonly string[] => [...items].sort();

/** Who stands, who may state what and which people may do what, as a device shows it. */
const shownBy = ({ node }: Witness): string => {
  const { devices, staff, roles } = node.shop();
  return JSON.stringify([
    sorted(devices.map((device) => JSON.stringify(device))),
    sorted(staff.map((person) => JSON.stringify(person))),
    sorted(roles.map((role) => JSON.stringify(role))),
  ]);
};

/** What a device shows of others is what the statements on its disk say. */
const ownWord = ({ name, node, registry }: Witness): readonly string[] => {
  const shown = sorted(
    node.shop().devices.flatMap(({ deviceId, off }) => (off === undefined ? [] : `${deviceId} ${off.state}`)),
  );
  const stated = sorted([...registry.off].map(([deviceId, { state }]) => `${deviceId} ${state}`));
  return shown.join() === stated.join() ? [] : [`I10: ${name} shows others as off than its statements say`];
};

/** Rights and effective statements are the same on every device that stands. */
const alike = ({ witnesses }: Evidence): readonly string[] => {
  const [first] = witnesses;
  if (first === undefined) return [];
  const shown = shownBy(first);
  return witnesses.flatMap((one) => {
    const findings = [...ownWord(one)];
    if (shownBy(one) !== shown) findings.push(`I10: ${one.name} and ${first.name} show other rights`);
    const other = [...one.registry.statements].find(
      ([hash, status]) => (first.registry.statements.get(hash) ?? status) !== status,
    );
    if (other !== undefined) {
      findings.push(
        `I10: for ${one.name} statement ${other[0].slice(0, 8)} is ${other[1]}, for ${first.name} not`,
      );
    }
    return findings;
  });
};

type Held = ReadonlyMap<string, Place>;

/**
 * Of a series with cuts what counts, as decision 0031 says: what a cut is or follows, link by link; below an entry that
 * nobody here holds, whatever shares its place with no other.
 */
const countingOf = (held: Held, cuts: readonly Cut[]): ReadonlySet<string> => {
  const counting = new Set<string>();
  let lostAt = 0;
  for (const cut of cuts) {
    let { hash, sequence } = cut;
    for (let place = held.get(hash); hash !== ''; place = held.get(hash)) {
      if (place === undefined) {
        lostAt = Math.max(lostAt, sequence);
        break;
      }
      counting.add(hash);
      hash = place.previous;
      sequence -= 1;
    }
  }
  const shared = new Map<number, number>();
  for (const { sequence } of held.values()) shared.set(sequence, (shared.get(sequence) ?? 0) + 1);
  for (const [hash, { sequence }] of held) {
    if (sequence < lostAt && shared.get(sequence) === 1) counting.add(hash);
  }
  return counting;
};

const heldOf = ({ places }: Witness, series: string): Held =>
  new Map([...places].filter(([, place]) => place.series === series));

/** Up to its cuts a series counts and above them it does not; of a device that stands all does. */
const atCuts = (one: Witness): readonly string[] => {
  const { name, registry, node, facts, places } = one;
  const counted = new Map<string, Set<string>>();
  for (const { seriesId, entry } of facts)
    counted.set(seriesId, (counted.get(seriesId) ?? new Set<string>()).add(entry));
  const withheld = new Map(node.status().withheld.map(({ seriesId, entries }) => [seriesId, entries]));
  return sorted(new Set([...places.values()].map(({ series }) => series))).flatMap((series) => {
    const off = registry.off.get(registry.authors.get(series) ?? '');
    const held = heldOf(one, series);
    const due = off === undefined ? new Set(held.keys()) : countingOf(held, off.cuts.get(series) ?? []);
    const has = counted.get(series) ?? new Set<string>();
    const sequenceOf = (entry: string): number | undefined => places.get(entry)?.sequence;
    const lacking = [...due].find((entry) => !has.has(entry));
    const above = [...has].find((entry) => !due.has(entry));
    const findings: string[] = [];
    if (lacking !== undefined) findings.push(`I10: ${name} leaves out ${series}/${sequenceOf(lacking)}`);
    if (above !== undefined)
      findings.push(`I10: ${name} counts ${series}/${sequenceOf(above)}, which no cut lets in`);
    const shown = withheld.get(series) ?? 0;
    if (shown !== held.size - due.size)
      findings.push(`I10: ${name} shows ${shown} of ${series} as withheld, not ${held.size - due.size}`);
    return findings;
  });
};

/** What a series comes to that is withheld is shown alike by all who hold it. */
const withheldAlike = ({ witnesses }: Evidence): readonly string[] => {
  const first = new Map<string, string>();
  return witnesses.flatMap(({ name, node }) =>
    node.status().withheld.flatMap((state) => {
      const shown = JSON.stringify(state);
      const other = first.get(state.seriesId) ?? shown;
      first.set(state.seriesId, other);
      return other === shown ? [] : [`I10: ${name} shows another sum of ${state.seriesId} as withheld`];
    }),
  );
};

/** What a cut lets in is there, unless a disk lost it, or only somebody has it who is off. */
const heldUpToCuts = ({ journal, places, witnesses, off }: Evidence): readonly string[] => {
  const [first] = witnesses;
  if (first === undefined || journal.hasLoss) return [];
  const elsewhere = new Set(off.flatMap((one) => [...one.places.keys()]));
  return [...first.registry.off.values()].flatMap(({ cuts }) =>
    [...cuts].flatMap(([series, of]) =>
      of
        .filter(({ hash }) => !places.has(hash) && !elsewhere.has(hash))
        .map(({ sequence }) => `I10: nobody has ${series}/${sequence}, up to which it counts`),
    ),
  );
};

/** After a rotation whoever stands holds the new key, and whoever is off cannot open it, whatever reaches it. */
const keys = ({ witnesses, off }: Evidence): readonly string[] => [
  ...witnesses.flatMap(({ name, registry }) => keysLacking(name, registry).map((lack) => `I10: ${lack}`)),
  ...off.flatMap(({ name, registry: { newestKeys, ring } }) =>
    [...newestKeys]
      .filter(([, dataKeyId]) => ring.has(dataKeyId))
      .map(([purpose]) => `I10: ${name} is off and opens the newest key of ${purpose}`),
  ),
];

/** No entry counts whose device was no till of its branch as of the registry heads that the entry names. */
const atHeads = ({ witnesses }: Evidence): readonly string[] =>
  witnesses.flatMap(({ name, facts, branches }) =>
    facts
      .filter(({ entry, branchId }) => branches.has(entry) && branches.get(entry) !== branchId)
      .map(
        ({ seriesId, sequence }) =>
          `I10: ${name} counts ${seriesId}/${sequence} of a device that was no till there at its heads`,
      ),
  );

/** I10: who may do what, and what counts of whom, is the same everywhere and what the statements say. */
export const rights: Check = (evidence) => [
  ...alike(evidence),
  ...evidence.witnesses.flatMap(atCuts),
  ...withheldAlike(evidence),
  ...heldUpToCuts(evidence),
  ...keys(evidence),
  ...atHeads(evidence),
];
