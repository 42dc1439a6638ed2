import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  applyChanges,
  change,
  type Doc,
  getAllChanges,
  getLastLocalChange,
  getMissingDeps,
  init,
  load,
  save,
} from '@automerge/automerge';
import { NodeFSStorageAdapter } from '@automerge/automerge-repo-storage-nodefs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCarrier } from '../carrier/carrier.ts';
import { SqliteChunkTable } from '../chunk-store/sqlite-chunk-table.ts';
import { genesisOf } from '../document/genesis.ts';
import {
  LOOPBACK,
  type Opened,
  productPut,
  putProducts,
  sell,
  TestChain,
  until,
} from '../till/chain.fixture.ts';
import { tillModels } from '../till/story.fixture.ts';
import { exportOf, jsonOf, refusalOf } from './archive.fixture.ts';
import type { ArchivedDocument } from './document-file.ts';
import { importArchive } from './import-archive.ts';

type Objects = { objects: Uint8Array[] };

let chain: TestChain;
let till: Opened;
const archive = (): string => join(chain.folder, 'archive');
const importInto = (code: string) => importArchive({ from: archive(), data: chain.folderOf(code) });
beforeEach(async () => {
  chain = await TestChain.make();
  till = chain.open('H1', { carrier: createCarrier, listen: LOOPBACK });
  await chain.openShop(till);
  await putProducts(till, productPut(till, 1), productPut(till, 2));
});
afterEach(() => chain.end());

it('[EXPORT-04] a blank till has what the archive holds, shows it, and sells', async () => {
  const sold = await sell(till, 1, 2);
  await exportOf(chain, 'H1');
  const { documents } = await importInto('H2');
  expect(documents).toBeGreaterThan(3);
  const blank = chain.open('H2', { carrier: createCarrier });
  await until(blank.node, () => blank.node.receipt(sold) !== null);
  await until(blank.node, () => blank.node.products(0, 10).length === 2);
  expect(blank.node.receipt(sold)).toEqual(till.node.receipt(sold));
  expect(tillModels(blank.node).products).toEqual(tillModels(till.node).products);
  await chain.openShop(blank);
  expect(blank.node.receipt(await sell(blank, 1))).not.toBeNull();
});

it('[EXPORT-04] it goes on with its peers from there: nobody is named, nothing stands twice in a document', async () => {
  await sell(till, 1);
  // What its documents did not hold yet would be put in by the archive, and once more by the till.
  await chain.close(till.node);
  await exportOf(chain, 'H1');
  await importInto('H2');
  till = chain.open('H1', { carrier: createCarrier, listen: LOOPBACK });
  const later = await sell(till, 2);
  const port = (): number | null => till.node.status().port;
  await until(till.node, () => port() !== null);
  const dial = [{ host: '127.0.0.1', port: port() ?? 0 }];
  const blank = chain.open('H2', { carrier: createCarrier, dial });
  await until(blank.node, () => blank.node.receipt(later) !== null);
  for (const { node } of [till, blank]) expect(node.status().exceptions).toEqual([]);
  await chain.close(blank.node);
  await exportOf(chain, 'H2', { to: join(chain.folder, 'again') });
  const listed = jsonOf(join(chain.folder, 'again'), 'documents.json') as readonly ArchivedDocument[];
  const { seriesId } = till.node.till();
  const ledger = listed.find(({ parts }) => parts[0] === seriesId);
  const id = ledger?.url.replace('automerge:', '') ?? '';
  const [chunk] = await new NodeFSStorageAdapter(join(chain.folder, 'again', 'documents')).loadRange([id]);
  const { objects } = load<{ objects: unknown[] }>(chunk?.data ?? new Uint8Array(0));
  expect(objects).toHaveLength(ledger?.objects ?? 0);
});

it('[EXPORT-05] a device that has run, another organisation and a damaged archive are told apart, and change nothing', async () => {
  await exportOf(chain, 'H1');
  expect(await refusalOf(() => importInto('H1'))).toBe('DEVICE-IN-USE');
  const other = await TestChain.make();
  expect(await refusalOf(() => importArchive({ from: archive(), data: other.folderOf('H2') }))).toBe(
    'ARCHIVE-FOREIGN',
  );
  await other.end();
  await chain.close(till.node);
  expect(await refusalOf(() => importInto('H1'))).toBe('IMPORT-NOT-BLANK');
  const before = readdirSync(chain.folderOf('H2')).sort();
  const { files } = jsonOf(archive(), 'manifest.json') as {
    readonly files: readonly { readonly path: string }[];
  };
  for (const { path } of files) {
    const full = join(archive(), path);
    const whole = readFileSync(full);
    const flipped = Uint8Array.from(whole);
    flipped[Math.floor(flipped.length / 2)]! ^= 1;
    writeFileSync(full, flipped);
    expect([path, await refusalOf(() => importInto('H2'))]).toEqual([path, 'ARCHIVE-DAMAGED']);
    rmSync(full);
    expect([path, await refusalOf(() => importInto('H2'))]).toEqual([path, 'ARCHIVE-DAMAGED']);
    writeFileSync(full, whole);
    // What a file manager leaves beside it is nobody's.
    writeFileSync(join(full, '..', `._${basename(full)}`), 'side');
  }
  const manifest = readFileSync(join(archive(), 'manifest.json'), 'utf8');
  writeFileSync(join(archive(), 'manifest.json'), manifest.replace('archive/1', 'archive/2'));
  expect(await refusalOf(() => importInto('H2'))).toBe('ARCHIVE-NEWER');
  writeFileSync(
    join(archive(), 'manifest.json'),
    manifest.replace('public-keys.json', '../public-keys.json'),
  );
  expect(await refusalOf(() => importInto('H2'))).toBe('ARCHIVE-DAMAGED');
  writeFileSync(join(archive(), 'manifest.json'), manifest.replace(/"files": \[[^]*\]/, '"files": []'));
  expect(await refusalOf(() => importInto('H2'))).toBe('ARCHIVE-DAMAGED');
  writeFileSync(join(archive(), 'manifest.json'), manifest.replace('public-keys.json', 'a\\u0000b'));
  expect(await refusalOf(() => importInto('H2'))).toBe('ARCHIVE-DAMAGED');
  writeFileSync(join(archive(), 'manifest.json'), manifest);
  writeFileSync(join(chain.folderOf('H2'), 'documents.db-wal'), 'of a database that is gone');
  expect(await refusalOf(() => importInto('H2'))).toBe('IMPORT-NOT-BLANK');
  rmSync(join(chain.folderOf('H2'), 'documents.db-wal'));
  expect(
    readdirSync(chain.folderOf('H2'))
      .filter((name) => !name.includes('lock'))
      .sort(),
  ).toEqual(before);
});

