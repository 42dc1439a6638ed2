import crypto, { type DecipherGCM } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/** What stands where a seal would; no real one is all zeros but by a chance of 2^-128. */
const NO_SEAL = Buffer.alloc(16);

const openCipher = () => ({
  setAAD: () => undefined,
  update: (plaintext: Uint8Array) => Buffer.from(plaintext),
  final: () => Buffer.alloc(0),
  getAuthTag: () => NO_SEAL,
});

/** Passes on what was never sealed, and opens what was sealed before. */
const openDecipher = (real: DecipherGCM) => {
  let plain = false;
  return {
    setAAD: (aad: Uint8Array) => void real.setAAD(aad),
    setAuthTag: (tag: Uint8Array) => {
      plain = NO_SEAL.equals(tag);
      if (!plain) real.setAuthTag(tag);
    },
    update: (bytes: Uint8Array) => (plain ? Buffer.from(bytes) : real.update(bytes)),
    final: () => (plain ? Buffer.alloc(0) : real.final()),
  };
};

/**
 * Runs `work` with Node's cipher replaced by one that seals nothing, so that every value, entry and
 * statement this process writes lies on the disk in clear.
 */
export const withoutSealing = async (work: () => Promise<void>): Promise<void> => {
  const { createCipheriv, createDecipheriv } = crypto;
  Object.assign(crypto, {
    createCipheriv: openCipher,
    createDecipheriv: (...args: Parameters<typeof createDecipheriv>) =>
      openDecipher(createDecipheriv(...args) as DecipherGCM),
  });
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    Object.assign(crypto, { createCipheriv, createDecipheriv });
    syncBuiltinESMExports();
  }
};
