import { DatabaseSync } from 'node:sqlite';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as Automerge from '@automerge/automerge';
import { expect } from 'vitest';
import type { ReceiptView } from '../../packages/terminal/src/api/view.ts';
import { act } from '../../scripts/chain/cashier.ts';
import { Refused } from '../../scripts/chain/local-api.ts';
import { waitFor } from '../../scripts/chain/wait.ts';
import { differing, type Holder, missing, readDocuments, readHeld } from '../../scripts/verify/held.ts';
import { verifyFolder } from '../../scripts/verify/verify.ts';
import { stockAt } from './stock.ts';
import { type Journal, soldMilli, type Sold, sumMinor } from './journal.ts';
import { type ChaosShop, FLOAT_MINOR, OPENING_MILLI, productAt, PRODUCTS } from './shop.ts';
import type { ChaosTill } from './till.ts';

/** What a storm left to be fetched and checked takes its time on a busy machine. */
const AGREED_MS = 600_000;

/** Receipts asked for at once. */
const LANES = 4;

export const receiptAt = async (till: ChaosTill, saleId: string): Promise<ReceiptView | null> => {
  try {
    return await till.api().get<ReceiptView>(`/api/receipts/${saleId}`);
  } catch (error) {
    if (error instanceof Refused && error.code === 'RECEIPT-UNKNOWN') return null;
    throw error;
  }
};

const asSold = ({ label, totalMinor, lines }: ReceiptView) => ({
  label,
  totalMinor,
  lines: lines.map(({ name, quantityMilli }) => ({ name, quantityMilli })),
});
const asWished = ({ label, totalMinor, lines }: Sold) => ({
  label,
  totalMinor,
  lines: lines.map(({ product: { name }, quantityMilli }) => ({ name, quantityMilli })),
});

