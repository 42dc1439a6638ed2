import { field, integer, record, type ShapeOf } from '@tillmesh/model';
import { argon2, timingSafeEqual } from 'node:crypto';
import { plainBytes, utf8 } from '../cbor/bytes.ts';
import { bytes } from '../cbor/wire-shape.ts';
import { type RandomBytes, systemRandom } from '../key/random.ts';

const SALT_BYTES = 16;
const HASH_BYTES = 32;

/**
 * A PIN as it is kept: argon2id (RFC 9106) with an own salt and the cost it was made at. The bounds keep
 * a hash from elsewhere from taking the till's memory or minutes.
 */
export const pinHashShape = record({
  salt: field(1, bytes(SALT_BYTES)),
  hash: field(2, bytes(HASH_BYTES)),
  memoryKib: field(3, integer(7_168, 262_144)),
  passes: field(4, integer(1, 16)),
  parallelism: field(5, integer(1, 4)),
});
export type PinHash = ShapeOf<typeof pinHashShape>;

/**
 * OWASP Password Storage Cheat Sheet: argon2id with at least 19 MiB, 2 passes, 1 lane. A PIN of four
 * digits falls to any patient guesser who holds the hash, so it is sealed besides and tries are counted.
 */
export const PIN_COST = { memoryKib: 19_456, passes: 2, parallelism: 1 } as const;

type Cost = Omit<PinHash, 'salt' | 'hash'>;

/** Off the main thread: a sale does not wait for somebody's sign-in. */
const derive = (pin: string, salt: Uint8Array, cost: Cost): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const parameters = {
      message: utf8(pin),
      nonce: salt,
      memory: cost.memoryKib,
      passes: cost.passes,
      parallelism: cost.parallelism,
      tagLength: HASH_BYTES,
    };
    argon2('argon2id', parameters, (error, key) => {
      if (error === null) resolve(plainBytes(key));
      else reject(error);
    });
  });

export const hashPin = async (pin: string, random: RandomBytes = systemRandom): Promise<PinHash> => {
  const salt = random(SALT_BYTES);
  return { salt, hash: await derive(pin, salt, PIN_COST), ...PIN_COST };
};

/** Takes as long for a wrong PIN as for the right one. */
export const verifyPin = async (pin: string, kept: PinHash): Promise<boolean> =>
  timingSafeEqual(await derive(pin, kept.salt, kept), kept.hash);
