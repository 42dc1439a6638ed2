import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Journal } from '../trade/journal.ts';
import type { Finding } from './evidence.ts';

/** I1: what a till answered is on its own disk when it starts, before anybody could give it back. */
export const onDisk = (journal: Journal, till: string, folder: string): readonly Finding[] => {
  const database = new DatabaseSync(join(folder, 'till.db'), { readOnly: true });
  try {
    const find = database.prepare('SELECT 1 FROM entry WHERE series = ? AND sequence = ? AND hash = ?');
    return journal
      .onDisk(till)
      .filter(
        ({ series, sequence, entry }) => find.get(series, sequence, Buffer.from(entry, 'hex')) === undefined,
      )
      .map(
        ({ series, sequence }) =>
          `I1: entry ${sequence} of ${series}, answered by ${till}, is not on its disk when it starts`,
      );
  } finally {
    database.close();
  }
};
