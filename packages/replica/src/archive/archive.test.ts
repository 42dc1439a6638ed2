import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Encrypt0, Sign1 } from '@auth0/cose';
import { type AutomergeUrl, Repo } from '@automerge/automerge-repo';
import { NodeFSStorageAdapter } from '@automerge/automerge-repo-storage-nodefs';
import { decodeFirst } from 'cborg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCarrier } from '../carrier/carrier.ts';
import { toHex } from '../cbor/bytes.ts';
import { holdArchive } from '../node/folder-lock.ts';
import { type Opened, productPut, putProducts, sell, TestChain } from '../till/chain.fixture.ts';
import { exportOf, jsonOf, keysIn, publicKeyOf, refusalOf } from './archive.fixture.ts';
import type { ArchivedDocument } from './document-file.ts';

let chain: TestChain;
let till: Opened;
const target = (): string => join(chain.folder, 'archive');
beforeEach(async () => {
  chain = await TestChain.make();
  till = chain.open('H1', { carrier: createCarrier });
  await chain.openShop(till);
  await putProducts(till, productPut(till, 1), productPut(till, 2));
});
afterEach(() => chain.end());

/** Tag 18 says that a COSE_Sign1 follows; this library wants to know what to make of it. */
const CBOR = { useMaps: true, tags: { 18: (inner: () => unknown): unknown => inner() } };

/** The items of a CBOR sequence, in their own bytes. */
const itemsIn = (file: string): readonly Uint8Array[] => {
  const items: Uint8Array[] = [];
  for (let rest: Uint8Array = readFileSync(file); rest.length > 0;) {
    const [, left] = decodeFirst(rest, CBOR);
    items.push(rest.subarray(0, rest.length - left.length));
    rest = left;
  }
  return items;
};

const protectedOf = (item: Uint8Array): Uint8Array => {
  const [parts] = decodeFirst(item, CBOR) as [readonly Uint8Array[], Uint8Array];
  return parts[0] ?? new Uint8Array(0);
};

const signedFiles = (kind: string): readonly string[] => {
  const folder = join(target(), 'signed', kind);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => join(item.parentPath, item.name));
};

it('[EXPORT-01] an independent implementation verifies every signed object with the public keys alone', async () => {
  await sell(till, 1, 2);
  const done = await exportOf(chain, 'H1');
  const keys = keysIn(target(), 'public-keys.json');
  let verified = 0;
  for (const file of ['ledger', 'registry', 'directory', 'catalog', 'stock'].flatMap(signedFiles)) {
    for (const bytes of itemsIn(file)) {
      const object = Sign1.decode(bytes);
      const jwk = keys.get(toHex(object.kid ?? new Uint8Array(0)));
      if (jwk === undefined) throw new Error(`nobody is known to have signed what stands in ${file}`);
      await object.verify(publicKeyOf(jwk));
      verified += 1;
    }
  }
  expect(verified).toBe(done.signed);
  expect(done).toMatchObject({ unverified: 0, leftOut: [] });
  expect(signedFiles('ledger').flatMap(itemsIn).length).toBeGreaterThanOrEqual(4);
});

it('[EXPORT-01] without the data keys nobody reads it, with them an independent implementation does', async () => {
  await sell(till, 1);
  await exportOf(chain, 'H1', { withKeys: true });
  const keys = keysIn(target(), 'data-keys.json');
  const opened: string[] = [];
  for (const bytes of signedFiles('ledger').flatMap(itemsIn)) {
    const object = Sign1.decode(bytes);
    const sealed = Encrypt0.decode(object.payload);
    const kid = Buffer.from(object.protectedHeaders.get(-65543) as Uint8Array).toString('hex');
    const key = Buffer.from(keys.get(kid)?.k ?? '', 'base64url');
    const aad = protectedOf(bytes);
    const plain = await sealed.decrypt(key, { externalAAD: aad });
    opened.push(Buffer.from(plain).toString('latin1'));
    await expect(sealed.decrypt(Buffer.alloc(32, 1), { externalAAD: aad })).rejects.toThrow(
      /decrypt|authenticate/i,
    );
  }
  expect(opened.some((text) => text.includes('Product 1'))).toBe(true);
  const all = readdirSync(target(), { recursive: true, withFileTypes: true }).filter((item) => item.isFile());
  for (const word of ['Product 1', 'Harbour', 'Amelia']) {
    const showing = all.filter(({ parentPath, name }) => readFileSync(join(parentPath, name)).includes(word));
    expect([word, showing]).toEqual([word, []]);
  }
});

