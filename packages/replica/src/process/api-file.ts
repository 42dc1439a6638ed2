import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * How a script of a device's own user finds its API: `api-address` and `api-token` in the data folder,
 * of this start only. Both are readable by that user alone.
 */
export type ApiAccess = { readonly address: string; readonly token: string };

const ADDRESS = 'api-address';
const TOKEN = 'api-token';

const OWNER_ONLY = 0o600;

/** Whether a file of the data folder is one of these, whole or left behind. */
export const isApiFile = (name: string): boolean => name.startsWith(ADDRESS) || name.startsWith(TOKEN);

/** Whole or not at all: a reader never sees half a token. */
const put = async (file: string, text: string): Promise<void> => {
  const draft = `${file}.new`;
  await rm(draft, { force: true });
  await writeFile(draft, `${text}\n`, { mode: OWNER_ONLY, flag: 'wx' });
  await rename(draft, file);
};

/** The token is written before the address: who finds the address finds a token that fits. */
export const writeApiFiles = async (folder: string, { address, token }: ApiAccess): Promise<void> => {
  await put(join(folder, TOKEN), token);
  await put(join(folder, ADDRESS), address);
};

export const removeApiFiles = async (folder: string): Promise<void> => {
  await rm(join(folder, ADDRESS), { force: true });
  await rm(join(folder, TOKEN), { force: true });
};

/** What a process left here when it started; null when none runs on this folder. */
export const readApiFiles = async (folder: string): Promise<ApiAccess | null> => {
  try {
    const address = await readFile(join(folder, ADDRESS), 'utf8');
    return { address: address.trim(), token: (await readFile(join(folder, TOKEN), 'utf8')).trim() };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
};
