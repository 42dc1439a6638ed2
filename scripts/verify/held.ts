import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What a device holds, as far as it lies in clear: ids, hashes and counts, no content. */
export type Held = {
  readonly entries: number;
  /** By series: the highest sequence, and one digest over the hashes of all its entries, or their number. */
  readonly series: ReadonlyMap<string, { readonly last: number; readonly digest: string }>;
  /** Totals of this device that are not yet published. */
  readonly unpublished: number;
};

const digestsOf = (rows: Iterable<Record<string, unknown>>, group: string): Map<string, string> => {
  const hashes = new Map<string, ReturnType<typeof createHash>>();
  for (const row of rows) {
    const name = String(row[group]);
    const hash = hashes.get(name) ?? createHash('sha256');
    hashes.set(name, hash.update(row['hash'] as Uint8Array));
  }
  return new Map([...hashes].map(([name, hash]) => [name, hash.digest('hex')]));
};

/** Reads `till.db` of a device folder beside the process that writes it; nothing is changed. */
const reading = <T>(folder: string, read: (database: DatabaseSync) => T): T => {
  const database = new DatabaseSync(join(folder, 'till.db'), { readOnly: true, timeout: 5_000 });
  try {
    return read(database);
  } finally {
    database.close();
  }
};

const entryDigests = (database: DatabaseSync): Map<string, string> =>
  digestsOf(
    database.prepare('SELECT series, hash FROM entry ORDER BY series, sequence, hash').iterate(),
    'series',
  );

/** `counted`: without looking at the entries themselves, for whoever wants to know whether much is missing yet. */
export const readHeld = (folder: string, how: 'whole' | 'counted' = 'whole'): Held =>
  reading(folder, (database) => {
    const digests = how === 'whole' ? entryDigests(database) : new Map<string, string>();
    const counts = database
      .prepare('SELECT series, max(sequence) AS last, count(*) AS n FROM entry GROUP BY series')
      .all();
    const dirty = database.prepare('SELECT count(*) AS n FROM slot WHERE dirty = 1').get();
    return {
      entries: counts.reduce((sum, row) => sum + Number(row['n']), 0),
      series: new Map(
        counts.map((row) => {
          const series = String(row['series']);
          const digest = digests.get(series) ?? String(row['n']);
          return [series, { last: Number(row['last']), digest }];
        }),
      ),
      unpublished: Number(dirty?.['n'] ?? 0),
    };
  });

/** By document: one digest over the hashes of what stands in it. */
export const readDocuments = (folder: string): ReadonlyMap<string, string> =>
  reading(folder, (database) =>
    digestsOf(
      database
        .prepare('SELECT document, hash FROM object WHERE current = 1 ORDER BY document, key, hash')
        .iterate(),
      'document',
    ),
  );

/** A device and what it holds; without a branch for one that belongs to none, without an id for one that writes none. */
export type Holder = {
  readonly name: string;
  readonly branch: string | null;
  readonly deviceId: string | null;
  readonly held: Held;
};

/** A device's own series begin with the first eight digits of its id. */
const ownSeries = ({ deviceId, held }: Holder): readonly string[] =>
  deviceId === null
    ? []
    : [...held.series.keys()].filter((series) => series.startsWith(deviceId.slice(0, 8)));

const missingEntries = (author: Holder, holders: readonly Holder[]): readonly string[] =>
  ownSeries(author).flatMap((series) => {
    const own = author.held.series.get(series);
    return holders
      .filter(({ branch }) => branch === null || branch === author.branch)
      .filter(({ held }) => held.series.get(series)?.digest !== own?.digest)
      .map(
        ({ name, held }) =>
          `${name} holds ${held.series.get(series)?.last ?? 0} of ${own?.last ?? 0} of ${author.name}`,
      );
  });

/**
 * What is still missing, a sentence each: a device of a branch has to hold every entry of that branch's
 * devices, one without a branch has to hold all, and nobody may have totals left to publish.
 */
export const missing = (holders: readonly Holder[]): readonly string[] => {
  const unpublished = holders
    .filter(({ held }) => held.unpublished > 0)
    .map(({ name, held }) => `${name} has ${held.unpublished} totals to publish`);
  return [...unpublished, ...holders.flatMap((author) => missingEntries(author, holders))];
};

/** Whoever holds a document holds the same in it; where not, a sentence each. */
export const differing = (
  holders: readonly { readonly name: string; readonly documents: ReadonlyMap<string, string> }[],
): readonly string[] => {
  const first = new Map<string, string>();
  return holders.flatMap(({ name, documents }) =>
    [...documents].flatMap(([document, digest]) => {
      const other = first.get(document) ?? digest;
      first.set(document, other);
      return other === digest ? [] : [`${name} holds another state of ${document}`];
    }),
  );
};
