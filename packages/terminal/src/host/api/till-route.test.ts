import { COMMANDS } from '@tillmesh/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandReply, ProductHit, ReceiptSummaryView, ReceiptView } from '../../api/view.ts';
import { codeOf, okOf, openShop, sell, signIn } from '../process/cashier.fixture.ts';
import { CASHIER, freshId, MORNING_MS, startTestTill, type TestTill } from '../process/till.fixture.ts';
import { idOfReceiptCode } from '../receipt/receipt-code.ts';

let till: TestTill;
const open = async (...args: Parameters<typeof startTestTill>) => {
  till = await startTestTill(...args);
};
afterEach(() => till.remove());

describe('commands', () => {
  beforeEach(async () => {
    await open('demo');
    await openShop(till);
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

  it('[HOST-23] of every kind there is are read, over HTTP as anywhere', async () => {
    const commands = Object.keys(COMMANDS).map((kind) => ({ id: freshId(), kind, colour: 'red' }));
    const { body } = await till.ask<readonly CommandReply[]>('POST', '/api/commands', commands);
    expect(body.map((reply) => (reply.ok ? 'ok' : reply.rejection.code))).toEqual(
      commands.map(() => 'COMMAND-MALFORMED'),
    );
  });

  it('[HOST-14] at most 200 are taken at once, and only a list', async () => {
    const commands = Array.from({ length: 201 }, () => ({ id: freshId(), kind: 'basket.add', code: 'A1' }));
    expect(codeOf(await till.ask('POST', '/api/commands', commands))).toBe('COMMANDS-TOO-MANY');
    expect(codeOf(await till.ask('POST', '/api/commands', commands[0]))).toBe('BODY-UNEXPECTED');
    expect(till.node().state().basket).toBe(null);
  });
});

describe('products and receipts', () => {
  beforeEach(async () => {
    await open('demo');
    await openShop(till);
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
    await sell(till);
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
    const { saleId, label } = await sell(till);
    okOf(
      await till.run({
        kind: 'refund.with-receipt',
        saleId,
        lines: [{ line: 1, quantityMilli: 1_000 }],
        restock: 'shop',
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
    const { saleId } = await sell(till);
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
    const { saleId } = await sell(till);
    const document = till.node().document(saleId)!;
    const { seriesId, sequence } = document.fact;
    expect(idOfReceiptCode(`TILLMESH:1:${seriesId}:${sequence}:${saleId}`)).toBe(saleId);
  });
});

it('[HOST-87] statements that are not the owner\u2019s are refused, whoever brings them', async () => {
  await open('real');
  const bring = (statements: unknown) => till.ask('POST', '/api/statements', { statements });
  expect(codeOf(await bring(['00']))).toBe('STATEMENTS-REFUSED');
  for (const wrong of [[], ['zz'], 'ab', null, [1]])
    expect(codeOf(await bring(wrong))).toBe('BODY-UNEXPECTED');
});

describe('links and clock', () => {
  const links = (on: unknown, token?: string) => till.ask('POST', '/api/links', { on }, token);
  const clock = (utcMs: unknown) => till.ask('POST', '/api/clock', { utcMs });

  it('[HOST-26] an owner may take the till off the network and put it back, a cashier or script may not', async () => {
    await open('demo');
    expect(codeOf(await links(false))).toBe('RIGHT-MISSING');
    okOf(await signIn(till, CASHIER));
    expect(codeOf(await links(false))).toBe('RIGHT-MISSING');
    okOf(await till.run({ kind: 'session.sign-out' }));
    okOf(await signIn(till));
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
    await expect(startTestTill('demo', { injected: true })).rejects.toThrow('for a shop marked as a replay');
    await expect(startTestTill(null, { injected: true })).rejects.toThrow('this folder is empty');
    await open('demo');
  });

  it('[HOST-05] in a replay a script sets the clock, which business dates follow', async () => {
    await open('replay', { injected: true });
    const december = Date.UTC(2026, 11, 1, 8, 26);
    for (const wrong of [-1, 1.5, '7', null, 1e20])
      expect(codeOf(await clock(wrong))).toBe('BODY-UNEXPECTED');
    expect(await clock(december)).toEqual({ status: 200, body: { utcMs: december } });
    okOf(await signIn(till));
    expect(okOf(await till.run({ kind: 'shift.open', floatMinor: 0 }))).toEqual([
      expect.objectContaining({ businessDate: '2026-12-01' }),
    ]);
    okOf(await till.run({ kind: 'session.sign-out' }));
    expect((await links(false)).status).toBe(200);
    const page = await (await fetch(till.address())).text();
    expect(page).toContain('has not been built');
  });
});