/** Each of these sales stands at the till as it was answered, with its money and its lines. */
export const expectReceipts = async (till: ChaosTill, sales: readonly Sold[]): Promise<void> => {
  const waiting = [...sales];
  const lane = async (): Promise<void> => {
    for (let sale = waiting.pop(); sale !== undefined; sale = waiting.pop()) {
      const receipt = await receiptAt(till, sale.saleId);
      const shown = receipt === null ? null : asSold(receipt);
      expect({ till: till.code, shown }).toEqual({ till: till.code, shown: asWished(sale) });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
};

export const tagOf = (label: string): string => label.split('-').slice(0, -1).join('-');
export const numberOf = (label: string): number => Number(label.split('-').at(-1));

/** Numbers are 1..n in each series; gives the series' tags. */
export const expectNumbers = (sales: readonly Sold[]): readonly string[] => {
  const byTag = Map.groupBy(sales, ({ label }) => tagOf(label));
  for (const [tag, group] of byTag) {
    const numbers = group.map(({ label }) => numberOf(label)).toSorted((one, other) => one - other);
    expect([tag, ...numbers]).toEqual([tag, ...numbers.map((_, index) => index + 1)]);
  }
  return [...byTag.keys()];
};

const holdersOf = (tills: readonly ChaosTill[]): readonly Holder[] =>
  tills.map(({ code, branch, deviceId, folder }) => ({
    name: code,
    branch,
    deviceId,
    held: readHeld(folder),
  }));

const documentsOf = (tills: readonly ChaosTill[]): readonly string[] =>
  differing(tills.map(({ code, folder }) => ({ name: code, documents: readDocuments(folder) })));

/** How the processes of a till stand with the system, such as `H1/carrier: S (sleeping)`. */
const processesOf = (till: ChaosTill): readonly string[] =>
  Object.entries({ till: till.pid(), carrier: till.carrierPid() }).map(([name, pid]) => {
    const state =
      pid === null ? 'none' : /^State:\s+(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return `${till.code}/${name}: ${state ?? 'unknown'}`;
  });

/** Waits until every till holds all entries of its branch and the same in every document. */
export const untilAgreed = (tills: readonly ChaosTill[], timeoutMs = AGREED_MS): Promise<true> => {
  let open: readonly string[] = [];
  return waitFor('all tills hold the same', timeoutMs, () => {
    open = missing(holdersOf(tills));
    if (open.length === 0) open = documentsOf(tills);
    return open.length === 0 ? true : null;
  }).catch(async (error: unknown) => {
    const shown = await Promise.all(tills.map((till) => till.syncView()));
    const words = shown.flatMap(({ items }, index) =>
      items.map(({ text }) => `${tills[index]?.code}: ${text}`),
    );
    throw new Error([String(error), ...open, ...words, ...tills.flatMap(processesOf)].join('\n'), {
      cause: error,
    });
  });
};

/** What each product's level has to be at a branch: what it opened with less what its tills sold, by the journal's own sum. */
const wantedLevels = (shop: ChaosShop, journal: Journal, branch: string): ReadonlyMap<string, number> => {
  const codes = shop.tills.filter((till) => till.branch === branch).map(({ code }) => code);
  const sales = journal.sold().filter((sale) => codes.includes(sale.till));
  const openedMilli = branch === shop.tills[0]?.branch ? OPENING_MILLI : 0;
  return new Map(PRODUCTS.map((product) => [product.sku, openedMilli - soldMilli(sales, product)]));
};

/** The sku of each product by its id, as stopped folders name it. */
const productIdsAt = async (till: ChaosTill): Promise<ReadonlyMap<string, string>> => {
  const hits = await Promise.all(PRODUCTS.map((product) => productAt(till, product)));
  return new Map(hits.flatMap((hit) => (hit === null ? [] : [[hit.id, hit.sku] as const])));
};

/** Each till shows its branch's levels as they have to be. */
const expectLevels = async (shop: ChaosShop, journal: Journal): Promise<void> => {
  for (const till of shop.tills) {
    const wanted = wantedLevels(shop, journal, till.branch);
    for (const product of PRODUCTS) {
      const level = (await productAt(till, product))?.stockMilli;
      const what = `${product.name} at ${till.code}`;
      expect({ [what]: level }).toEqual({ [what]: wanted.get(product.sku) });
    }
  }
};

/** What stopped tills keep of every branch: published slots, and for their own branch the entries too. */
const expectStock = async (
  shop: ChaosShop,
  journal: Journal,
  skus: ReadonlyMap<string, string>,
): Promise<void> => {
  for (const till of shop.tills) {
    for (const { branch, levels } of await stockAt(till.folder)) {
      const wanted = wantedLevels(shop, journal, branch);
      for (const { productId, entriesMilli, slotsMilli } of levels) {
        const sku = skus.get(productId) ?? productId;
        const what = `${sku} of ${branch} at ${till.code}`;
        // Of another branch a till holds what was published, and no entries.
        const shown = branch === till.branch ? { entriesMilli, slotsMilli } : { slotsMilli };
        const level = wanted.get(sku);
        const due =
          branch === till.branch ? { entriesMilli: level, slotsMilli: level } : { slotsMilli: level };
        expect({ [what]: shown }).toEqual({ [what]: due });
      }
    }
  }
};

/** Closes the shift with what this test counted beside the float: nothing is over or short. */
export const expectDrawer = async (till: ChaosTill, cashMinor: number): Promise<void> => {
  const [closed] = await act(till.api(), { kind: 'shift.close', countedMinor: FLOAT_MINOR + cashMinor });
  expect({ till: till.code, closed }).toMatchObject({ closed: { kind: 'z', varianceMinor: 0 } });
};

const rowsOf = (file: string, sql: string): readonly Record<string, unknown>[] => {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
};

const isWhole = (file: string): boolean =>
  rowsOf(file, 'PRAGMA integrity_check').every((row) => row['integrity_check'] === 'ok');

/** Every stored document is loaded by Automerge itself; gives how many there are. */
const loadDocuments = (file: string): number => {
  const parts = rowsOf(file, 'SELECT key, data FROM chunk ORDER BY id').map(({ key, data }) => {
    const [document = '', kind = ''] = Buffer.from(key as Uint8Array)
      .toString()
      .split('\0');
    return { document, kind, bytes: data as Uint8Array };
  });
  const contents = parts.filter(({ kind }) => kind === 'snapshot' || kind === 'incremental');
  const documents = [...Map.groupBy(contents, ({ document }) => document).values()];
  for (const chunks of documents) Automerge.load(Buffer.concat(chunks.map(({ bytes }) => bytes)));
  return documents.length;
};

export const SOUND = { gaps: 0, forks: 0, badSignatures: 0, unreadable: 0 } as const;

/** Over the files of tills that were stopped: chains, stock, both databases, and each document. */
const expectWholeFolders = async (
  shop: ChaosShop,
  journal: Journal,
  skus: ReadonlyMap<string, string>,
): Promise<number> => {
  let documents = 0;
  await expectStock(shop, journal, skus);
  for (const { folder, code } of shop.tills) {
    const { sum, unreadable } = verifyFolder(folder);
    expect({ code, ...sum, unreadable }).toMatchObject({ code, ...SOUND });
    for (const name of ['till.db', 'documents.db'])
      expect([code, name, isWhole(join(folder, name))]).toEqual([code, name, true]);
    documents += loadDocuments(join(folder, 'documents.db'));
  }
  expect(documents).toBeGreaterThan(0);
  return documents;
};

/**
 * What every suite ends with: receipts at each till of a branch, the numbers of each till in one series, levels and
 * drawers; then all stop, and their folders are whole. Gives how many documents were loaded.
 */
export const expectOneShop = async (shop: ChaosShop, journal: Journal): Promise<number> => {
  for (const till of shop.tills) {
    const branch = shop.tills.filter((other) => other.branch === till.branch).map(({ code }) => code);
    await expectReceipts(
      till,
      journal.sold().filter((sale) => branch.includes(sale.till)),
    );
    // One series: nothing of its own had to come back to it from others. Some sell nothing.
    const own = journal.sold(till.code);
    expect(expectNumbers(own)).toHaveLength(Math.min(1, own.length));
  }
  await expectLevels(shop, journal);
  for (const till of shop.tills) await expectDrawer(till, sumMinor(journal.sold(till.code)));
  await untilAgreed(shop.tills);
  const [first] = shop.tills;
  if (first === undefined) throw new Error('a shop without a till');
  const skus = await productIdsAt(first);
  await Promise.all(shop.tills.map((till) => till.stop()));
  return expectWholeFolders(shop, journal, skus);
};
