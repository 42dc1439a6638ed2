import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { openTillNode } from '@tillmesh/replica';
import { createCarrier } from '@tillmesh/replica/carrier';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { HealthView, ImportReport } from '../../packages/terminal/src/api/view.ts';
import { freshCommandId } from '../../scripts/chain/cashier.ts';
import { Refused } from '../../scripts/chain/local-api.ts';
import type { TillDevice } from '../../scripts/chain/running-chain.ts';
import { waitFor } from '../../scripts/chain/wait.ts';
import { receiptsAt } from './chain/receipt.ts';
import {
  APPLE,
  ARRIVAL_MS,
  findProduct,
  makeTestChain,
  openShop,
  saleCommands,
  sell,
  send,
  soldBy,
  type TestChain,
} from './chain/test-chain.ts';

let chain: TestChain;
let till: TillDevice;
beforeAll(async () => {
  chain = await makeTestChain({ 'High Street': ['H1'] });
  till = chain.till('H1');
  await till.start();
  await openShop(chain, till);
});
afterAll(() => chain.end());

/** What a refused request may have changed, as the till tells it. */
const state = async () => ({
  receipts: (await receiptsAt(till)).length,
  stockMilli: (await findProduct(till, APPLE.code))?.stockMilli,
});

let before: Awaited<ReturnType<typeof state>>;
beforeEach(async () => {
  before = await state();
});

const command = (body: object) => ({ ...body, id: freshCommandId() });

it.each([
  ['an unknown command', { kind: 'drawer.explode' }, 'COMMAND-UNKNOWN'],
  ['a command with a field of the wrong kind', { kind: 'basket.add', code: 7 }, 'COMMAND-MALFORMED'],
  ['a command with a field too many', { kind: 'basket.add', code: 'A1', price: 1 }, 'COMMAND-MALFORMED'],
  ['an unknown barcode', { kind: 'basket.add', code: '4000000000006' }, 'PRODUCT-UNKNOWN'],
  ['quantity 0', { kind: 'basket.add', code: APPLE.code, quantityMilli: 0 }, 'QUANTITY-OUT-OF-BOUNDS'],
  [
    'less than nothing',
    { kind: 'basket.add', code: APPLE.code, quantityMilli: -1_000 },
    'QUANTITY-OUT-OF-BOUNDS',
  ],
  [
    'more than a million',
    { kind: 'basket.add', code: APPLE.code, quantityMilli: 1_000_001_000 },
    'QUANTITY-OUT-OF-BOUNDS',
  ],
  ['a third of a piece', { kind: 'basket.add', code: APPLE.code, quantityMilli: 333 }, 'QUANTITY-NOT-WHOLE'],
  [
    'a fraction of a thousandth',
    { kind: 'basket.add', code: APPLE.code, quantityMilli: 0.5 },
    'COMMAND-MALFORMED',
  ],
  ['a payment for nothing', { kind: 'payment.take', tender: 'cash', tenderedMinor: 100 }, 'BASKET-EMPTY'],
  [
    'a tender nobody knows, for nothing',
    { kind: 'payment.take', tender: 'shells', tenderedMinor: 1 },
    'BASKET-EMPTY',
  ],
  [
    'a tender that is no text',
    { kind: 'payment.take', tender: ['cash'], tenderedMinor: 1 },
    'COMMAND-MALFORMED',
  ],
  [
    'a refund of an unknown receipt',
    { kind: 'refund.with-receipt', saleId: '0'.repeat(32), lines: [], restock: 'shop', reason: 'r' },
    'RECEIPT-UNKNOWN',
  ],
])('[HOSTILE-01] %s is refused with its code and changes nothing', async (_, body, code) => {
  const [reply] = await send(till, [command(body)]);
  expect(reply).toMatchObject({ ok: false, rejection: { code } });
  expect(await state()).toEqual(before);
});

it('[HOSTILE-01] a refused command stops none of those around it', async () => {
  const [add, pay] = saleCommands(APPLE.code, APPLE.priceMinor);
  const replies = await send(till, [add, command({ kind: 'nonsense' }), pay]);
  expect(replies.map(({ ok }) => ok)).toEqual([true, false, true]);
  expect(await state()).toEqual({
    receipts: before.receipts + 1,
    stockMilli: (before.stockMilli ?? 0) - 1_000,
  });
});

