import {
  BIGINT,
  DATE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBInstance,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import { type ColumnOf, type ColumnType, type Row, type TableName, TABLES } from '../projection/table.ts';

/**
 * Sealed off: nothing is installed, loaded, read from or spilled to disk, so nothing of the shop
 * lies in clear anywhere (I13), and no statement can change that again. One thread: a second one cost
 * some 40 MB over a replayed month, and nothing waits for it but the owner's own figures.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  threads: '1',
  memory_limit: '256MB',
  temp_directory: '',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  enable_external_access: 'false',
};

const DAY_MS = 86_400_000;

const dateOf = (day: string): DuckDBDateValue => {
  const days = Date.parse(`${day}T00:00:00Z`) / DAY_MS;
  if (!Number.isSafeInteger(days)) throw new Error(`not a date: ${day}`);
  return new DuckDBDateValue(days);
};

/** The types that the tables use, and how a value of each is handed over. */
const TYPES: Readonly<Record<ColumnType, DuckDBType>> = {
  'VARCHAR PRIMARY KEY': VARCHAR,
  VARCHAR,
  BIGINT,
  INTEGER,
  DATE,
};

const cell = (type: ColumnType, value: string | number | undefined): DuckDBValue => {
  if (type === 'DATE') return dateOf(String(value));
  if (type === 'VARCHAR' || type === 'VARCHAR PRIMARY KEY') {
    if (typeof value !== 'string') throw new Error(`not text: ${value}`);
    return value;
  }
  if (!Number.isSafeInteger(value)) throw new Error(`not an exact integer: ${value}`);
  return type === 'BIGINT' ? BigInt(value as number) : (value as number);
};

const createTables = async (connection: DuckDBConnection): Promise<void> => {
  for (const [name, columns] of Object.entries(TABLES)) {
    const parts = Object.entries(columns).map(([column, type]) => `${column} ${type} NOT NULL`);
    await connection.run(`CREATE TABLE ${name} (${parts.join(', ')})`);
  }
};

/** DuckDB's vector size: what one data chunk holds at most. */
const CHUNK_ROWS = 2_048;

/** Appends within the connection's open transaction, a column of a chunk at a time; throws where DuckDB refuses. */
export const appendRows = async <T extends TableName>(
  connection: DuckDBConnection,
  table: T,
  rows: readonly Row<T>[],
): Promise<void> => {
  if (rows.length === 0) return;
  const columns = Object.entries<ColumnType>(TABLES[table]);
  const types = columns.map(([, type]) => TYPES[type]);
  const appender = await connection.createAppender(table);
  for (let from = 0; from < rows.length; from += CHUNK_ROWS) {
    const part = rows.slice(from, from + CHUNK_ROWS);
    const chunk = DuckDBDataChunk.create(types, part.length);
    chunk.setColumns(
      columns.map(([column, type]) => part.map((row) => cell(type, row[column as ColumnOf<T>]))),
    );
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
};

export type Database = {
  readonly connection: DuckDBConnection;
  /** Compresses what was appended so far (a million lines: from 85 MB to 7 MB); outside a transaction only. */
  readonly compact: () => Promise<void>;
  readonly close: () => void;
};

/** A new, empty projection in memory, with its one connection. */
export const openDatabase = async (): Promise<Database> => {
  const instance = await DuckDBInstance.create(':memory:', { ...SETTINGS });
  const connection = await instance.connect();
  await connection.run(`ATTACH ':memory:' AS shop (COMPRESS)`);
  await connection.run('USE shop');
  await connection.run('SET lock_configuration = true');
  await createTables(connection);
  return {
    connection,
    compact: async () => {
      await connection.run('CHECKPOINT shop');
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
};
