import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { LedgerFact } from '@tillmesh/model';
import type { ShopNode, TillNode } from '@tillmesh/replica';
import type { Journal } from '../trade/journal.ts';
import { branchesAtHeads } from './admission.ts';
import { readRegistry, type RegistryReading, statementsIn } from './registry-reading.ts';

/** Where an entry stands, as its own header says: read from the file, beside the program that wrote it. */
export type Place = { readonly series: string; readonly sequence: number; readonly previous: string };

/** A device that is looked at. */
export type Shown = {
  readonly name: string;
  /** Null for the reporter, which holds all branches. */
  readonly branchId: string | null;
  readonly folder: string;
  readonly node: ShopNode;
  /** Null for the reporter. */
  readonly till: TillNode | null;
};

/** What one device has come to hold and shows. */
export type Witness = Shown & {
  readonly facts: readonly LedgerFact[];
  /** By entry. */
  readonly places: ReadonlyMap<string, Place>;
  /** Of the statements on its disk; for one that is off, of all that those who stand hold. */
  readonly registry: RegistryReading;
  /** The reporter's alone: see `branchesAtHeads`. */
  readonly branches: ReadonlyMap<string, string | null>;
};

/** All that the checks look at: what people were told, and what every device shows in the end. */
export type Evidence = {
  readonly journal: Journal;
  /** Devices that stand. */
  readonly witnesses: readonly Witness[];
  /** Tills that were taken off, or are suspended: they link with nobody, and keep what they answered. */
  readonly off: readonly Witness[];
  /** Every entry that counts for any device that stands, by its hash. */
  readonly union: ReadonlyMap<string, LedgerFact>;
  /** Every entry that any of those holds, whether it counts or not. */
  readonly places: ReadonlyMap<string, Place>;
};

/** What is wrong, in one sentence that begins with the invariant's number. */
export type Finding = string;
export type Check = (evidence: Evidence) => readonly Finding[];

const hex = (value: unknown): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : '';

const readPlaces = (folder: string): ReadonlyMap<string, Place> => {
  const database = new DatabaseSync(join(folder, 'till.db'), { readOnly: true });
  try {
    const rows = database.prepare('SELECT series, sequence, hash, previous FROM entry').all();
    return new Map(
      rows.map((row) => [
        hex(row['hash']),
        { series: String(row['series']), sequence: Number(row['sequence']), previous: hex(row['previous']) },
      ]),
    );
  } finally {
    database.close();
  }
};

const witness = (shown: Shown, registry: RegistryReading): Witness => ({
  ...shown,
  facts: shown.node.facts(0, Number.MAX_SAFE_INTEGER).map(({ fact }) => fact),
  places: readPlaces(shown.folder),
  registry,
  branches: shown.branchId === null ? branchesAtHeads(shown.folder) : new Map(),
});

export const evidenceFrom = (
  journal: Journal,
  witnesses: readonly Witness[],
  off: readonly Witness[],
): Evidence => ({
  journal,
  witnesses,
  off,
  union: new Map(witnesses.flatMap(({ facts }) => facts.map((fact) => [fact.entry, fact] as const))),
  places: new Map(witnesses.flatMap(({ places }) => [...places])),
});

/**
 * Of what disks lost, what only a till had that was taken off since does not come back, and less if that till lost a
 * disk itself.
 */
const excuseWhatIsOff = ({ journal, places, off }: Evidence): void => {
  const kept = new Set(off.flatMap((one) => [...one.places.keys()]));
  const hasLost = off.some(({ name }) => journal.beforeLoss(name).length > 0);
  for (const till of journal.answered.keys()) {
    for (const { entry } of journal.beforeLoss(till)) {
      if (!places.has(entry) && (hasLost || kept.has(entry))) journal.excused.add(entry);
    }
  }
};

/** `standing`: devices that are linked as they should be; `off`: tills that were taken off or are suspended. */
export const gather = (journal: Journal, standing: readonly Shown[], off: readonly Shown[]): Evidence => {
  const held = new Map(
    standing.flatMap(({ folder }) => statementsIn(folder)).map((bytes) => [hex(bytes), bytes] as const),
  );
  const evidence = evidenceFrom(
    journal,
    standing.map((shown) => witness(shown, readRegistry(shown.folder))),
    off.map((shown) => witness(shown, readRegistry(shown.folder, [...held.values()]))),
  );
  excuseWhatIsOff(evidence);
  return evidence;
};

/** Whether a series is of a device that was taken off or is suspended, as those who stand have heard. */
export const isOff = (series: string, { witnesses }: Pick<Evidence, 'witnesses'>): boolean =>
  witnesses.some(({ registry }) => registry.off.has(registry.authors.get(series) ?? ''));

/** Of everything held, what belongs to the branch that a device stands in; all for the reporter. */
export const owedTo = ({ branchId }: Witness, evidence: Evidence): readonly LedgerFact[] =>
  [...evidence.union.values()].filter((fact) => branchId === null || fact.branchId === branchId);

/** The same things of one series, from the first on, one branch of a fork after the other. */
export const pathsOf = (
  series: string,
  { places }: Pick<Evidence, 'places'>,
): readonly (readonly string[])[] => {
  const followers = new Map<string, string[]>();
  for (const [entry, place] of places) {
    if (place.series !== series) continue;
    followers.set(place.previous, [...(followers.get(place.previous) ?? []), entry]);
  }
  const paths: string[][] = [];
  const open: string[][] = (followers.get('') ?? []).map((entry) => [entry]);
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const next = followers.get(path.at(-1) ?? '') ?? [];
    if (next.length === 0) paths.push(path);
    else if (next.length === 1 && next[0] !== undefined)
      open.push(Object.assign(path, { [path.length]: next[0] }));
    else for (const entry of next) open.push([...path, entry]);
  }
  return paths;
};

export const seriesOf = ({ places }: Pick<Evidence, 'places'>): readonly string[] => [
  ...new Set([...places.values()].map(({ series }) => series)),
];
