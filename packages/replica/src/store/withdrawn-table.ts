import type { DatabaseSync } from 'node:sqlite';
import { type PositionedHash, positionedHash } from './entry-table.ts';

/** Facts that ceased to count here, in the order in which they did: for whoever keeps sums of its own over facts. */
export const withdrawnTable = (database: DatabaseSync) => {
  const add = database.prepare('INSERT INTO withdrawn (hash) VALUES (?)');
  const after = database.prepare(
    'SELECT position, hash FROM withdrawn WHERE position > ? ORDER BY position LIMIT ?',
  );
  return {
    add: (hash: Uint8Array): void => void add.run(hash),
    /** One that counts again by now has a new position among the facts. */
    after: (position: number, limit: number): readonly PositionedHash[] =>
      after.all(position, limit).map(positionedHash),
  };
};
export type WithdrawnTable = ReturnType<typeof withdrawnTable>;