it('[HOSTILE-02] more than was sold is not given back, in one refund or in several', async () => {
  const { saleId } = await sell(till);
  const refund = (quantityMilli: number) =>
    command({
      kind: 'refund.with-receipt',
      saleId,
      lines: [{ line: 1, quantityMilli }],
      restock: 'shop',
      reason: 'too sour',
    });
  expect(await send(till, [refund(2_000)])).toMatchObject([{ rejection: { code: 'REFUND-TOO-MUCH' } }]);
  expect(await send(till, [refund(1_000)])).toMatchObject([{ ok: true, answer: { kind: 'refunded' } }]);
  expect(await send(till, [refund(1_000)])).toMatchObject([{ rejection: { code: 'REFUND-TOO-MUCH' } }]);
  expect((await state()).stockMilli).toBe(before.stockMilli);
});

it('[HOSTILE-03] the same commands twice, also at the same time, are one sale with one answer', async () => {
  const commands = saleCommands(APPLE.code, APPLE.priceMinor);
  const [first, second] = await Promise.all([send(till, commands), send(till, commands)]);
  expect(second).toEqual(first);
  expect(await send(till, commands)).toEqual(first);
  expect(soldBy(first).label).toMatch(/^H1-/);
  expect((await state()).receipts).toBe(before.receipts + 1);
});

const post = async (body: string, headers: Record<string, string> = {}): Promise<Response> => {
  const { url } = till.api();
  const token = readFileSync(join(till.folder, 'api-token'), 'utf8').trim();
  return fetch(new URL('/api/commands', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body,
  });
};
it.each([
  ['malformed JSON', '[{"kind":', {}, 400, 'BODY-NOT-JSON'],
  ['no list', '{}', {}, 400, 'BODY-UNEXPECTED'],
  ['nesting without end', `${'['.repeat(5_000)}${']'.repeat(5_000)}`, {}, 400, 'BODY-TOO-DEEP'],
  ['a form', 'kind=basket.add', { 'content-type': 'text/plain' }, 415, 'CONTENT-TYPE-REFUSED'],
  ['no token of ours', '[]', { authorization: 'Bearer guess' }, 401, 'TOKEN-WRONG'],
  ['a page of the internet', '[]', { origin: 'http://shop.example' }, 403, 'ORIGIN-REFUSED'],
])('[HOSTILE-04] a request with %s gets a coded error', async (_, body, headers, status, code) => {
  const response = await post(body, headers);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ code, nextStep: expect.any(String) as string });
  expect(await state()).toEqual(before);
});

it('[HOSTILE-05] a list with broken rows is imported without them, or not at all where that was asked', async () => {
  const csv = [
    'sku,barcode,name,price,tax',
    'D1,9521000000046,Dates,3.10,zero',
    'D2,9521000000053,,3.10,zero',
    'D3,9521000000060,Durian,expensive,zero',
    `D4,${APPLE.code},Dragonfruit,4.00,zero`,
    'D5,9521000000077,Damsons,2.999,zero',
    'D6',
  ].join('\n');
  const refused = till.api().post('/api/import', { csv, strict: true });
  await expect(refused).rejects.toThrow(Refused);
  expect(await findProduct(till, '9521000000046')).toBe(null);
  const report = await till.api().post<ImportReport>('/api/import', { csv });
  expect(report).toMatchObject({ rows: 6, written: 1, unchanged: 0 });
  expect(report.rejected.map(({ row }) => row)).toEqual([3, 4, 5, 6, 7]);
  const again = await till.api().post<ImportReport>('/api/import', { csv });
  expect(again).toMatchObject({ written: 0, unchanged: 1 });
  expect(await findProduct(till, '9521000000046')).toMatchObject({ sku: 'D1', priceMinor: 310 });
});

it('[HOSTILE-06] a device with a key that the registry does not name gets no link', async () => {
  const other = await makeTestChain({ Elsewhere: ['S1'] });
  const [host = '', port] = till.linkAddress.split(':');
  const stranger = openTillNode({
    folder: other.till('S1').folder,
    clock: { nowMs: Date.now },
    listen: null,
    dial: [{ host, port: Number(port) }],
    carrier: createCarrier,
  });
  const refused = waitFor('a refusal', ARRIVAL_MS, () => {
    const { links } = stranger.status();
    expect(links.filter(({ state: link }) => link === 'linked')).toEqual([]);
    return links.find(({ state: link }) => link === 'refused') ?? null;
  });
  expect(await refused).toMatchObject({ cause: 'no device is listed with its key' });
  await stranger.close();
  await other.end();
});

it('[HOSTILE-06] who shows no key at all is told nothing', async () => {
  const { linkPort } = await till.api().get<HealthView>('/api/health');
  const received = await new Promise<number>((resolve) => {
    let bytes = 0;
    const socket = connect({ host: '127.0.0.1', port: linkPort ?? 0, rejectUnauthorized: false });
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    socket.on('secureConnect', () => socket.write('GET / HTTP/1.1\r\nHost: till\r\n\r\n'));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(bytes));
  });
  expect(received).toBe(0);
  expect((await sell(till)).label).toMatch(/^H1-/);
});
