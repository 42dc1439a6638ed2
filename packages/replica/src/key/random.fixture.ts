import { createHash } from 'node:crypto';
import type { RandomBytes } from './random.ts';

/** The same bytes for the same seed, for tests that pin bytes. */
export const seededRandom = (seed: string): RandomBytes => {
  let drawn = 0;
  return (length) => {
    drawn += 1;
    return Uint8Array.from(
      createHash('shake256', { outputLength: length }).update(`${seed}/${drawn}`).digest(),
    );
  };
};
