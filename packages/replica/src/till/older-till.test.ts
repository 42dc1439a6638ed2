import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { decodeFact } from '@tillmesh/model';
import { toHex } from '../cbor/bytes.ts';
import { openDatabase } from '../database/database.ts';
import { refName } from '../document/document-ref.ts';
import { readDeviceFolder } from '../key/device-folder.ts';
import { sha256 } from '../key/hash.ts';
import { documentOfFact } from '../node/fact-document.ts';
import { registryRef } from '../node/document-map.ts';
import { deviceAtRest } from '../store/at-rest.ts';
import { documentTable } from '../store/document-table.ts';
import { entryTable } from '../store/entry-table.ts';
import { localTable } from '../store/local-table.ts';
import { OBJECT_STATE, objectTable } from '../store/object-table.ts';
import { TILL_MIGRATIONS } from '../store/schema.ts';
import { sealedRows } from '../store/sealed-row.ts';
import { Author } from './author.fixture.ts';
import { ONE_TILL, type Opened, TestChain } from './chain.fixture.ts';
import { V1_FACTS, V1_SALE, V1_SHIFTS, V1_STATE } from './version-1.fixture.ts';
import { inDrawer } from './look.fixture.ts';

let chain: TestChain;
let author: Author;
beforeEach(async () => {
  chain = await TestChain.make(ONE_TILL);
  author = new Author(chain, 'H1');
  writeOldFile();
});
afterEach(() => chain.end());

const fileOf = (): string => join(chain.folderOf('H1'), 'till.db');

/** A till.db of the schema before this one, as the program of then left it in the middle of a shift. */
const writeOldFile = (): void => {
  const { storageKey } = readDeviceFolder(chain.folderOf('H1'), { kind: 'file' });
  const atRest = deviceAtRest(storageKey);
  const rows = sealedRows(atRest);
  const database = openDatabase(fileOf(), TILL_MIGRATIONS.slice(0, 2));
  const objects = objectTable(database);
  const entries = entryTable(database);
  const documents = documentTable(database, atRest);
  const local = localTable(database, rows);
  const state = OBJECT_STATE.valid;
  const { bytes: stated } = author.seriesStatement().object;
  const document = refName(registryRef);
  objects.add({ hash: sha256(stated), document, key: null, current: true, state, bytes: stated });
  let previous: Uint8Array = new Uint8Array(0);
  for (const [index, { kind, version, body, shiftId }] of V1_FACTS.entries()) {
    const sequence = index + 1;
    const { ref, object, hash } = author.entry(sequence, previous, { kind, version, body }, { shiftId });
    const { bytes } = object;
    objects.add({ hash, document: refName(ref), key: null, current: true, state, bytes });
    entries.add(author.series, { sequence, hash, previous, utcMs: 0 });
    entries.countFact(hash);
    const read = decodeFact(kind, version, body);
    const made = read.status === 'valid' ? documentOfFact(read.fact) : null;
    if (made !== null) {
      const { id, document: numbered } = made;
      documents.put({ id, kind: numbered.kind, label: numbered.label, hash, utcMs: 0, sequence });
    }
    previous = hash;
  }
  database.exec("UPDATE document SET kind = 'refund' WHERE kind = 'credit-note'");
  database
    .prepare('INSERT INTO refunded (sale, part, value) VALUES (?, ?, ?)')
    .run(V1_SALE, 'line:1', rows.seal(`refunded/${V1_SALE}/line:1`, [1_000, 350]));
  local.put('series', author.series);
  for (const [part, value] of Object.entries(V1_STATE)) local.put(`state/${part}`, value);
  local.put('state/session', { staffId: chain.staffId('Amelia'), signedInAtMs: 0 });
  database.close();
};

const [CLOSED, OPEN] = V1_SHIFTS;
const CASH = { kind: 'payment.take', tender: 'cash', tenderedMinor: 10_000 } as const;
/** All that is folded from the facts. */
const folded = ({ node }: Opened) => ({
  receipt: node.receipt(V1_SALE),
  shifts: [CLOSED, OPEN].map((id) => [node.lookup.shift(id), node.lookup.uncounted(id)]),
  receipts: node.receipts(10),
});

