import { type DuckDBConnection, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import type { PositionedFact } from '@tillmesh/replica';
import type { Analytics } from '../analytics/analytics-port.ts';
import { rowsOf } from '../projection/row.ts';
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

/** Analytics over DuckDB in memory: see docs/decisions/0010-analytics-in-memory.md. */
export const openDuckdbAnalytics = async (): Promise<Analytics> => {
  const { connection, compact, close } = await openDatabase();
  const queue = oneAtATime();
  let position = 0;
  let factCount = 0;
  let looseRows = 0;

  const fold = async (facts: readonly PositionedFact[]): Promise<void> => {
    if (facts.length === 0) return;
    await connection.run('BEGIN TRANSACTION');
    let added: readonly PositionedFact[];
    try {
      added = await onlyNew(connection, facts);
      looseRows += await append(connection, added);
      await connection.run('COMMIT');
    } catch (error) {
      await connection.run('ROLLBACK');
      throw error;
    }
    factCount += added.length;
    for (const item of facts) position = Math.max(position, item.position);
    if (looseRows > COMPACT_AFTER_ROWS) {
      await compact();
      looseRows = 0;
    }
  };

  return {
    fold: (facts) => queue(() => fold(facts)),
    position: () => position,
    factCount: () => factCount,
    totals: (filter) => queue(() => readTotals(connection, filter)),
    cells: (from, to) => queue(() => readCells(connection, from, to)),
    lastBusinessDates: () => queue(() => readLastBusinessDates(connection)),
    close: () => queue(async () => close()),
  };
};
