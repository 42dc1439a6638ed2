import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  CommandReply,
  ErrorReply,
  HealthView,
  ImportRefusal,
  ImportReport,
  ProductHit,
  ReceiptSummaryView,
  ReceiptView,
  SetupChoices,
  SetupReply,
} from '../../api/view.ts';
import { askRaw, codeIn } from '../api/raw-http.fixture.ts';
import { idOfReceiptCode } from '../receipt/receipt-code.ts';
import { CASHIER, freshId, MORNING_MS, OWNER, startTestTill, type TestTill } from './till.fixture.ts';

const CSV = [
  'sku,barcode,name,price,tax,category,stock',
  'A1,4006381333931,Heart T-light holder,2.55,standard,Home,40',
  'A2,5012345678900,Oat biscuits,1.20,zero,Food,12',
  'A3,,Chutney,3.00,,Food,',
].join('\n');

let till: TestTill;
const open = async (...args: Parameters<typeof startTestTill>) => {
  till = await startTestTill(...args);
};
afterEach(() => till.remove());

const signIn = (who: typeof OWNER | typeof CASHIER = OWNER) =>
  till.run({ kind: 'session.sign-in', staffId: till.staffId(who.name), pin: who.pin });
const importCsv = (csv: string, more = {}) => till.ask<ImportReport>('POST', '/api/import', { csv, ...more });
const okOf = (replies: readonly CommandReply[]) =>
  replies.map((reply) => {
    if (!reply.ok) throw new Error(reply.rejection.code);
    return reply.answer;
  });
const codeOf = ({ body }: { body: unknown }) => (body as ErrorReply).code;

const openShop = async () => {
  okOf(await signIn());
  await importCsv(CSV);
  okOf(await till.run({ kind: 'shift.open', floatMinor: 10_000 }));
};
const sell = async () => {
  const answers = okOf(
    await till.run(
      { kind: 'basket.add', code: '4006381333931', quantityMilli: 2_000 },
      { kind: 'basket.add', code: 'A2' },
      { kind: 'payment.take', tender: 'cash', tenderedMinor: 1_000 },
    ),
  );
  const paid = answers.at(-1)!;
  if (paid.kind !== 'paid' || paid.saleId === null) throw new Error('not paid');
  return { saleId: paid.saleId, label: paid.label! };
};

describe('commands', () => {
  beforeEach(async () => {
    await open('demo');
    await openShop();
  });

  it('[HOST-23] get one result each, in order; a refused or unknown one changes nothing and the next goes on', async () => {
    const { status, body } = await till.ask<readonly CommandReply[]>('POST', '/api/commands', [
      { id: freshId(), kind: 'basket.add', code: 'A1' },
      { id: freshId(), kind: 'basket.add', code: 'nobody has this' },
      { id: freshId(), kind: 'basket.explode' },
      { id: freshId(), kind: 'basket.add', code: 'A1', quantityMilli: 0 },
      { id: freshId(), kind: 'basket.add', code: 'A1', quantityMilli: 1e15 },
      { id: 'short', kind: 'basket.add', code: 'A1' },
      { id: freshId(), kind: 'basket.add', code: 'A1', __proto__: { code: 'A2' }, colour: 'red' },
      null,
      7,
      { id: freshId(), kind: 'basket.add', code: 'A2' },
    ]);
    expect(status).toBe(200);
    expect(body.map((reply) => (reply.ok ? reply.answer.kind : reply.rejection.code))).toEqual([
      'line',
      'PRODUCT-UNKNOWN',
      'COMMAND-UNKNOWN',
      'QUANTITY-OUT-OF-BOUNDS',
      'QUANTITY-OUT-OF-BOUNDS',
      'COMMAND-MALFORMED',
      'COMMAND-MALFORMED',
      'COMMAND-MALFORMED',
      'COMMAND-MALFORMED',
      'line',
    ]);
    const told = body.flatMap((reply) =>
      reply.ok ? [] : [reply.rejection.message, reply.rejection.nextStep],
    );
    expect(told.every((text) => text.length > 10)).toBe(true);
    expect(till.node().state().basket?.lines).toHaveLength(2);
  });

  it('[HOST-23] the same id twice gives the same answer and one effect, also at once and after a restart', async () => {
    const command = { id: freshId(), kind: 'basket.add', code: 'A1' };
    const post = () => till.ask<readonly CommandReply[]>('POST', '/api/commands', [command]);
    const [first, second] = await Promise.all([post(), post()]);
    expect(second).toEqual(first);
    await till.stop();
    await till.start();
    expect(await post()).toEqual(first);
    expect(
      till
        .node()
        .state()
        .basket?.lines.map(({ quantityMilli }) => quantityMilli),
    ).toEqual([1_000]);
  });

  it('[HOST-14] at most 200 are taken at once, and only a list', async () => {
    const commands = Array.from({ length: 201 }, () => ({ id: freshId(), kind: 'basket.add', code: 'A1' }));
    expect(codeOf(await till.ask('POST', '/api/commands', commands))).toBe('COMMANDS-TOO-MANY');
    expect(codeOf(await till.ask('POST', '/api/commands', commands[0]))).toBe('BODY-UNEXPECTED');
    expect(till.node().state().basket).toBe(null);
  });
});

