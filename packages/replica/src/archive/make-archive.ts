import type { LedgerFact } from '@tillmesh/model';
import { toHex } from '../cbor/bytes.ts';
import { Fault } from '../fault.ts';
import type { ShopView } from '../node/node-port.ts';
import { shopViewOf } from '../node/roster.ts';
import type { ProductRow } from '../store/product-row.ts';
import { archiveFault } from './archive-fault.ts';
import { type ArchiveFolder, beginArchive } from './archive-folder.ts';
import { type HeldFolder, openHeldFolder } from './held-folder.ts';
import { createLeftOut, type LeftOut } from './left-out.ts';
import { type OpenData, writeManifest, writeOpenData } from './write-archive.ts';

/** What a device shows of all it holds, for whoever writes it down in a form of their own. */
export type HeldShop = {
  readonly shop: () => ShopView;
  /** Of entries that count, in the order in which they came. */
  readonly facts: () => Iterable<LedgerFact>;
  readonly products: () => Iterable<{ readonly id: string; readonly row: ProductRow }>;
  /** Levels in thousandths, by the entries held here. */
  readonly stock: () => readonly {
    readonly branchId: string;
    readonly productId: string;
    readonly milli: number;
  }[];
};

export type ArchiveRequest = {
  /** The device folder. */
  readonly data: string;
  /** A folder that is not there yet. */
  readonly to: string;
  /** UTC milliseconds, written into the archive. */
  readonly atMs: number;
  /** With the keys that open what is sealed. */
  readonly withKeys: boolean;
  /** Adds what people read; `write` takes a path with slashes below the archive. */
  readonly readable: (held: HeldShop, write: ArchiveFolder['write']) => void;
};

export type ArchiveDone = OpenData & {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
  /** What could not be read and is therefore not in it, in words; mostly nothing. */
  readonly leftOut: readonly string[];
};

const AT_ONCE = 1_000;

/** What a damaged row holds is left out, and said so. */
const readable = <T>(leftOut: LeftOut, what: string, which: string, read: () => T): T | null => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'SEALED-VALUE-DAMAGED') throw error;
    leftOut.note(what, which);
    return null;
  }
};

function* factsOf({ store, reader, leftOut }: HeldFolder): Generator<LedgerFact> {
  let position = 0;
  for (;;) {
    const found = store.entries.factsAfter(position, AT_ONCE);
    for (const { position: at, hash } of found) {
      position = at;
      const fact = reader(hash);
      if (fact === null) leftOut.note('entries that cannot be opened', toHex(hash));
      else yield fact;
    }
    if (found.length < AT_ONCE) return;
  }
}

function* productsOf({
  store,
  leftOut,
}: HeldFolder): Generator<{ readonly id: string; readonly row: ProductRow }> {
  let after = '';
  for (;;) {
    const ids = store.products.idsAfter(after, AT_ONCE);
    for (const id of ids) {
      after = id;
      const row = readable(leftOut, 'products whose row is damaged', id, () => store.products.get(id));
      if (row !== null) yield { id, row };
    }
    if (ids.length < AT_ONCE) return;
  }
}

const shopOf = (held: HeldFolder): HeldShop => ({
  shop: () => shopViewOf(held.roster),
  facts: () => factsOf(held),
  products: () => productsOf(held),
  stock: () =>
    held.store.levels.keys().flatMap(({ branch, product }) => {
      const place = `${branch}/${product}`;
      const milli = readable(held.leftOut, 'stock levels whose row is damaged', place, () =>
        held.store.levels.stock(branch, product),
      );
      return milli === null ? [] : [{ branchId: branch, productId: product, milli }];
    }),
});

const writeAll = async (
  { data, atMs, withKeys, readable: write }: ArchiveRequest,
  folder: ArchiveFolder,
): Promise<Omit<ArchiveDone, 'folder'>> => {
  const leftOut = createLeftOut();
  const held = await openHeldFolder(data, leftOut);
  try {
    const counts = await writeOpenData(held, folder, withKeys);
    write(shopOf(held), folder.write);
    const files = writeManifest(held, folder, atMs);
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    return { ...counts, files: files.length, bytes, leftOut: leftOut.all() };
  } finally {
    held.close();
  }
};

/**
 * Writes all that a till or reporter holds into a folder, in forms that need no program of ours: beside the device
 * that goes on, as it stands at one moment. The folder has its name only when all was written, synced and read back.
 * Throws Faults: `EXPORT-...`, and those of an unusable device folder.
 */
export const makeArchive = async (request: ArchiveRequest): Promise<ArchiveDone> => {
  const { to } = request;
  let folder: ArchiveFolder | null = null;
  try {
    folder = beginArchive(to);
    const done = await writeAll(request, folder);
    folder.finish();
    return { folder: to, ...done };
  } catch (error) {
    throw archiveFault(to, error, folder?.abandon() ?? true);
  }
};