/** Puts other bytes in a document's place in the archive, and makes the manifest fit. */
const forge = async (kind: string, make: (document: Doc<Objects>) => Uint8Array): Promise<void> => {
  const listed = jsonOf(archive(), 'documents.json') as readonly ArchivedDocument[];
  const id = listed.find((one) => one.kind === kind)?.url.replace('automerge:', '') ?? '';
  const storage = new NodeFSStorageAdapter(join(archive(), 'documents'));
  const [chunk] = await storage.loadRange([id]);
  const data = make(load<Objects>(chunk?.data ?? new Uint8Array(0)));
  for (const { key } of await storage.loadRange([id])) await storage.remove(key);
  await storage.save([id, 'snapshot', 'forged'], data);
  const manifest = jsonOf(archive(), 'manifest.json') as { files: { path: string }[] };
  const others = manifest.files.map(({ path }) => path).filter((path) => !path.includes(id.slice(2)));
  const files = [...others, `documents/${id.slice(0, 2)}/${id.slice(2)}/snapshot/forged`].map((path) => {
    const bytes = readFileSync(join(archive(), path));
    return { path, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
  writeFileSync(join(archive(), 'manifest.json'), JSON.stringify({ ...manifest, files }));
};

it('[EXPORT-05] what a peer may not send, an archive may not hold: whoever imports it would pass it on', async () => {
  await sell(till, 1);
  await exportOf(chain, 'H1');
  const whole = readFileSync(join(archive(), 'manifest.json'));
  const put = (draft: Objects): void => void draft.objects.push(Uint8Array.of(1, 2, 3));
  await forge('ledger', (document) => save(change(document, put)));
  expect(await refusalOf(() => importInto('H2'))).toBe('ARCHIVE-REFUSED');
  expect(existsSync(join(chain.folderOf('H2'), 'documents.db'))).toBe(false);
  await chain.close(till.node);
  rmSync(archive(), { recursive: true });
  await exportOf(chain, 'H1');
  expect(readFileSync(join(archive(), 'manifest.json')).length).toBeGreaterThan(whole.length / 2);
  await forge('ledger', (document) => save(change(document, ({ objects }) => void objects.splice(0, 1))));
  expect(await refusalOf(() => importInto('H2'))).toBe('ARCHIVE-REFUSED');
});

it('[EXPORT-05] a change that waits in an archive for one that is left out is not taken up', async () => {
  await sell(till, 1);
  await sell(till, 2);
  await exportOf(chain, 'H1');
  let left = 0;
  await forge('ledger', (document) => {
    const changes = getAllChanges(document);
    const [genesis] = getAllChanges(load(genesisOf('ledger')));
    expect(changes).toContainEqual(genesis);
    const evil = change(document, ({ objects }) => void objects.push(Uint8Array.of(1, 2, 3)));
    const [without] = applyChanges(init<Objects>(), changes.slice(0, -1));
    left = without.objects.length;
    return Buffer.concat([save(without), getLastLocalChange(evil) ?? new Uint8Array(0)]);
  });
  await importInto('H2');
  const table = new SqliteChunkTable(join(chain.folderOf('H2'), 'documents.db'));
  const listed = jsonOf(archive(), 'documents.json') as readonly ArchivedDocument[];
  const id = listed.find(({ kind }) => kind === 'ledger')?.url.replace('automerge:', '') ?? '';
  const [row] = table.range([id, 'snapshot']);
  table.close();
  const taken = load<Objects>(row?.data ?? new Uint8Array(0));
  expect(getMissingDeps(taken, [])).toEqual([]);
  expect(taken.objects).toHaveLength(left);
});

it('[EXPORT-05] a till takes up no ledger of another branch', async () => {
  await sell(till, 1);
  await exportOf(chain, 'H1');
  const { documents, skipped } = await importInto('S1');
  expect(skipped).toBe(1);
  expect(documents).toBeGreaterThan(1);
});
