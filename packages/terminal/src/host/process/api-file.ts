import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * How a script of the till's own user finds the local API: `api-address` and `api-token` in the data
 * folder, of this start only. Both are readable by that user alone.
 */
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
export const writeApiFiles = async (folder: string, address: string, token: string): Promise<void> => {
  await put(join(folder, TOKEN), token);
  await put(join(folder, ADDRESS), address);
};

export const removeApiFiles = async (folder: string): Promise<void> => {
  await rm(join(folder, ADDRESS), { force: true });
  await rm(join(folder, TOKEN), { force: true });
};
