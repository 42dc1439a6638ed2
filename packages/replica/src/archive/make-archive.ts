import type { LedgerFact } from '@tillmesh/model';
import { shopViewOf } from '../node/roster.ts';
import type { ShopView } from '../node/node-port.ts';
import type { ProductRow } from '../store/product-row.ts';
import { archiveFault, beginArchive, type ArchiveFolder } from './archive-folder.ts';
import { type HeldFolder, openHeldFolder } from './held-folder.ts';
import { writeManifest, writeOpenData } from './write-archive.ts';

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

export type ArchiveDone = {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
  readonly objects: number;
  readonly documents: number;
};

const AT_ONCE = 1_000;

function* factsOf({ store, reader }: HeldFolder): Generator<LedgerFact> {
  let position = 0;
  for (;;) {
    const found = store.entries.factsAfter(position, AT_ONCE);
    for (const { position: at, hash } of found) {
      position = at;
      const fact = reader(hash);
      if (fact !== null) yield fact;
    }
    if (found.length < AT_ONCE) return;
  }
}

function* productsOf({ store }: HeldFolder): Generator<{ readonly id: string; readonly row: ProductRow }> {
  let after = '';
  for (;;) {
    const ids = store.products.idsAfter(after, AT_ONCE);
    for (const id of ids) {
      after = id;
      const row = store.products.get(id);
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
    held.store.levels
      .allStock()
      .map(({ branch, product, milli }) => ({ branchId: branch, productId: product, milli })),
});

/**
 * Writes all that a till or reporter holds into a folder, in forms that need no program of ours: beside the device
 * that goes on, as it stands at one moment. The folder has its name only when all was written, synced and read back.
 * Throws Faults: `EXPORT-...`, and those of an unusable device folder.
 */
export const makeArchive = async (request: ArchiveRequest): Promise<ArchiveDone> => {
  const { data, to, readable } = request;
  const held = await openHeldFolder(data);
  let folder: ArchiveFolder | null = null;
  try {
    folder = beginArchive(to);
    const counts = await writeOpenData(held, folder, request);
    readable(shopOf(held), folder.write);
    const files = writeManifest(held, folder, request);
    folder.finish();
    return {
      folder: to,
      files: files.length,
      bytes: files.reduce((sum, { size }) => sum + size, 0),
      ...counts,
    };
  } catch (error) {
    folder?.abandon();
    throw archiveFault(to, error);
  } finally {
    held.close();
  }
};
