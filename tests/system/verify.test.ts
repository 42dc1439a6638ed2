import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { openTillNode, type TillNode } from '@tillmesh/replica';
import { createCarrier } from '@tillmesh/replica/carrier';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { freshCommandId } from '../../scripts/chain/cashier.ts';
import { makeChain } from '../../scripts/chain/make-chain.ts';
import { verifyFolder, type Verification } from '../../scripts/verify/verify.ts';
import { STAFF } from './chain/test-chain.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let folder: string;
/** Two folders of one till, taken after the same entry and used both: and the folder of another shop. */
let till: string;
let clone: string;
let stranger: string;

const openTill = (path: string): TillNode =>
  openTillNode({
    folder: path,
    clock: { nowMs: Date.now },
    listen: null,
    dial: [],
    carrier: createCarrier,
  });

const run = async (node: TillNode, ...bodies: readonly object[]): Promise<void> => {
  const replies = await node.execute(bodies.map((body) => ({ ...body, id: freshCommandId() })));
  for (const reply of replies) expect(reply).toMatchObject({ ok: true });
};

const shop = async (name: string): Promise<{ path: string; signIn: object }> => {
  const place = await makeChain(
    join(folder, name),
    { name, mark: 'real', branches: [{ name: 'Shop', country: 'GB', tills: ['T1'] }], staff: STAFF },
    Date.now(),
  );
  const [owner] = STAFF;
  const staffId = place.staff.find((person) => person.name === owner.name)?.id;
  return { path: place.tills[0]!.folder, signIn: { kind: 'session.sign-in', staffId, pin: owner.pin } };
};

const float = (floatMinor: number) => ({ kind: 'shift.open', floatMinor });
const close = (countedMinor: number) => ({ kind: 'shift.close', countedMinor });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-verify-'));
  const own = await shop('own');
  till = own.path;
  clone = join(folder, 'clone');
  const first = openTill(till);
  await run(first, own.signIn, float(1), close(1), float(2));
  await first.close();
  cpSync(till, clone, { recursive: true });
  for (const [path, counted] of [
    [till, 3],
    [clone, 4],
  ] as const) {
    const node = openTill(path);
    await run(node, close(counted), float(5));
    await node.close();
  }
  const other = await shop('other');
  stranger = other.path;
  const node = openTill(stranger);
  await run(node, other.signIn, float(1));
  await node.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of the till's folder to be damaged. */
let copy: string;
beforeEach(() => {
  copy = mkdtempSync(join(folder, 'copy-'));
  cpSync(till, copy, { recursive: true });
});

type Row = { document: string; hash: Uint8Array; bytes: Uint8Array };

const withDatabase = <T>(path: string, work: (database: DatabaseSync) => T): T => {
  const database = new DatabaseSync(join(path, 'till.db'));
  try {
    return work(database);
  } finally {
    database.close();
  }
};

/** The entries of a folder in the order of their sequence. */
const entriesOf = (path: string): readonly Row[] =>
  withDatabase(
    path,
    (database) =>
      database
        .prepare('SELECT document, object.hash, bytes FROM object JOIN entry USING (hash) ORDER BY sequence')
        .all() as unknown as Row[],
  );

const put = (path: string, { document, bytes }: Row): void =>
  withDatabase(path, (database) => {
    const hash = createHash('sha256').update(bytes).digest();
    database
      .prepare("INSERT INTO object (hash, document, key, current, state, bytes) VALUES (?, ?, '', 1, 1, ?)")
      .run(hash, document, bytes);
  });

const remove = (path: string, { hash }: Row): void =>
  withDatabase(path, (database) => void database.prepare('DELETE FROM object WHERE hash = ?').run(hash));

/** The command line, as a person runs it. */
const verify = (path: string): Promise<{ code: number; output: Verification & { ok: boolean } }> =>
  new Promise((resolve) => {
    const args = ['--disable-warning=ExperimentalWarning', 'scripts/verify.ts', '--data', path, '--json'];
    execFile(process.execPath, args, { cwd: ROOT }, (error, stdout) => {
      const output = JSON.parse(stdout) as Verification & { ok: boolean };
      resolve({ code: Number(error?.code ?? 0), output });
    });
  });

it('[VERIFY-01] whole chains are said to be whole, with the till by its code', async () => {
  const { code, output } = await verify(till);
  expect(code).toBe(0);
  expect(output).toMatchObject({
    ok: true,
    sum: { entries: 5, gaps: 0, forks: 0, badSignatures: 0 },
    unreadable: 0,
  });
  expect(output.series).toMatchObject([{ device: 'T1', entries: 5, last: 5 }]);
});

it('[VERIFY-02] I4: a missing entry is a gap', async () => {
  remove(copy, entriesOf(copy)[2]!);
  const { code, output } = await verify(copy);
  expect(code).toBe(1);
  expect(output).toMatchObject({ ok: false, sum: { entries: 4, gaps: 1, forks: 0, badSignatures: 0 } });
  expect(output.series[0]?.gaps).toEqual([{ from: 3, to: 3 }]);
});

it('[VERIFY-03] I4: any bit that was turned is noticed', () => {
  const entry = entriesOf(copy)[2]!;
  remove(copy, entry);
  for (let bit = 0; bit < entry.bytes.length * 8; bit += 97) {
    const bytes = Uint8Array.from(entry.bytes);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const damaged = { ...entry, bytes };
    put(copy, damaged);
    const { sum, unreadable } = verifyFolder(copy);
    expect(sum.badSignatures + unreadable).toBe(1);
    remove(copy, { ...damaged, hash: createHash('sha256').update(bytes).digest() });
  }
});

it('[VERIFY-04] I11: two entries in one place are a fork, whole on both branches', () => {
  const [closed, opened] = entriesOf(clone).slice(3);
  put(copy, closed!);
  put(copy, opened!);
  const verification = verifyFolder(copy);
  expect(verification.sum).toEqual({ entries: 7, gaps: 0, forks: 2, badSignatures: 0 });
  expect(verification.series[0]?.forks).toEqual([4, 5]);
});

it('[VERIFY-05] an entry of a device that the registry does not name counts as badly signed', () => {
  const [foreign] = entriesOf(stranger);
  put(copy, foreign!);
  expect(verifyFolder(copy).sum).toEqual({ entries: 6, gaps: 0, forks: 0, badSignatures: 1 });
});

it('[VERIFY-06] a ledger that holds something else says so', () => {
  put(copy, { ...entriesOf(copy)[0]!, bytes: Uint8Array.of(1, 2, 3) });
  expect(verifyFolder(copy)).toMatchObject({ unreadable: 1, sum: { gaps: 0, badSignatures: 0 } });
});
