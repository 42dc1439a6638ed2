import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Encrypt0, Sign1 } from '@auth0/cose';
import { Repo } from '@automerge/automerge-repo';
import { NodeFSStorageAdapter } from '@automerge/automerge-repo-storage-nodefs';
import { decodeFirst } from 'cborg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCarrier } from '../carrier/carrier.ts';
import { toHex } from '../cbor/bytes.ts';
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
  expect(verified).toBe(done.objects);
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
  for (const { parentPath, name } of all)
    expect(readFileSync(join(parentPath, name)).includes('Product 1')).toBe(false);
});

it('[EXPORT-02] plain automerge-repo opens the documents, and they hold what till.db holds', async () => {
  await sell(till, 1);
  const { documents } = await exportOf(chain, 'H1');
  const listed = jsonOf(target(), 'documents.json') as readonly ArchivedDocument[];
  expect(listed).toHaveLength(documents);
  const repo = new Repo({ storage: new NodeFSStorageAdapter(join(target(), 'documents')) });
  for (const { url, kind, parts, objects } of listed) {
    const handle = await repo.find<Record<string, unknown>>(url as never);
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
  const broken = exportOf(chain, 'H1', {
    to: join(chain.folder, 'other'),
    readable: () => {
      throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', syscall: 'write' });
    },
  });
  expect(await refusalOf(() => broken)).toBe('EXPORT-FOLDER-FULL');
  expect(readdirSync(chain.folder).filter((name) => name.startsWith('other'))).toEqual([]);
  expect(readdirSync(chain.folderOf('H1')).filter((name) => name.includes('snapshot'))).toEqual([]);
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
