import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DiskHook } from '@tillmesh/replica/port';
import { afterEach, expect, it } from 'vitest';
import type { CommandReply, ErrorReply, SyncView } from '../../api/view.ts';
import { openShop } from './cashier.fixture.ts';
import { freshId, startTestTill, type TestTill } from './till.fixture.ts';

const FULL = 13;

let till: TestTill;
afterEach(() => till.remove());

/** A disk that a test fills and empties. */
const fillable = () => {
  const disk = { isFull: false };
  const hook: DiskHook = {
    commit: (_file, _kind, write) => {
      if (disk.isFull) throw Object.assign(new Error('database or disk is full'), { errcode: FULL });
      write();
    },
  };
  return { disk, hook };
};
const payment = () => [{ id: freshId(), kind: 'payment.take', tender: 'cash', tenderedMinor: 1_000_000 }];
const diskWords = ({ items }: SyncView): readonly string[] =>
  items.filter(({ id }) => id === 'disk').map(({ text }) => text);

it('[HOST-43] I12: on a full disk the cashier is told that nothing was recorded, the basket stays, and with room it is sold', async () => {
  const { disk, hook } = fillable();
  till = await startTestTill('demo', { disk: hook });
  await openShop(till);
  await till.run({ kind: 'basket.add', code: 'A1' });
  const screen = await till.openScreen();
  const before = till.node().state();
  const written = till.node().status().ownSequence;
  disk.isFull = true;
  const refused = await till.ask<ErrorReply>('POST', '/api/commands', payment());
  expect([refused.status, refused.body.code]).toEqual([503, 'DISK-FULL']);
  expect(refused.body.message).toContain('was not recorded');
  expect(refused.body.nextStep).toContain('basket that was open is still there');
  expect(refused.body.nextStep).toContain('Make room');
  const [answer] = await screen.ask(payment());
  expect(answer).toMatchObject({ refusal: { code: 'DISK-FULL', message: refused.body.message } });
  expect(till.node().state()).toEqual(before);
  expect(till.node().status().ownSequence).toBe(written);
  const told = await screen.until('sync', (view) => diskWords(view).length > 0);
  expect(diskWords(told)[0]).toMatch(/^The disk is full: nothing is recorded until there is room/);
  disk.isFull = false;
  const sold = await till.ask<readonly CommandReply[]>('POST', '/api/commands', payment());
  expect(sold.body).toMatchObject([{ ok: true, answer: { kind: 'paid' } }]);
  expect(till.node().state().basket).toBeNull();
  await screen.until('sync', (view) => !diskWords(view).some((text) => text.startsWith('The disk is full')));
  screen.close();
});

it('[HOST-43] a reserve is kept, and given back when the disk is full, so that what is open can be finished', async () => {
  const { disk, hook } = fillable();
  till = await startTestTill('demo', { disk: hook, reserveBytes: 64 * 1024 });
  await openShop(till);
  const reserve = join(till.folder, 'disk.reserve');
  till.node().status();
  expect(existsSync(reserve)).toBe(true);
  disk.isFull = true;
  await till.ask('POST', '/api/commands', payment());
  expect(existsSync(reserve)).toBe(false);
  expect(till.node().status().disk.state).toBe('reserve-released');
  await till.ask('POST', '/api/commands', payment());
  expect(till.node().status().disk.state).toBe('full');
  disk.isFull = false;
  await till.run({ kind: 'basket.add', code: 'A1' });
  expect(till.node().status().disk.state).toBe('takes');
});
