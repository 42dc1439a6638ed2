import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { toHex, utf8 } from '../cbor/bytes.ts';
import { Fault } from '../fault.ts';
import { sha256 } from '../key/hash.ts';
import { MORNING_MS, type Opened, type TestChain, until } from '../till/chain.fixture.ts';
import { tillModels } from '../till/story.fixture.ts';
import { makeBackup } from './make-backup.ts';
import { type Opener, restore, type Restored } from './restore.ts';

/** A folder for backups inside that of the chain. */
export const stickOf = (chain: TestChain): string => {
  const folder = join(chain.folder, 'stick');
  mkdirSync(folder, { recursive: true });
  return folder;
};

/** Backs a till up and gives the file; the test fails when it was not made. */
export const backUp = async (chain: TestChain, code = 'H1', nowMs = MORNING_MS): Promise<string> => {
  const result = await makeBackup({ data: chain.folderOf(code), to: stickOf(chain), nowMs });
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.message}`);
  return result.done.file;
};

export const sheetOf = ({ chain }: TestChain): Opener => ({ kind: 'sheet', text: chain.recoverySheet });

let restores = 0;
/** Restores into a folder of its own inside that of the chain. */
export const restoreInto = (
  chain: TestChain,
  from: string,
  opener: Opener = sheetOf(chain),
): Restored & { readonly folder: string } => {
  restores += 1;
  const folder = join(chain.folder, `restored-${restores}`);
  return { ...restore({ from, data: folder, opener }), folder };
};

/** The code with which something is refused, or `done`. */
export const refusal = (work: () => unknown): string => {
  try {
    work();
    return 'done';
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
};

/** What a device's folder lost: its till.db, its documents, or all. */
export const loseFiles = (folder: string, ...starts: readonly string[]): void => {
  for (const name of readdirSync(folder)) {
    if (starts.some((start) => name.startsWith(start))) rmSync(join(folder, name));
  }
};

const digestOf = (value: unknown): string => toHex(sha256(utf8(JSON.stringify(value)))).slice(0, 16);

/** A digest of each part of what a till shows and of what a person left open, but for who is signed in. */
export const figures = async ({ node }: Opened): Promise<Readonly<Record<string, string>>> => {
  await until(node, () => node.products(0, 1_000).length === node.productCount());
  // Numbers begin anew with a series.
  const { session: _session, documentNumbers: _numbers, ...state } = node.state();
  const { products, ...models } = tillModels(node);
  const parts = { ...state, ...models, products: products.toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, digestOf(part)]));
};

/** Those of a till restored from a file, which is opened and closed again. */
export const figuresOf = async (chain: TestChain, file: string) => {
  const restored = chain.open(restoreInto(chain, file).folder);
  const shown = await figures(restored);
  await chain.close(restored.node);
  return shown;
};
