import type { DatabaseSync } from 'node:sqlite';
import { toHex } from '../cbor/bytes.ts';

export type Tip = { readonly sequence: number; readonly hash: string };

/** Of a series that somebody forked over and over only the longest branches are told. */
const MOST_TIPS = 64;

/** Where the branches of a series end: what is held and what nothing that is held follows. */
export const tipTable = (database: DatabaseSync) => {
  const from = database.prepare(
    'SELECT sequence, hash, previous FROM entry WHERE series = ? AND sequence >= ? ORDER BY sequence DESC, hash',
  );
  const at = database.prepare('SELECT hash FROM entry WHERE series = ? AND sequence = ? ORDER BY hash');
  return {
    /** The longest branch first. `settled`: up to there each place holds one entry, and the next follows it. */
    tipsOf: (series: string, settled: number): readonly Tip[] => {
      const followed = new Set<string>();
      const tips: Tip[] = [];
      for (const row of from.iterate(series, Math.max(1, settled))) {
        const hash = toHex(row['hash'] as Uint8Array);
        followed.add(toHex(row['previous'] as Uint8Array));
        if (!followed.has(hash)) tips.push({ sequence: Number(row['sequence']), hash });
      }
      return tips.slice(0, MOST_TIPS);
    },
    /** What stands at one place. */
    tipsAt: (series: string, sequence: number): readonly Tip[] =>
      at.all(series, sequence).map((row) => ({ sequence, hash: toHex(row['hash'] as Uint8Array) })),
  };
};
