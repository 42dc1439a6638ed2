import { argon2, timingSafeEqual } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, 2 passes, 1 lane. Written beside each hash,
 * so that stronger ones can follow without locking anybody out.
 */
const PARAMETERS = { memoryKib: 19_456, passes: 2, parallelism: 1 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** OWASP ASVS 5.0, 6.2.1 and 6.2.9: at least 8 characters, at least 64 allowed, taken exactly as typed. */
const PASSWORD_MIN = 8;
const PASSWORD_MAX = 256;

export type PasswordRecord = {
  readonly algorithm: 'argon2id';
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
  /** Base64. */
  readonly salt: string;
  readonly hash: string;
};

const argon2Async = promisify(argon2);

const hashOf = async (password: string, record: Omit<PasswordRecord, 'hash'>): Promise<Buffer> =>
  argon2Async(record.algorithm, {
    message: password,
    nonce: Buffer.from(record.salt, 'base64'),
    parallelism: record.parallelism,
    memory: record.memoryKib,
    passes: record.passes,
    tagLength: HASH_BYTES,
  });

/** What is wrong with a new password, or null. */
export const passwordFault = (password: string): string | null =>
  password.length < PASSWORD_MIN || password.length > PASSWORD_MAX
    ? `A password has ${PASSWORD_MIN} to ${PASSWORD_MAX} characters.`
    : null;

export const hashPassword = async (
  password: string,
  random: (length: number) => Uint8Array,
): Promise<PasswordRecord> => {
  const salt = Buffer.from(random(SALT_BYTES)).toString('base64');
  const record = { algorithm: 'argon2id', ...PARAMETERS, salt } as const;
  return { ...record, hash: (await hashOf(password, record)).toString('base64') };
};

export const isPassword = async (password: string, record: PasswordRecord): Promise<boolean> => {
  if (password.length > PASSWORD_MAX) return false;
  return timingSafeEqual(await hashOf(password, record), Buffer.from(record.hash, 'base64'));
};

const FILE = 'owner-password';

/** The stored hash, or null where no password was ever set. Throws what reading throws, and on a damaged file. */
export const readPassword = async (folder: string): Promise<PasswordRecord | null> => {
  let text: string;
  try {
    text = await readFile(join(folder, FILE), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const record = JSON.parse(text) as PasswordRecord;
  if (record.algorithm !== 'argon2id') throw new Error(`${FILE} is not one of ours`);
  return record;
};

/** Replaces the stored hash; sessions that were opened with another one end. */
export const writePassword = async (folder: string, record: PasswordRecord): Promise<void> => {
  const fresh = join(folder, `${FILE}.new`);
  await writeFile(fresh, JSON.stringify(record), { mode: 0o600, flush: true });
  await rename(fresh, join(folder, FILE));
};
