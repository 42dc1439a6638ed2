import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ErrorReply, ImportRefusal } from '../../api/view.ts';
import { codeOf, CSV, importCsv, okOf, signIn } from '../process/cashier.fixture.ts';
import { CASHIER, startTestTill, type TestTill } from '../process/till.fixture.ts';

let till: TestTill;
const open = async (...args: Parameters<typeof startTestTill>) => {
  till = await startTestTill(...args);
};
afterEach(() => till.remove());

describe('product lists', () => {
  beforeEach(() => open('demo'));

  it('[IMPORT-05] the same list again writes nothing; a changed row writes that one', async () => {
    okOf(await signIn(till));
    expect((await importCsv(till, CSV)).body).toEqual({ rows: 3, written: 3, unchanged: 0, rejected: [] });
    expect((await importCsv(till, CSV)).body).toEqual({ rows: 3, written: 0, unchanged: 3, rejected: [] });
    expect((await importCsv(till, CSV.replace('2.55', '2.60'))).body).toEqual({
      rows: 3,
      written: 1,
      unchanged: 2,
      rejected: [],
    });
    expect(till.node().productCount()).toBe(3);
    expect(till.node().lookup.productByCode('A3')?.taxClass).toBe('standard');
    expect(till.node().stockOf(till.node().productIdOf('A1'))).toBe(40_000);
  });

  it('[IMPORT-03] broken rows are listed and the rest goes on; with strict nothing does', async () => {
    okOf(await signIn(till));
    const broken = `${CSV}\nA4,,No price,cheap,,,\nA5,4006381333931,Twice,1.00,,,`;
    const strict = await till.ask<ImportRefusal>('POST', '/api/import', { csv: broken, strict: true });
    expect([strict.status, strict.body.code, strict.body.report.rejected.map(({ row }) => row)]).toEqual([
      422,
      'IMPORT-ROWS-REFUSED',
      [5, 6],
    ]);
    expect(till.node().productCount()).toBe(0);
    expect((await importCsv(till, broken)).body).toMatchObject({
      rows: 5,
      written: 3,
      rejected: [{ row: 5 }, { row: 6 }],
    });
    expect((await importCsv(till, 'sku,name,barcode\nB1,Other,5012345678900')).body.rejected).toEqual([
      { row: 2, reason: 'the code "5012345678900" belongs to another product' },
    ]);
    expect(till.node().productCount()).toBe(3);
  });

  it('[IMPORT-05] who may not edit the catalogue imports nothing', async () => {
    expect(codeOf(await importCsv(till, CSV))).toBe('NOT-SIGNED-IN');
    okOf(await signIn(till, CASHIER));
    const refused = await importCsv(till, CSV);
    expect([refused.status, codeOf(refused)]).toEqual([403, 'RIGHT-MISSING']);
    expect(till.node().productCount()).toBe(0);
  });

  it('[IMPORT-02] a list that cannot be read says why', async () => {
    okOf(await signIn(till));
    const refused = await till.ask<ErrorReply>('POST', '/api/import', { csv: 'sku,name\n1,"Pen' });
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'IMPORT-UNREADABLE', message: 'Row 2 opens a quote that is never closed.' },
    });
  });

  it('[IMPORT-05] a long list as text/csv, in one go', async () => {
    okOf(await signIn(till));
    const csv = `ean,name,price\n${Array.from({ length: 300 }, (_, i) => `${1e12 + i},Product ${i},${i}.99`).join('\n')}`;
    const token = readFileSync(join(till.folder, 'api-token'), 'utf8').trim();
    const response = await fetch(new URL('/api/import?default.tax=reduced', till.address()), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv; charset=utf-8' },
      body: csv,
    });
    expect(await response.json()).toEqual({ rows: 300, written: 300, unchanged: 0, rejected: [] });
    expect(till.node().productCount()).toBe(300);
  });
});
