import { readFileSync } from 'node:fs';
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { Fault } from '../fault.ts';
import { MORNING_MS, type TestChain } from '../till/chain.fixture.ts';
import { type ArchiveDone, type ArchiveRequest, makeArchive } from './make-archive.ts';

/** Exports a device and gives what was told of it. */
export const exportOf = (
  chain: TestChain,
  code: string,
  more: Partial<ArchiveRequest> = {},
): Promise<ArchiveDone> =>
  makeArchive({
    data: chain.folderOf(code),
    to: join(chain.folder, 'archive'),
    atMs: MORNING_MS,
    withKeys: false,
    readable: () => undefined,
    ...more,
  });

/** The code with which something is refused, or `done`. */
export const refusalOf = async (work: () => Promise<unknown>): Promise<string> => {
  try {
    await work();
    return 'done';
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
};

export const jsonOf = (folder: string, name: string): unknown =>
  JSON.parse(readFileSync(join(folder, name), 'utf8'));

type Jwk = JsonWebKey & { readonly kid: string };

/** What stands in a file of keys, by key id. */
export const keysIn = (folder: string, name: string): ReadonlyMap<string, Jwk> => {
  const { keys } = jsonOf(folder, name) as { readonly keys: readonly Jwk[] };
  return new Map(keys.map((key) => [key.kid, key]));
};

export const publicKeyOf = (jwk: Jwk): KeyObject => createPublicKey({ key: jwk, format: 'jwk' });
