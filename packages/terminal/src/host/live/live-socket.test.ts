import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Desk } from '../api/desk.ts';
import { okOf, openShop, sell } from '../process/cashier.fixture.ts';
import { startTestTill, type TestTill } from '../process/till.fixture.ts';
import { createLog } from '@tillmesh/replica/process/log';
import { createLiveSocket } from './live-socket.ts';

let till: TestTill;
const ADD = { id: 'ab'.repeat(16), kind: 'basket.add', code: 'A1' };
const open = async (...args: Parameters<typeof startTestTill>) => {
  till = await startTestTill(...args);
};
describe('views', () => {
  afterEach(() => till.remove());
  beforeEach(async () => {
    await open('demo');
    await openShop(till);
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
      expected: [{ currency: 'GBP', expectedMinor: 10_000 }],
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
    expect(await screen.until('shift', (value) => value?.figures?.salesCount === 1)).toMatchObject({
      figures: { salesGrossMinor: 510 },
      expected: [{ currency: 'GBP', expectedMinor: 10_510 }],
    });
    const { revision } = await screen.until('catalog', (value) => value.revision > 0);
    await sell(till);
    await screen.until('catalog', (value) => value.revision > revision);
    expect((await screen.until('sync', () => true)).items[0]?.text).toBe(
      'No backup yet: sales are on this machine only. Make one onto a USB stick, in the menu under Backup',
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
    const { saleId } = await sell(till);
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
        restock: 'shop',
        reason: 'broken',
      }),
    );
    expect(refund).toMatchObject({ kind: 'refunded', totalMinor: 255 });
    expect(await screen.until('lastDocument', (value) => value !== null)).toMatchObject({
      kind: 'credit-note',
      totalMinor: 255,
    });
    const afterRestart = async () => {
      await till.stop();
      await till.start();
      const restarted = await till.openScreen();
      const shown = await restarted.until('lastDocument', () => true);
      restarted.close();
      return shown;
    };
    expect(await afterRestart()).toMatchObject({
      kind: 'credit-note',
      totalMinor: 255,
      changeMinor: 255,
    });
    await till.run({ kind: 'basket.add', code: 'A1' }, { kind: 'basket.cancel', reason: 'changed mind' });
    expect(await afterRestart()).toBe(null);
    await till.run({ kind: 'shift.close', countedMinor: 10_375 });
    expect(await afterRestart()).toMatchObject({ kind: 'z', totalMinor: 375 });
  });

  it('[HOST-23] commands over the live socket are answered as over HTTP', async () => {
    const screen = await till.openScreen();
    // The same command again, in two batches at once: the same answer, and one line.
    const answers = await screen.ask([ADD, { ...ADD, id: 'ac'.repeat(16), code: 'nothing' }], [ADD], [ADD]);
    const results = answers.map((reply) => ('results' in reply ? reply.results : []));
    expect(results[0]?.[0]).toMatchObject({ ok: true, answer: { kind: 'line', line: 1 } });
    expect(results[0]?.[1]).toMatchObject({ ok: false, rejection: { code: 'PRODUCT-UNKNOWN' } });
    expect(results.slice(1).flat()).toEqual([results[0]?.[0], results[0]?.[0]]);
    expect((await screen.until('basket', (value) => value !== null))?.lines).toHaveLength(1);
    const refused = await screen.ask(
      'no list',
      Array.from({ length: 201 }, () => ADD),
    );
    expect(refused).toMatchObject([
      { answer: 4, refusal: { code: 'BODY-UNEXPECTED' } },
      { answer: 5, refusal: { code: 'COMMANDS-TOO-MANY' } },
    ]);
    screen.close();
  });

  it.each([
    ['words', 'hello'],
    ['no question', JSON.stringify({ commands: [ADD] })],
    ['a question with more', JSON.stringify({ ask: 1, commands: [ADD], as: 'machine' })],
    ['a deep nest', `{"ask":1,"commands":${'['.repeat(40)}${']'.repeat(40)}}`],
    ['bytes', Buffer.from(JSON.stringify({ ask: 1, commands: [ADD] }))],
    ['a question of another shape', JSON.stringify({ ask: '1', commands: [ADD] })],
  ])('[HOST-21] a screen that sends %s is let go, and nothing is done', async (_, said) => {
    const screen = await till.openScreen();
    screen.socket.send(said);
    expect(await screen.closed).toBe(1008);
    expect(till.node().state().basket).toBeNull();
  });

  it('[HOST-21] a screen that asks and asks without waiting is let go', async () => {
    const screen = await till.openScreen();
    for (let ask = 1; ask <= 9; ask += 1) screen.socket.send(JSON.stringify({ ask, commands: [ADD] }));
    expect(await screen.closed).toBe(1008);
  });

  it('[HOST-21] screens have a bound', async () => {
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

it('[HOST-21] a screen that answers no ping is let go', async () => {
  const tokens = { page: 'page', machine: 'machine' };
  const premises = { desk: () => ({ feed: { join: () => () => undefined } }) as unknown as Desk };
  const live = createLiveSocket(
    premises,
    tokens,
    createLog(
      () => undefined,
      () => 0,
    ),
    5,
  );
  const server = createServer();
  server.on('upgrade', (request, socket, head: Buffer) => live.upgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/api/live`;
  const silent = new WebSocket(address, ['tillmesh.page'], { autoPong: false });
  expect(await new Promise((resolve) => silent.on('close', resolve))).toBe(1006);
  live.close();
  await new Promise((resolve) => server.close(resolve));
});
