import { DatabaseSync } from 'node:sqlite';
import { concatBytes, toHex } from '../cbor/bytes.ts';
import { sha256 } from '../key/hash.ts';

/**
 * What a documents file holds, as a digest of the names and digests of its chunks: the same as long as nothing is
 * written to it. Null: it cannot be said, and whoever wants to know has to have the documents read.
 */
export const documentPrint = (file: string): string | null => {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(file, { readOnly: true });
    const rows = database.prepare('SELECT key, sha256 FROM chunk ORDER BY key').all();
    const parts = rows.flatMap((row) => [row['key'] as Uint8Array, row['sha256'] as Uint8Array]);
    return toHex(sha256(concatBytes(...parts)));
  } catch {
    // No such file, or one that is damaged, in use or of another version: the carrier tells what is wrong with it.
    return null;
  } finally {
    database?.close();
  }
};