it('[EXPORT-01] what was superseded is in it too, and what no key verifies lies apart', async () => {
  await exportOf(chain, 'H1', { to: join(chain.folder, 'before') });
  await putProducts(till, productPut(till, 1, { priceMinor: 500 }));
  const stranger = await TestChain.make();
  const theirs = stranger.open('H1');
  await stranger.openShop(theirs);
  const database = new DatabaseSync(join(stranger.folderOf('H1'), 'till.db'), { readOnly: true });
  const foreign = database.prepare("SELECT bytes FROM object WHERE document LIKE 'ledger/%'").get();
  database.close();
  await chain.close(till.node);
  const own = new DatabaseSync(join(chain.folderOf('H1'), 'till.db'));
  const bytes = foreign?.['bytes'] as Uint8Array;
  own
    .prepare(
      "INSERT INTO object (hash, document, key, current, state, bytes) VALUES (?, 'registry/0', '', 1, 0, ?)",
    )
    .run(createHash('sha256').update(bytes).digest(), bytes);
  own.close();
  const done = await exportOf(chain, 'H1');
  expect(done.unverified).toBe(1);
  const [file = ''] = readdirSync(join(target(), 'unverified', 'registry', '0'));
  expect(Buffer.from(bytes).equals(readFileSync(join(target(), 'unverified', 'registry', '0', file)))).toBe(
    true,
  );
  const values = (folder: string): number =>
    readdirSync(join(folder, 'signed', 'catalog'), { recursive: true, withFileTypes: true })
      .filter((item) => item.isFile())
      .flatMap(({ parentPath, name }) => itemsIn(join(parentPath, name))).length;
  expect(values(target())).toBe(values(join(chain.folder, 'before')) + 1);
  await stranger.end();
});

it('[EXPORT-02] plain automerge-repo opens the documents, and they hold what till.db holds', async () => {
  await sell(till, 1);
  const { documents } = await exportOf(chain, 'H1');
  const listed = jsonOf(target(), 'documents.json') as readonly ArchivedDocument[];
  expect(listed).toHaveLength(documents);
  const repo = new Repo({ storage: new NodeFSStorageAdapter(join(target(), 'documents')) });
  for (const { url, kind, parts, objects } of listed) {
    const handle = await repo.find<Record<string, unknown>>(url as AutomergeUrl);
    const values = Object.values(handle.doc()).flatMap((part) =>
      Array.isArray(part) ? (part as unknown[]) : Object.values(part as Record<string, unknown>),
    );
    expect(values).toHaveLength(objects);
    const own = new Set(
      values.map((bytes) =>
        createHash('sha256')
          .update(bytes as Uint8Array)
          .digest('hex'),
      ),
    );
    const file = join(target(), 'signed', `${[kind, ...parts].join('/')}.cborseq`);
    const signed = itemsIn(file).map((bytes) => createHash('sha256').update(bytes).digest('hex'));
    expect(new Set(signed)).toEqual(own);
  }
  expect(listed.map(({ kind }) => kind)).toContain('ledger');
  await repo.shutdown();
});

it('[EXPORT-02] what the documents do not hold yet is in the archive all the same', async () => {
  // This carrier never gets ready: there is no documents.db at all.
  const alone = chain.open('H2');
  await chain.openShop(alone);
  await exportOf(chain, 'H2');
  const listed = jsonOf(target(), 'documents.json') as readonly ArchivedDocument[];
  const { seriesId } = alone.node.till();
  expect(listed.find(({ parts }) => parts[0] === seriesId)?.objects).toBe(alone.node.status().ownSequence);
});

/** The prices that stand under the key of each product's price, in plain automerge-repo's eyes. */
const standing = async (folder: string): Promise<readonly string[]> => {
  const listed = jsonOf(folder, 'documents.json') as readonly ArchivedDocument[];
  const repo = new Repo({ storage: new NodeFSStorageAdapter(join(folder, 'documents')) });
  const found: string[] = [];
  for (const { url } of listed.filter(({ kind }) => kind === 'catalog')) {
    const handle = await repo.find<Record<string, Record<string, Uint8Array>>>(url as AutomergeUrl);
    for (const bucket of Object.values(handle.doc()))
      for (const bytes of Object.values(bucket)) found.push(createHash('sha256').update(bytes).digest('hex'));
  }
  await repo.shutdown();
  return found.sort();
};

it('[EXPORT-02] of an older and a newer value under one key the newer stands, whichever of the two files has it', async () => {
  const folder = chain.folderOf('H1');
  const keep = (name: string): Buffer => readFileSync(join(folder, name));
  await chain.close(till.node);
  const older = { till: keep('till.db'), documents: keep('documents.db') };
  till = chain.open('H1', { carrier: createCarrier });
  await putProducts(till, productPut(till, 1, { priceMinor: 500 }));
  await chain.close(till.node);
  await exportOf(chain, 'H1', { to: join(chain.folder, 'whole') });
  const newer = keep('documents.db');
  const expected = await standing(join(chain.folder, 'whole'));
  writeFileSync(join(folder, 'documents.db'), older.documents);
  await exportOf(chain, 'H1', { to: join(chain.folder, 'old-documents') });
  expect(await standing(join(chain.folder, 'old-documents'))).toEqual(expected);
  // The other way round: the documents are ahead, and the archive must not take them back.
  writeFileSync(join(folder, 'documents.db'), newer);
  writeFileSync(join(folder, 'till.db'), older.till);
  await exportOf(chain, 'H1', { to: join(chain.folder, 'old-till') });
  expect(await standing(join(chain.folder, 'old-till'))).toEqual(expected);
});

