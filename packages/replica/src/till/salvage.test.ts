import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expectedDrawer } from '@tillmesh/model';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PAGE_BYTES } from '../database/page-file.ts';
import type { HandCarrier } from '../node/hand-carrier.fixture.ts';
import {
  byHand,
  drained,
  freshId,
  MORNING_MS,
  ONE_TILL,
  type Opened,
  productPut,
  putProducts,
  sell,
  TestChain,
} from './chain.fixture.ts';
import { readModels } from './story.fixture.ts';

type ByHand = Opened & { readonly carrier: HandCarrier };

let chain: TestChain;
let till: ByHand;
beforeEach(async () => {
  chain = await TestChain.make(ONE_TILL);
  till = chain.openByHand('H1');
  await chain.openShop(till);
  await putProducts(till, productPut(till, 1), productPut(till, 2));
  await sell(till, 1);
});
afterEach(() => chain.end());

const openAt = async (folder: string): Promise<ByHand> => {
  const { carrier, options } = byHand();
  const opened = chain.open(folder, options);
  carrier().ready();
  await drained(opened.node);
  return { ...opened, carrier: carrier() };
};
const fileIn = (folder: string): string => join(folder, 'till.db');
const codes = ({ node }: Opened): readonly string[] => node.status().alarms.map(({ code }) => code);
const inDrawer = ({ node }: Opened): number => {
  const { shift } = node.state();
  return shift === null ? Number.NaN : (expectedDrawer(shift.totals).get('GBP') ?? 0);
};
const tagOf = ({ node }: Opened, saleId: string): string | undefined =>
  node.receipt(saleId)?.sale.document.label.split('-')[1];
/** A power cut now, all of the log written into the file. */
const cutPower = (): string => {
  const folder = chain.image('H1');
  const database = new DatabaseSync(fileIn(folder));
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  return folder;
};
const spoil = (folder: string, page: number, byte = 0): void => {
  const bytes = readFileSync(fileIn(folder));
  bytes.fill(byte, (page - 1) * PAGE_BYTES, page * PAGE_BYTES);
  writeFileSync(fileIn(folder), bytes);
};
const pagesOf = (folder: string): number => readFileSync(fileIn(folder)).length / PAGE_BYTES;
const everyFact = ({ node }: Opened) => readModels(node).facts;

it('[SALVAGE-01] [SALVAGE-03] I3: a header that is gone costs nothing: all is saved, the file kept, a new series begun', async () => {
  const before = till.node.till().seriesId;
  const first = await sell(till, 1, 2);
  const image = cutPower();
  spoil(image, 1);
  const damaged = readFileSync(fileIn(image));
  const mended = await openAt(image);
  expect(everyFact(mended)).toEqual(everyFact(till));
  expect(mended.node.stockLevels()).toEqual(till.node.stockLevels());
  expect(mended.node.till().seriesId).not.toBe(before);
  expect(codes(mended)).toEqual(expect.arrayContaining(['TILL-SALVAGED', 'TILL-BEGUN-ANEW']));
  expect(mended.node.status().alarms.find(({ code }) => code === 'TILL-SALVAGED')?.message).toContain(
    `till.db.damaged-${MORNING_MS}`,
  );
  expect(readFileSync(`${fileIn(image)}.damaged-${MORNING_MS}`)).toEqual(damaged);
  const sold = await sell(mended, 1);
  expect(tagOf(mended, sold)).not.toBe(tagOf(mended, first));
  expect(mended.node.receipt(sold)?.sale.document.label).toMatch(/-R-1$/);
});

it('[SALVAGE-04] I8: shift and drawer, session and basket go on where the damage left them; the shift can be closed', async () => {
  await sell(till, 2);
  await till.done({ kind: 'basket.add', code: '5000000000001' });
  const { shift, basket, session, shiftCount, lastBusinessDate } = till.node.state();
  const image = cutPower();
  spoil(image, 1);
  const mended = await openAt(image);
  expect(mended.node.state()).toMatchObject({ shift, basket, session, shiftCount, lastBusinessDate });
  await mended.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 350 });
  expect(inDrawer(mended)).toBe(10_000 + 3 * 350);
  expect(await mended.done({ kind: 'shift.close', countedMinor: 10_000 + 3 * 350 })).toMatchObject([
    { kind: 'z', varianceMinor: 0 },
  ]);
  await mended.done({ kind: 'shift.open', floatMinor: 0 });
  expect(mended.node.state().shift?.number).toBe(2);
});

it('[SALVAGE-04] I1: money that was taken for a basket comes first, its lines lost or not; nothing is opened twice', async () => {
  await till.done(
    { kind: 'basket.add', code: '5000000000001' },
    { kind: 'payment.take', tender: 'cash', tenderedMinor: 100 },
  );
  const { basket } = till.node.state();
  const objects = await till.carrier.everything();
  const image = cutPower();
  spoil(image, 1);
  let mended = await openAt(image);
  expect(mended.node.state().basket).toEqual(basket);
  await chain.close(mended.node);
  rmSync(fileIn(image));
  mended = await openAt(image);
  expect(mended.node.state()).toMatchObject({ shift: null, basket: null });
  mended.carrier.deliver(objects);
  await drained(mended.node);
  const [payment] = mended.node.state().basket?.payments ?? [];
  expect(mended.node.state().basket).toMatchObject({ basketId: basket?.basketId, lines: [] });
  expect(payment).toMatchObject({ amountMinor: 100 });
  await mended.done(
    { kind: 'session.sign-in', staffId: chain.staffId('Amelia'), pin: '482913' },
    { kind: 'payment.return', paymentId: payment?.paymentId ?? '', reason: 'till was mended' },
    { kind: 'basket.cancel', reason: 'till was mended' },
  );
  mended.carrier.deliver(objects);
  await drained(mended.node);
  expect(mended.node.state().basket).toBeNull();
  expect(await mended.done({ kind: 'shift.close', countedMinor: 10_350 })).toMatchObject([
    { kind: 'z', varianceMinor: 0 },
  ]);
});
