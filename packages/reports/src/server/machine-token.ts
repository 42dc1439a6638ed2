import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How scripts reach a running reporter: its address and the token of this start, readable by its user only. */
export type MachineAccess = { readonly address: string; readonly token: string };

const TOKEN_FILE = 'api-token';
const ADDRESS_FILE = 'api-address';

export const newMachineToken = (): string => randomBytes(32).toString('base64url');

/** Compared by digest, so that time tells nothing of the token. */
export const isMachineToken = (authorization: string | undefined, token: string): boolean => {
  const given = /^Bearer ([\w-]+)$/.exec(authorization ?? '')?.[1];
  if (given === undefined) return false;
  const digest = (value: string): Buffer => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(given), digest(token));
};

/** Whole or not at all: a reader never sees half a token. */
const put = async (file: string, text: string): Promise<void> => {
  const draft = `${file}.new`;
  await rm(draft, { force: true });
  await writeFile(draft, `${text}\n`, { mode: 0o600, flag: 'wx' });
  await rename(draft, file);
};

/** The token is written before the address: who finds the address finds a token that fits. */
export const writeMachineAccess = async (folder: string, access: MachineAccess): Promise<void> => {
  await put(join(folder, TOKEN_FILE), access.token);
  await put(join(folder, ADDRESS_FILE), access.address);
};

export const removeMachineAccess = async (folder: string): Promise<void> => {
  await rm(join(folder, ADDRESS_FILE), { force: true });
  await rm(join(folder, TOKEN_FILE), { force: true });
};

/** What a reporter left here when it started; null when none runs on this folder. */
export const readMachineAccess = async (folder: string): Promise<MachineAccess | null> => {
  try {
    const address = await readFile(join(folder, ADDRESS_FILE), 'utf8');
    return { address: address.trim(), token: (await readFile(join(folder, TOKEN_FILE), 'utf8')).trim() };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
};