it('[EXPORT-03] what cannot be read is left out, and said so', async () => {
  await sell(till, 1);
  await chain.close(till.node);
  const database = new DatabaseSync(join(chain.folderOf('H1'), 'till.db'));
  database.exec(
    "UPDATE object SET bytes = x'00' || bytes WHERE position = (SELECT max(position) FROM object WHERE document LIKE 'ledger/%')",
  );
  database.exec('UPDATE product SET value = zeroblob(40) WHERE id = (SELECT min(id) FROM product)');
  database.close();
  writeFileSync(join(chain.folderOf('H1'), 'documents.db'), 'no database');
  const products: string[] = [];
  const done = await exportOf(chain, 'H1', {
    readable: (held) => {
      for (const { id } of held.products()) products.push(id);
      for (const fact of held.facts()) expect(fact.entry).toHaveLength(64);
    },
  });
  expect(products).toHaveLength(1);
  expect([...done.leftOut].sort()).toEqual([
    'entries that cannot be opened: 1',
    'objects that rotted on the disk: 1',
    'products whose row is damaged: 1',
    'saved histories of documents, since documents.db is damaged: 1',
  ]);
  expect(jsonOf(target(), 'manifest.json')).toMatchObject({ leftOut: done.leftOut });
});

it('[EXPORT-03] what a broken export left goes, and nothing else does', async () => {
  const unfinished = `${target()}.unfinished`;
  mkdirSync(unfinished);
  writeFileSync(join(unfinished, 'of-somebody'), 'else');
  expect(await refusalOf(() => exportOf(chain, 'H1'))).toBe('EXPORT-FOLDER-TAKEN');
  writeFileSync(join(unfinished, 'export-unfinished'), '');
  const letGo = holdArchive(join(unfinished, 'export-unfinished'), unfinished);
  expect(await refusalOf(() => exportOf(chain, 'H1'))).toBe('EXPORT-RUNNING');
  letGo();
  await exportOf(chain, 'H1', { to: `${target()}/` });
  expect(readdirSync(target())).not.toContain('of-somebody');
  expect(readdirSync(target())).not.toContain('export-unfinished');
});

it('[EXPORT-03] a folder has its name only when all is in it, and nothing is written over', async () => {
  await exportOf(chain, 'H1');
  const { files } = jsonOf(target(), 'manifest.json') as {
    readonly files: readonly { readonly path: string; readonly sha256: string }[];
  };
  for (const { path, sha256 } of files) {
    expect(
      createHash('sha256')
        .update(readFileSync(join(target(), path)))
        .digest('hex'),
    ).toBe(sha256);
  }
  expect(await refusalOf(() => exportOf(chain, 'H1'))).toBe('EXPORT-FOLDER-TAKEN');
  const meanwhile = join(chain.folder, 'meanwhile');
  const overtaken = exportOf(chain, 'H1', { to: meanwhile, readable: () => mkdirSync(meanwhile) });
  expect(await refusalOf(() => overtaken)).toBe('EXPORT-FOLDER-TAKEN');
  expect(existsSync(`${meanwhile}.unfinished`)).toBe(false);
  const broken = exportOf(chain, 'H1', {
    to: join(chain.folder, 'other'),
    readable: () => {
      throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', syscall: 'write' });
    },
  });
  expect(await refusalOf(() => broken)).toBe('EXPORT-FOLDER-FULL');
  expect(readdirSync(chain.folder).filter((name) => name.startsWith('other'))).toEqual([]);
  expect(readdirSync(chain.folderOf('H1')).filter((name) => /^export-.*db/.test(name))).toEqual([]);
});

it('[EXPORT-03] I12: a till sells while it is exported, and what it answered before is in it', async () => {
  const before = till.node.status().ownSequence;
  const exported = exportOf(chain, 'H1');
  await sell(till, 2);
  await exported;
  const { seriesId } = till.node.till();
  const own = itemsIn(join(target(), 'signed', 'ledger', seriesId, '0.cborseq'));
  expect(own.length).toBeGreaterThanOrEqual(before);
});

it('[EXPORT-03] a folder without a till.db is told by code', async () => {
  expect(await refusalOf(() => exportOf(chain, 'relay'))).toBe('EXPORT-SOURCE-DAMAGED');
  writeFileSync(join(chain.folderOf('S1'), 'till.db'), 'no database');
  expect(await refusalOf(() => exportOf(chain, 'S1'))).toBe('EXPORT-SOURCE-DAMAGED');
});
