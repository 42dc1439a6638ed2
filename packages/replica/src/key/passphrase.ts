import { argon2Sync } from 'node:crypto';
import { plainBytes, utf8 } from '../cbor/bytes.ts';

/** How a passphrase becomes a key: argon2id (RFC 9106), version 1.3. */
export type PassphraseCost = {
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
};

/**
 * RFC 9106 4, second recommended option (64 MiB, 3 passes), with one lane: it is worked out once per
 * start, on a till with few cores.
 */
export const PASSPHRASE_COST: PassphraseCost = { memoryKib: 65_536, passes: 3, parallelism: 1 };

/** A 32-byte key. `salt` has 16 random bytes of its own. The text is normalised: keyboards differ. */
export const passphraseKey = (passphrase: string, salt: Uint8Array, cost: PassphraseCost): Uint8Array =>
  plainBytes(
    argon2Sync('argon2id', {
      message: utf8(passphrase.normalize('NFKC')),
      nonce: salt,
      memory: cost.memoryKib,
      passes: cost.passes,
      parallelism: cost.parallelism,
      tagLength: 32,
    }),
  );
