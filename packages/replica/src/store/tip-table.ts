import type { DatabaseSync } from 'node:sqlite';
import { toHex } from '../cbor/bytes.ts';

export type Tip = { readonly sequence: number; readonly hash: string };

/** Of a series that somebody forked over and over only the longest branches are told. */
const MOST_TIPS = 64;

/** Where the branches of a series end: what is held and what nothing that is held follows. */
export const tipTable = (database: DatabaseSync) => {
  const from = database.prepare(
    'SELECT sequence, hash, previous FROM entry WHERE series = ? AND sequence >= ? ORDER BY sequence, hash',
  );
  const timed = database.prepare(
    'SELECT sequence, hash, previous, utc_ms FROM entry WHERE series = ? ORDER BY sequence, hash',
  );
  const at = database.prepare('SELECT hash FROM entry WHERE series = ? AND sequence = ? ORDER BY hash');
  return {
    /**
     * The longest branch first; behind a gap nothing is, since what stands there may follow anything. `settled`: up
     * to there each place holds one entry, and the next follows it.
     */
    tipsOf: (series: string, settled: number): readonly Tip[] => {
      const first = Math.max(1, settled);
      const tips = new Map<string, Tip>();
      const linked = new Set<string>(['']);
      for (const row of from.iterate(series, first)) {
        const [sequence, previous] = [Number(row['sequence']), toHex(row['previous'] as Uint8Array)];
        if (!linked.has(previous) && (settled === 0 || sequence > first)) continue;
        const hash = toHex(row['hash'] as Uint8Array);
        linked.add(hash);
        tips.delete(previous);
        tips.set(hash, { sequence, hash });
      }
      return [...tips.values()].toReversed().slice(0, MOST_TIPS);
    },
    /** Ends of what is before any record of `sinceMs` or later; behind a gap nothing is. The longest first. */
    tipsBefore: (series: string, sinceMs: number): readonly Tip[] => {
      const tips = new Map<string, Tip>();
      const early = new Set<string>(['']);
      for (const row of timed.iterate(series)) {
        const previous = toHex(row['previous'] as Uint8Array);
        if (Number(row['utc_ms']) >= sinceMs || !early.has(previous)) continue;
        const hash = toHex(row['hash'] as Uint8Array);
        early.add(hash);
        tips.delete(previous);
        tips.set(hash, { sequence: Number(row['sequence']), hash });
      }
      return [...tips.values()].toReversed().slice(0, MOST_TIPS);
    },
    /** What stands at one place. */
    tipsAt: (series: string, sequence: number): readonly Tip[] =>
      at.all(series, sequence).map((row) => ({ sequence, hash: toHex(row['hash'] as Uint8Array) })),
  };
};
