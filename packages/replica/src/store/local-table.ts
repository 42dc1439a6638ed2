import type { DatabaseSync } from 'node:sqlite';
import type { SealedRow } from './sealed-row.ts';

/** What belongs to this device alone, by name; and the answers of commands done, by command id. */
export const localTable = (database: DatabaseSync, rows: SealedRow) => {
  const get = database.prepare('SELECT value FROM local WHERE name = ?');
  const put = database.prepare('INSERT OR REPLACE INTO local (name, value) VALUES (?, ?)');
  const getCommand = database.prepare('SELECT value FROM command WHERE id = ?');
  const putCommand = database.prepare('INSERT INTO command (id, value) VALUES (?, ?)');
  return {
    get: (name: string): unknown => {
      const row = get.get(name);
      return row === undefined ? undefined : rows.open(`local/${name}`, row['value'] as Uint8Array);
    },
    put: (name: string, value: unknown): void => void put.run(name, rows.seal(`local/${name}`, value)),
    answerOf: (commandId: string): unknown => {
      const row = getCommand.get(commandId);
      return row === undefined ? undefined : rows.open(`command/${commandId}`, row['value'] as Uint8Array);
    },
    putAnswer: (commandId: string, answer: unknown): void =>
      void putCommand.run(commandId, rows.seal(`command/${commandId}`, answer)),
  };
};
export type LocalTable = ReturnType<typeof localTable>;