describe('views', () => {
  beforeEach(async () => {
    await open('demo');
    await openShop();
  });

  it('[HOST-20] a screen sees the shop as it is, and every change', async () => {
    const screen = await till.openScreen();
    const view = await screen.until('till', () => true);
    expect(view).toMatchObject({
      organisation: 'Harbour & Sons',
      mark: 'demo',
      branch: 'Harbour Quay',
      code: 'H1',
      currency: 'GBP',
      exponent: 2,
      zone: 'Europe/London',
      productCount: 3,
    });
    expect(view.staff.map(({ name, role }) => [name, role])).toEqual([
      ['Amelia', 'owner'],
      ['Sam', 'cashier'],
    ]);
    expect(await screen.until('basket', () => true)).toBe(null);
    expect((await screen.until('session', () => true))?.rights).toContain('manage-staff');
    expect(await screen.until('shift', () => true)).toMatchObject({
      openedBy: 'Amelia',
      floatMinor: 10_000,
      expectedMinor: 10_000,
    });
    await till.run({ kind: 'basket.add', code: '4006381333931', quantityMilli: 2_000 });
    const basket = await screen.until('basket', (value) => value !== null);
    expect(basket).toMatchObject({ totalMinor: 510, paidMinor: 0, dueMinor: 510 });
    expect(basket?.lines[0]).toMatchObject({
      name: 'Heart T-light holder',
      quantityMilli: 2_000,
      totalMinor: 510,
    });
    await till.run({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1_000 });
    await screen.until('basket', (value) => value === null);
    expect(await screen.until('lastDocument', (value) => value !== null)).toMatchObject({
      kind: 'receipt',
      totalMinor: 510,
      changeMinor: 490,
    });
    expect(await screen.until('arrivals', (value) => value.length > 0)).toEqual([
      expect.objectContaining({ till: 'H1', own: true, totalMinor: 510 }),
    ]);
    expect(await screen.until('shift', (value) => value?.salesCount === 1)).toMatchObject({
      expectedMinor: 10_510,
      salesGrossMinor: 510,
    });
    const { revision } = await screen.until('catalog', (value) => value.revision > 0);
    await sell();
    await screen.until('catalog', (value) => value.revision > revision);
    expect((await screen.until('sync', () => true)).items[0]?.text).toBe(
      'Sales are held by this till only: no other device keeps a copy',
    );
    screen.close();
  });

  it('[HOST-24] a killed window loses nothing: the next one shows the basket as it was', async () => {
    const screen = await till.openScreen();
    await till.run(
      { kind: 'basket.add', code: 'A1' },
      { kind: 'payment.take', tender: 'cash', tenderedMinor: 100 },
    );
    const before = await screen.until('basket', (value) => value !== null && value.paidMinor === 100);
    screen.socket.terminate();
    await screen.closed;
    const again = await till.openScreen();
    expect(await again.until('basket', () => true)).toEqual(before);
    expect((await again.until('session', () => true))?.name).toBe('Amelia');
    again.close();
  });

  it('[HOST-25] the last receipt stands until the next basket, over a restart too', async () => {
    const { saleId } = await sell();
    await till.stop();
    await till.start();
    const screen = await till.openScreen();
    expect(await screen.until('lastDocument', () => true)).toMatchObject({
      id: saleId,
      totalMinor: 630,
      changeMinor: 370,
    });
    await till.run({ kind: 'basket.add', code: 'A1' });
    await screen.until('lastDocument', (value) => value === null);
    await till.run({ kind: 'basket.cancel', reason: 'changed mind' });
    await screen.until('basket', (value) => value === null);
    expect(screen.last('lastDocument')).toBe(null);
    const [refund] = okOf(
      await till.run({
        kind: 'refund.with-receipt',
        saleId,
        lines: [{ line: 1, quantityMilli: 1_000 }],
        restock: true,
        reason: 'broken',
      }),
    );
    expect(refund).toMatchObject({ kind: 'refunded', totalMinor: 255 });
    expect(await screen.until('lastDocument', (value) => value !== null)).toMatchObject({
      kind: 'refund',
      totalMinor: 255,
    });
    await till.run({ kind: 'shift.close', countedMinor: 10_375 });
    expect(await screen.until('lastDocument', (value) => value?.kind === 'z')).toMatchObject({
      totalMinor: 375,
    });
    screen.close();
  });

  it('[HOST-21] a screen that talks is let go, and screens have a bound', async () => {
    const screen = await till.openScreen();
    screen.socket.send('hello');
    expect(await screen.closed).toBe(1008);
    const screens = await Promise.all(Array.from({ length: 32 }, () => till.openScreen()));
    await expect(till.openScreen()).rejects.toThrow('503');
    for (const each of screens) each.close();
    await Promise.all(screens.map(({ closed }) => closed));
  });

  it('[HOST-15] a screen without this start’s token gets nothing', async () => {
    const refusal = (protocols: string[]) =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${till.address().replace('http', 'ws')}/api/live`, protocols);
        socket.on('error', (error) => resolve(error.message));
        socket.on('open', () => resolve('open'));
      });
    expect(await refusal([])).toContain('401');
    expect(await refusal(['tillmesh.wrong'])).toContain('401');
  });
});

describe('products and receipts', () => {
  beforeEach(async () => {
    await open('demo');
    await openShop();
  });

  it('[HOST-27] products by word, by code and in pages, with their stock', async () => {
    const list = async (query: string) =>
      (await till.ask<readonly ProductHit[]>('GET', `/api/products?${query}`)).body;
    expect(
      (await list('search=biscuit')).map(({ name, stockMilli, priceMinor }) => [
        name,
        stockMilli,
        priceMinor,
      ]),
    ).toEqual([['Oat biscuits', 12_000, 120]]);
    expect((await list('search=4006381333931'))[0]?.sku).toBe('A1');
    expect(await list('search=zzz')).toEqual([]);
    expect((await list('offset=1&limit=1')).length).toBe(1);
    await sell();
    expect((await list('search=A1'))[0]?.stockMilli).toBe(38_000);
    for (const query of [
      'limit=0',
      'limit=201',
      'limit=x',
      'offset=-1',
      'search=a&search=b',
      `search=${'x'.repeat(201)}`,
    ]) {
      expect(codeOf(await till.ask('GET', `/api/products?${query}`))).toBe('QUERY-UNEXPECTED');
    }
  });

  it('[HOST-27] receipts by id, label and scanned code, with what is left to give back', async () => {
    const { saleId, label } = await sell();
    okOf(
      await till.run({
        kind: 'refund.with-receipt',
        saleId,
        lines: [{ line: 1, quantityMilli: 1_000 }],
        restock: true,
        reason: 'broken',
      }),
    );
    const code = `TILLMESH:1:${'AB'.repeat(16)}:7:${saleId.toUpperCase()}`;
    for (const name of [saleId, label, code]) {
      const { body } = await till.ask<ReceiptView>('GET', `/api/receipts/${encodeURIComponent(name)}`);
      expect(body).toMatchObject({ saleId, label, till: 'H1', totalMinor: 630 });
      expect(body.localTime).toMatch(/^2026-05-04 09:\d\d$/);
      expect(body.lines[0]).toMatchObject({
        quantityMilli: 2_000,
        refundedMilli: 1_000,
        totalMinor: 510,
        refundedMinor: 255,
      });
    }
    const { body: receipts } = await till.ask<readonly ReceiptSummaryView[]>('GET', '/api/receipts');
    expect(receipts).toEqual([
      expect.objectContaining({ saleId, label, till: 'H1', own: true, businessDate: '2026-05-04' }),
    ]);
    expect(codeOf(await till.ask('GET', '/api/receipts/H1-XXXX-R-9'))).toBe('RECEIPT-UNKNOWN');
  });

  it('[RECEIPT-05] documents as data, page and text, marked as the shop is', async () => {
    const { saleId } = await sell();
    const { body } = await till.ask<{ document: { label: string }; mark: string; totalMinor: number }>(
      'GET',
      `/api/documents/${saleId}`,
    );
    expect(body).toMatchObject({
      mark: 'DEMO',
      totalMinor: 630,
      tillCode: 'H1',
      cashierName: 'Amelia',
      branchName: 'Harbour Quay',
    });
    const { body: page } = await till.ask<string>('GET', `/api/documents/${saleId}.html`);
    expect(page).toContain('Oat biscuits');
    expect(page).toContain('<p class="mark"><bdi>DEMO');
    const { body: text } = await till.ask<string>('GET', `/api/documents/${saleId}.txt`);
    expect(text).toContain('D E M O');
    expect(text).toMatch(/Change +3\.70\n/);
    expect(codeOf(await till.ask('GET', `/api/documents/${freshId()}.html`))).toBe('DOCUMENT-UNKNOWN');
    expect(codeOf(await till.ask('GET', '/api/documents/..%2f..%2fapi-token'))).toBe('DOCUMENT-UNKNOWN');
    const [closed] = okOf(await till.run({ kind: 'shift.close', countedMinor: 10_630 }));
    if (closed?.kind !== 'z') throw new Error('not closed');
    expect((await till.ask<string>('GET', `/api/documents/${closed.shiftId}.txt`)).body).toContain(
      'Z report',
    );
  });

  it('[RECEIPT-06] the code on a receipt leads to its sale', async () => {
    const { saleId } = await sell();
    const document = till.node().document(saleId)!;
    const { seriesId, sequence } = document.fact;
    expect(idOfReceiptCode(`TILLMESH:1:${seriesId}:${sequence}:${saleId}`)).toBe(saleId);
  });
});

describe('product lists', () => {
  beforeEach(() => open('demo'));

  it('[IMPORT-05] the same list again writes nothing; a changed row writes that one', async () => {
    okOf(await signIn());
    expect((await importCsv(CSV)).body).toEqual({ rows: 3, written: 3, unchanged: 0, rejected: [] });
    expect((await importCsv(CSV)).body).toEqual({ rows: 3, written: 0, unchanged: 3, rejected: [] });
    expect((await importCsv(CSV.replace('2.55', '2.60'))).body).toEqual({
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
    okOf(await signIn());
    const broken = `${CSV}\nA4,,No price,cheap,,,\nA5,4006381333931,Twice,1.00,,,`;
    const strict = await till.ask<ImportRefusal>('POST', '/api/import', { csv: broken, strict: true });
    expect([strict.status, strict.body.code, strict.body.report.rejected.map(({ row }) => row)]).toEqual([
      422,
      'IMPORT-ROWS-REFUSED',
      [5, 6],
    ]);
    expect(till.node().productCount()).toBe(0);
    expect((await importCsv(broken)).body).toMatchObject({
      rows: 5,
      written: 3,
      rejected: [{ row: 5 }, { row: 6 }],
    });
    expect((await importCsv('sku,name,barcode\nB1,Other,5012345678900')).body.rejected).toEqual([
      { row: 2, reason: 'the code "5012345678900" belongs to another product' },
    ]);
    expect(till.node().productCount()).toBe(3);
  });

  it('[IMPORT-05] who may not edit the catalogue imports nothing', async () => {
    expect(codeOf(await importCsv(CSV))).toBe('NOT-SIGNED-IN');
    okOf(await signIn(CASHIER));
    const refused = await importCsv(CSV);
    expect([refused.status, codeOf(refused)]).toEqual([403, 'RIGHT-MISSING']);
    expect(till.node().productCount()).toBe(0);
  });

  it('[IMPORT-02] a list that cannot be read says why', async () => {
    okOf(await signIn());
    const refused = await till.ask<ErrorReply>('POST', '/api/import', { csv: 'sku,name\n1,"Pen' });
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'IMPORT-UNREADABLE', message: 'Row 2 opens a quote that is never closed.' },
    });
  });

  it('[IMPORT-05] a long list as text/csv, in one go', async () => {
    okOf(await signIn());
    const csv = `ean,name,price\n${Array.from({ length: 2_000 }, (_, i) => `${1e12 + i},Product ${i},${i}.99`).join('\n')}`;
    const token = readFileSync(join(till.folder, 'api-token'), 'utf8').trim();
    const response = await fetch(new URL('/api/import?default.tax=reduced', till.address()), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv; charset=utf-8' },
      body: csv,
    });
    expect(await response.json()).toEqual({ rows: 2_000, written: 2_000, unchanged: 0, rejected: [] });
    expect(till.node().productCount()).toBe(2_000);
  });
});

describe('links and clock', () => {
  const links = (on: unknown, token?: string) => till.ask('POST', '/api/links', { on }, token);
  const clock = (utcMs: unknown) => till.ask('POST', '/api/clock', { utcMs });

  it('[HOST-26] an owner may take the till off the network and put it back, a cashier or script may not', async () => {
    await open('demo');
    expect(codeOf(await links(false))).toBe('RIGHT-MISSING');
    okOf(await signIn(CASHIER));
    expect(codeOf(await links(false))).toBe('RIGHT-MISSING');
    okOf(await till.run({ kind: 'session.sign-out' }));
    okOf(await signIn());
    expect(codeOf(await links('no'))).toBe('BODY-UNEXPECTED');
    const screen = await till.openScreen();
    expect((await links(false)).status).toBe(200);
    await screen.until('sync', ({ items }) =>
      items.some(({ id, text }) => id === 'off' && text.startsWith('Off the network since 09:')),
    );
    expect((await links(true)).status).toBe(200);
    await screen.until('sync', ({ items }) => items.every(({ id }) => id !== 'off'));
    screen.close();
  });

  it('[HOST-05] the clock of a shop that is no replay cannot be set, nor injected', async () => {
    await open('demo');
    expect(codeOf(await clock(MORNING_MS))).toBe('CLOCK-NOT-INJECTED');
    await till.remove();
    await expect(startTestTill('demo', true)).rejects.toThrow('for a shop marked as a replay');
    await expect(startTestTill(null, true)).rejects.toThrow('this folder is empty');
    await open('demo');
  });

  it('[HOST-05] in a replay a script sets the clock, which business dates follow', async () => {
    await open('replay', true);
    const december = Date.UTC(2026, 11, 1, 8, 26);
    for (const wrong of [-1, 1.5, '7', null, 1e20])
      expect(codeOf(await clock(wrong))).toBe('BODY-UNEXPECTED');
    expect(await clock(december)).toEqual({ status: 200, body: { utcMs: december } });
    okOf(await signIn());
    expect(okOf(await till.run({ kind: 'shift.open', floatMinor: 0 }))).toEqual([
      expect.objectContaining({ businessDate: '2026-12-01' }),
    ]);
    okOf(await till.run({ kind: 'session.sign-out' }));
    expect((await links(false)).status).toBe(200);
    const page = await (await fetch(till.address())).text();
    expect(page).toContain('has not been built');
  });
});

describe('first run', () => {
  const REQUEST = {
    organisation: 'Harbour & Sons',
    branch: 'Harbour Quay',
    tillCode: 'H1',
    country: 'GB',
    zone: 'Europe/London',
    ownerName: 'Amelia',
    ownerPin: '482913',
  };
  beforeEach(() => open(null));

  it('[SETUP-03] an empty folder becomes a till that sells, in the same process', async () => {
    expect(till.said).toEqual([`till is new, its first-run page is ready at ${till.address()}`]);
    expect((await till.ask<HealthView>('GET', '/api/health')).body).toMatchObject({
      phase: 'setup',
      deviceId: null,
    });
    expect(
      (await till.ask<SetupChoices>('GET', '/api/setup')).body.countries.map(({ country }) => country),
    ).toContain('GB');
    expect(codeOf(await till.ask('POST', '/api/commands', []))).toBe('NOT-SET-UP');
    const bad = await till.ask<SetupReply & ErrorReply>('POST', '/api/setup', { ...REQUEST, ownerPin: '1' });
    expect([bad.status, bad.body.code, bad.body.at, bad.body.ok]).toEqual([
      422,
      'SETUP-REFUSED',
      'setup.ownerPin',
      false,
    ]);
    expect(readdirSync(till.folder).sort()).toEqual(['api-address', 'api-token']);

    const made = await till.ask<SetupReply>('POST', '/api/setup', REQUEST);
    if (!made.body.ok) throw new Error(made.body.rejection.message);
    const sheet = made.body.recoverySheet;
    expect(sheet).toMatch(/^[0-9A-Z]{5}( [0-9A-Z]{5})+$/);
    expect(till.said.at(-1)).toBe(`till H1 ready at ${till.address()}`);
    expect((await till.ask<HealthView>('GET', '/api/health')).body).toMatchObject({
      phase: 'till',
      code: 'H1',
    });
    expect(codeOf(await till.ask('POST', '/api/setup', REQUEST))).toBe('ALREADY-SET-UP');
    expect(codeOf(await till.ask('GET', '/api/setup'))).toBe('ALREADY-SET-UP');

    const [owner] = till.node().shop().staff;
    okOf(await till.run({ kind: 'session.sign-in', staffId: owner!.id, pin: REQUEST.ownerPin }));
    await importCsv(CSV);
    okOf(await till.run({ kind: 'shift.open', floatMinor: 0 }));
    await sell();
    for (const name of readdirSync(till.folder)) {
      const bytes = readFileSync(join(till.folder, name)).toString('latin1');
      expect([name, bytes.includes(sheet), bytes.includes(sheet.replaceAll(' ', ''))]).toEqual([
        name,
        false,
        false,
      ]);
    }
    expect(till.logged.join('')).not.toMatch(/Amelia|482913|Harbour|Heart/);
  });
});

describe('process', () => {
  it('[HOST-02] ended, it leaves no address or token and answers no more', async () => {
    await open('demo');
    expect(till.said).toEqual([`till H1 ready at ${till.address()}`]);
    const screen = await till.openScreen();
    const port = Number(new URL(till.address()).port);
    expect(existsSync(join(till.folder, 'api-token'))).toBe(true);
    await till.stop();
    expect(await screen.closed).toBe(1001);
    expect(existsSync(join(till.folder, 'api-token'))).toBe(false);
    expect(existsSync(join(till.folder, 'api-address'))).toBe(false);
    await expect(askRaw(port, 'GET / HTTP/1.1', [`host: 127.0.0.1:${port}`])).rejects.toThrow('ECONNREFUSED');
  });

  it('[HOST-16] a token of an earlier start is told to be one', async () => {
    await open('demo');
    const old = readFileSync(join(till.folder, 'api-token'), 'utf8').trim();
    await till.stop();
    await till.start();
    expect(codeOf(await till.ask('GET', '/api/receipts', undefined, old))).toBe('TOKEN-WRONG');
    expect(
      codeIn(
        await askRaw(Number(new URL(till.address()).port), 'GET /api/receipts HTTP/1.1', ['host: evil.com']),
      ),
    ).toBe('HOST-REFUSED');
  });
});
