import { randomBytes } from 'node:crypto';
import { plainBytes } from '../cbor/bytes.ts';

/** The port for randomness: exactly `length` bytes, fit for keys. The simulator gives a seeded one. */
export type RandomBytes = (length: number) => Uint8Array;

/** The operating system's generator: what every real process passes in. */
export const systemRandom: RandomBytes = (length) => plainBytes(randomBytes(length));
