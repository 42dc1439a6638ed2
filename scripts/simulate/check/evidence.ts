import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { LedgerFact } from '@tillmesh/model';
import type { ShopNode, TillNode } from '@tillmesh/replica';
import type { Journal } from '../trade/journal.ts';

/** Where an entry stands, as its own header says: read from the file, beside the program that wrote it. */
export type Place = { readonly series: string; readonly sequence: number; readonly previous: string };

/** What one device has come to hold and shows. */
export type Witness = {
  readonly name: string;
  /** Null for the reporter, which holds all branches. */
  readonly branchId: string | null;
  readonly folder: string;
  readonly node: ShopNode;
  /** Null for the reporter. */
  readonly till: TillNode | null;
  readonly facts: readonly LedgerFact[];
  /** By entry. */
  readonly places: ReadonlyMap<string, Place>;
};

/** All that the checks look at: what people were told, and what every device shows in the end. */
export type Evidence = {
  readonly journal: Journal;
  readonly witnesses: readonly Witness[];
  /** Every entry that any device holds, by its hash. */
  readonly union: ReadonlyMap<string, LedgerFact>;
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

export const witness = (
  name: string,
  branchId: string | null,
  folder: string,
  node: ShopNode,
  till: TillNode | null,
): Witness => ({
  name,
  branchId,
  folder,
  node,
  till,
  facts: node.facts(0, Number.MAX_SAFE_INTEGER).map(({ fact }) => fact),
  places: readPlaces(folder),
});

export const gather = (journal: Journal, witnesses: readonly Witness[]): Evidence => ({
  journal,
  witnesses,
  union: new Map(witnesses.flatMap(({ facts }) => facts.map((fact) => [fact.entry, fact] as const))),
  places: new Map(witnesses.flatMap(({ places }) => [...places])),
});

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
