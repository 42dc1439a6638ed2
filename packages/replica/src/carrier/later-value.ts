import { compareMoment, type Candidate } from '../value/winner.ts';
import { readValueHeader, valueHash } from '../value/value.ts';

const momentOf = (bytes: Uint8Array): Pick<Candidate, 'clock' | 'hash'> => {
  const header = readValueHeader(bytes);
  // What a later version of this program wrote says no time here; it is told from others by its hash.
  const clock = header.ok ? header.value.clock : { utcMs: 0, counter: 0 };
  return { clock, hash: valueHash(bytes) };
};

/**
 * Whether a value is to stand in the place of another one, where a device cannot read what they say: the same answer
 * everywhere, so that two devices that give each other their values end with the same.
 */
export const isLater = (bytes: Uint8Array, standing: Uint8Array): boolean =>
  compareMoment(momentOf(bytes), momentOf(standing)) > 0;
