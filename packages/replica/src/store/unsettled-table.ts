import type { DatabaseSync } from 'node:sqlite';

/**
 * A shift until its Z, a request until its answer or the Z of its shift, a payment that the terminal stored until it
 * ends or its sale is voided.
 */
export type BegunKind = 'shift' | 'request' | 'stored';
/** What ends something: of a shift, a request, a stored payment, and the void of a sale. */
export type EndedKind = BegunKind | 'voided';

/** `hash`: of the entry that opened, asked or sold. */
export type Unsettled = { readonly id: string; readonly hash: Uint8Array };

type Begun = Unsettled & {
  readonly kind: BegunKind;
  /** The shift of a request ('' outside one), the sale of a stored payment; of a shift its own id. */
  readonly within: string;
};
type Ended = Unsettled & { readonly kind: EndedKind };

/** What ends everything of a kind that is within it. */
const ENDS_WITHIN = { request: 'shift', stored: 'voided' } as const satisfies Partial<
  Record<BegunKind, EndedKind>
>;

const IS_OPEN = `NOT EXISTS (SELECT 1 FROM ended WHERE ended.kind = begun.kind AND ended.id = begun.id)
  AND NOT EXISTS (SELECT 1 FROM ended WHERE ended.id = begun.within AND ended.kind =
    CASE begun.kind WHEN 'request' THEN '${ENDS_WITHIN.request}' WHEN 'stored' THEN '${ENDS_WITHIN.stored}' END)`;

/**
 * What began and what ended, by random ids, in whatever order it comes and goes. What is open is found without looking
 * at what is not.
 */
export const unsettledTable = (database: DatabaseSync) => {
  const begin = database.prepare(
    'INSERT OR IGNORE INTO begun (kind, id, hash, within, open) VALUES (?, ?, ?, ?, 1)',
  );
  const neverBegan = database.prepare('DELETE FROM begun WHERE kind = ? AND id = ? AND hash = ?');
  const end = database.prepare('INSERT OR IGNORE INTO ended (kind, id, hash) VALUES (?, ?, ?)');
  const neverEnded = database.prepare('DELETE FROM ended WHERE kind = ? AND id = ? AND hash = ?');
  const look = database.prepare(`UPDATE begun SET open = ${IS_OPEN} WHERE kind = ? AND id = ?`);
  const lookWithin = database.prepare(`UPDATE begun SET open = ${IS_OPEN} WHERE kind = ? AND within = ?`);
  const of = database.prepare(
    'SELECT id, min(hash) AS hash FROM begun WHERE kind = ? AND open = 1 GROUP BY id ORDER BY id',
  );
  const putLate = database.prepare('INSERT OR IGNORE INTO late_shift (shift) VALUES (?)');
  const settleLate = database.prepare('DELETE FROM late_shift WHERE shift = ?');
  const late = database.prepare('SELECT shift FROM late_shift ORDER BY shift');
  const lookAfter = ({ kind, id }: Pick<Ended, 'kind' | 'id'>): void => {
    look.run(kind, id);
    if (kind === ENDS_WITHIN.request) lookWithin.run('request', id);
    if (kind === ENDS_WITHIN.stored) lookWithin.run('stored', id);
  };
  return {
    begin: ({ kind, id, hash, within }: Begun): void => {
      begin.run(kind, id, hash, within);
      look.run(kind, id);
    },
    /** Takes back what `begin` and `end` said. */
    neverBegan: ({ kind, id, hash }: Begun): void => void neverBegan.run(kind, id, hash),
    end: (ended: Ended): void => {
      end.run(ended.kind, ended.id, ended.hash);
      lookAfter(ended);
    },
    neverEnded: (ended: Ended): void => {
      neverEnded.run(ended.kind, ended.id, ended.hash);
      lookAfter(ended);
    },
    /** What is open, by id. Of several entries that began one thing the one with the smallest hash. */
    of: (kind: BegunKind): readonly Unsettled[] =>
      of.all(kind).map((row) => ({ id: row['id'] as string, hash: row['hash'] as Uint8Array })),
    /** Of a closed shift more or less may be held than is counted. */
    putLate: (shift: string): void => void putLate.run(shift),
    settleLate: (shift: string): void => void settleLate.run(shift),
    late: (): readonly string[] => late.all().map((row) => row['shift'] as string),
  };
};
export type UnsettledTable = ReturnType<typeof unsettledTable>;
