import type { DatabaseSync } from 'node:sqlite';

/**
 * A shift without a Z, a request without an answer, a closed shift of which more may be held than is counted; a
 * stored payment that has not ended, with its sale in place of the shift, and one that ended before its sale came.
 */
export type UnsettledKind = 'shift' | 'request' | 'late' | 'stored' | 'ended';

/** `hash`: of the entry that opened, asked or sold; no bytes for what is late or ended. */
export type Unsettled = { readonly id: string; readonly hash: Uint8Array };

const NO_HASH = new Uint8Array(0);

/** The few things that are still open, by random ids. What is settled has no row. */
export const unsettledTable = (database: DatabaseSync) => {
  const put = database.prepare(
    // An empty blob that was read is bound as NULL by node:sqlite.
    "INSERT OR IGNORE INTO unsettled (kind, id, shift, hash) VALUES (?, ?, ?, ifnull(?, x''))",
  );
  const settle = database.prepare('DELETE FROM unsettled WHERE kind = ? AND id = ?');
  const settleOfShift = database.prepare('DELETE FROM unsettled WHERE kind = ? AND shift = ?');
  const has = database.prepare('SELECT 1 FROM unsettled WHERE kind = ? AND id = ?');
  const of = database.prepare('SELECT id, hash FROM unsettled WHERE kind = ? ORDER BY id');
  return {
    /** `shift`: the one that it belongs to; none for what was asked outside one. */
    put: (kind: UnsettledKind, id: string, shift: string | null, hash: Uint8Array = NO_HASH): void =>
      void put.run(kind, id, shift ?? '', hash),
    has: (kind: UnsettledKind, id: string): boolean => has.get(kind, id) !== undefined,
    settle: (kind: UnsettledKind, id: string): void => void settle.run(kind, id),
    settleOfShift: (kind: UnsettledKind, shift: string): void => void settleOfShift.run(kind, shift),
    of: (kind: UnsettledKind): readonly Unsettled[] =>
      of.all(kind).map((row) => ({ id: row['id'] as string, hash: row['hash'] as Uint8Array })),
  };
};
export type UnsettledTable = ReturnType<typeof unsettledTable>;
