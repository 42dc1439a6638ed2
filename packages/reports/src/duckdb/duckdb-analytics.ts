import { BIGINT, type DuckDBConnection, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import type { PositionedEntry, PositionedFact } from '@tillmesh/replica';
import type { Analytics } from '../analytics/analytics-port.ts';
import { rowsOf } from '../projection/row.ts';
import { TABLES } from '../projection/table.ts';
import { appendRows, openDatabase } from './database.ts';
import { readCells, readLastBusinessDates, readTotals } from './totals-query.ts';

/** Compressing this many rows takes some 25 ms. */
const COMPACT_AFTER_ROWS = 20_000;

/** Runs one job after the other, so that a query never sees half a fold on the one connection. */
const oneAtATime = (): (<T>(job: () => Promise<T>) => Promise<T>) => {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const next = last.then(job, job);
    last = next;
    return next;
  };
};

/** All of a job or none of it. */
const whole = async <T>(connection: DuckDBConnection, job: () => Promise<T>): Promise<T> => {
  await connection.run('BEGIN TRANSACTION');
  try {
    const result = await job();
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    await connection.run('ROLLBACK');
    throw error;
  }
};

/** The facts that are new, each once: neither repeated among themselves nor folded before. */
const onlyNew = async (
  connection: DuckDBConnection,
  facts: readonly PositionedFact[],
): Promise<readonly PositionedFact[]> => {
  const byEntry = new Map<string, PositionedFact>();
  for (const item of facts) if (!byEntry.has(item.fact.entry)) byEntry.set(item.fact.entry, item);
  const known = await connection.runAndReadAll(
    'SELECT entry FROM entry WHERE entry IN (SELECT unnest($entries))',
    { entries: listValue([...byEntry.keys()]) },
    { entries: LIST(VARCHAR) },
  );
  for (const [entry] of known.getRows()) byEntry.delete(String(entry));
  return [...byEntry.values()];
};

/** Appends the rows of these facts and gives how many there were. */
const append = async (connection: DuckDBConnection, facts: readonly PositionedFact[]): Promise<number> => {
  const rows = rowsOf(facts);
  await appendRows(connection, 'entry', rows.entry);
  await appendRows(connection, 'document', rows.document);
  await appendRows(connection, 'line', rows.line);
  await appendRows(connection, 'rate', rows.rate);
  await appendRows(connection, 'payment', rows.payment);
  await appendRows(connection, 'extra', rows.extra);
  await appendRows(connection, 'z', rows.z);
  return Object.values(rows).reduce((count, each) => count + each.length, 0);
};

/** Takes the rows of these entries out again and gives how many entries there were. */
const remove = async (connection: DuckDBConnection, entries: readonly string[]): Promise<number> => {
  const found = await connection.runAndReadAll(
    'SELECT doc FROM entry WHERE entry IN (SELECT unnest($entries))',
    { entries: listValue([...entries]) },
    { entries: LIST(VARCHAR) },
  );
  const docs = found.getRows().map(([doc]) => BigInt(String(doc)));
  if (docs.length === 0) return 0;
  for (const table of Object.keys(TABLES)) {
    await connection.run(
      `DELETE FROM ${table} WHERE doc IN (SELECT unnest($docs))`,
      { docs: listValue(docs) },
      { docs: LIST(BIGINT) },
    );
  }
  return docs.length;
};

/** Analytics over DuckDB in memory: see docs/decisions/0010-analytics-in-memory.md. */
export const openDuckdbAnalytics = async (): Promise<Analytics> => {
  const { connection, compact, close } = await openDatabase();
  const queue = oneAtATime();
  let position = 0;
  let withdrawn = 0;
  let factCount = 0;
  let looseRows = 0;

  const fold = async (facts: readonly PositionedFact[]): Promise<void> => {
    if (facts.length === 0) return;
    const added = await whole(connection, async () => {
      const news = await onlyNew(connection, facts);
      looseRows += await append(connection, news);
      return news.length;
    });
    factCount += added;
    for (const item of facts) position = Math.max(position, item.position);
    if (looseRows > COMPACT_AFTER_ROWS) {
      await compact();
      looseRows = 0;
    }
  };

  const withdraw = async (gone: readonly PositionedEntry[]): Promise<void> => {
    if (gone.length === 0) return;
    factCount -= await whole(connection, () =>
      remove(
        connection,
        gone.map(({ entry }) => entry),
      ),
    );
    for (const item of gone) withdrawn = Math.max(withdrawn, item.position);
  };

  return {
    withdraw: (gone) => queue(() => withdraw(gone)),
    withdrawn: () => withdrawn,
    fold: (facts) => queue(() => fold(facts)),
    position: () => position,
    factCount: () => factCount,
    totals: (filter) => queue(() => readTotals(connection, filter)),
    cells: (from, to) => queue(() => readCells(connection, from, to)),
    lastBusinessDates: () => queue(() => readLastBusinessDates(connection)),
    close: () => queue(async () => close()),
  };
};
