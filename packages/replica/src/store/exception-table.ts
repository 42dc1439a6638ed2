import type { DatabaseSync } from 'node:sqlite';
import type { SealedRow } from './sealed-row.ts';

/** What stands out, once for each code, device and document. Times are UTC milliseconds. */
export type ExceptionRow = {
  readonly code: string;
  /** The device at fault; null: nobody is known to be. */
  readonly deviceId: string | null;
  /** Name of the document it is about, if of one. */
  readonly document: string | null;
  /** In words, as it was told last. */
  readonly message: string;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly times: number;
  /** When somebody looked at it; null: not since it happened. */
  readonly seenMs: number | null;
};

type Place = Pick<ExceptionRow, 'code' | 'deviceId' | 'document'>;

/** The exception list. Codes and random ids in clear, the rest sealed. */
export const exceptionTable = (database: DatabaseSync, rows: SealedRow) => {
  const put = database.prepare(
    'INSERT OR REPLACE INTO exception (code, device, document, value) VALUES (?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM exception WHERE code = ? AND device = ? AND document = ?');
  const all = database.prepare('SELECT code, device, document, value FROM exception');
  const columns = ({ code, deviceId, document }: Place) => [code, deviceId ?? '', document ?? ''] as const;
  const placeOf = (place: Place): string => `exception/${columns(place).join('/')}`;
  const openOrNull = (place: Place, value: Uint8Array): Omit<ExceptionRow, keyof Place> | null => {
    try {
      return rows.open(placeOf(place), value) as Omit<ExceptionRow, keyof Place>;
    } catch {
      // A row that was damaged must not keep the till shut; what goes on happening is told again.
      return null;
    }
  };
  return {
    put: (row: ExceptionRow): void => {
      const { message, firstMs, lastMs, times, seenMs } = row;
      put.run(...columns(row), rows.seal(placeOf(row), { message, firstMs, lastMs, times, seenMs }));
    },
    remove: (place: Place): void => void remove.run(...columns(place)),
    all: (): readonly ExceptionRow[] =>
      all.all().flatMap((row) => {
        const place = {
          code: row['code'] as string,
          deviceId: row['device'] === '' ? null : (row['device'] as string),
          document: row['document'] === '' ? null : (row['document'] as string),
        };
        const value = openOrNull(place, row['value'] as Uint8Array);
        return value === null ? [] : [{ ...place, ...value }];
      }),
  };
};
export type ExceptionTable = ReturnType<typeof exceptionTable>;