it('[TILL-11] a till that an older version left in a shift, with a basket open, goes on where it was', async () => {
  const till = chain.open('H1');
  expect(till.node.state()).toMatchObject({
    shift: { shiftId: OPEN, number: 2, drawerId: till.node.self.deviceId, joined: false },
    basket: { lines: [{ name: 'Product 1', unitPriceMinor: 350 }] },
    documentNumbers: { receipt: { number: 2 }, 'credit-note': { number: 1 }, z: { number: 1 } },
  });
  expect(inDrawer(till)).toBe(5_000 + 350);
  const [paid] = await till.done(CASH);
  expect(paid).toMatchObject({ kind: 'paid', changeMinor: 10_000 - 350 });
  expect(till.node.receipt(paid?.kind === 'paid' ? (paid.saleId ?? '') : '')?.sale.document.number).toBe(3);
  const [z] = await till.done({ kind: 'shift.close', countedMinor: 5_700 });
  expect(z).toMatchObject({ kind: 'z', varianceMinor: 0 });
  const whole = till.node.document(OPEN)?.fact.fact;
  expect(whole?.kind === 'shift.closed' ? whole.totals.salesGrossMinor : null).toBe(700);
});

it('[FOLD-02] what an older version held is folded at the first start: refunds, shifts, grand totals, documents', async () => {
  const till = chain.open('H1');
  const { receipt, shifts } = folded(till);
  expect(receipt?.refundedLines.get(1)).toMatchObject({ quantityMilli: 1_000, netMinor: 292, taxMinor: 58 });
  const [closed, open] = shifts;
  expect(closed).toMatchObject([{ z: { deviceId: till.node.self.deviceId }, supplements: 0 }, []]);
  expect(open).toMatchObject([{ number: 2, z: null }, [{ part: { entries: 3, grandSalesMinor: 1_400 } }]]);
  expect(till.node.lookup.uncounted(OPEN)[0]?.part.grandRefundsMinor).toBe(350);
  const label = receipt?.sale.document.label.replace('-R-', '-C-') ?? '';
  const credit = till.node.document(label);
  expect(till.node.lookup.document(credit?.id ?? '')).toEqual({ kind: 'credit-note', label });
  const rest = { line: 1, quantityMilli: 1_000 };
  const refund = {
    kind: 'refund.with-receipt',
    saleId: V1_SALE,
    lines: [rest],
    restock: 'shop',
    reason: 'broken',
  } as const;
  expect(await till.refused({ kind: 'basket.cancel', reason: 'left' }, refund)).toBe('done');
  expect(await till.refused(refund)).not.toBe('done');
});

it('[FOLD-02] broken off it goes on, and done it is not done again', async () => {
  const till = chain.open('H1');
  const once = folded(till);
  await chain.close(till.node);
  const database = new DatabaseSync(fileOf());
  for (const table of [
    'level',
    'sale_part',
    'note',
    'shift_part',
    'shift_document',
    'series_total',
    'begun',
    'ended',
  ])
    database.exec(`DELETE FROM ${table}`);
  database.exec("DELETE FROM local WHERE name = 'folded'");
  const fail = (at: number): string =>
    `CREATE TRIGGER planted BEFORE INSERT ON shift_part WHEN (SELECT count(*) FROM sale_part) >= ${at} BEGIN SELECT RAISE(ABORT, 'planted'); END`;
  database.exec(fail(1));
  expect(() => chain.open('H1')).toThrow('planted');
  database.exec('DROP TRIGGER planted');
  database.close();
  const again = chain.open('H1');
  expect(folded(again)).toEqual(once);
  await chain.close(again.node);
  expect(folded(chain.open('H1'))).toEqual(once);
});

it('[DB-02] the file as the older version left it is kept beside the new one', () => {
  chain.open('H1');
  const copy = new DatabaseSync(`${fileOf()}.version-2`, { readOnly: true });
  expect(copy.prepare("SELECT count(*) AS n FROM document WHERE kind = 'refund'").get()).toEqual({ n: 1 });
  expect(copy.prepare('SELECT count(*) AS n FROM refunded').get()).toEqual({ n: 1 });
  copy.close();
  const now = new DatabaseSync(fileOf(), { readOnly: true });
  const readable = now
    .prepare('SELECT group_concat(key) || group_concat(hex(value)) AS text FROM note')
    .get()?.['text'] as string;
  expect(readable.toLowerCase()).not.toContain(toHex(new TextEncoder().encode('2026-05-04')));
  now.close();
});
