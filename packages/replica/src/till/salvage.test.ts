import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PAGE_BYTES } from '../database/page-file.ts';
import { drained, MORNING_MS, ONE_TILL, PINS, sell, TestChain, until } from './chain.fixture.ts';
import {
  type ByHand,
  cutPower,
  everyFact,
  fileIn,
  openAt,
  openSelling,
  spoil,
} from './damaged-till.fixture.ts';
import { codes, inDrawer, tagOf } from './look.fixture.ts';

let chain: TestChain;
let till: ByHand;
beforeEach(async () => {
  chain = await TestChain.make(ONE_TILL);
  till = await openSelling(chain);
});
afterEach(() => chain.end());

const signIn = () =>
  ({ kind: 'session.sign-in', staffId: chain.staffId('Amelia'), pin: PINS.owner }) as const;

it('[SALVAGE-01] [SALVAGE-03] I3: a header that is gone costs nothing: all is saved, the file kept, a new series begun', async () => {
  const before = till.node.till().seriesId;
  const first = await sell(till, 1, 2);
  const image = cutPower(chain);
  spoil(image, 1);
  const damaged = readFileSync(fileIn(image));
  const mended = await openAt(chain, image);
  expect(everyFact(mended)).toEqual(everyFact(till));
  expect(mended.node.stockLevels()).toEqual(till.node.stockLevels());
  expect(mended.node.till().seriesId).not.toBe(before);
  expect(codes(mended)).toEqual(expect.arrayContaining(['TILL-SALVAGED', 'TILL-BEGUN-ANEW']));
  expect(mended.node.status().alarms.find(({ code }) => code === 'TILL-SALVAGED')?.message).toContain(
    `till.db.damaged-${MORNING_MS}`,
  );
  expect(readFileSync(`${fileIn(image)}.damaged-${MORNING_MS}`)).toEqual(damaged);
  await mended.done(signIn());
  const sold = await sell(mended, 1);
  expect(tagOf(mended, sold)).not.toBe(tagOf(mended, first));
  expect(mended.node.receipt(sold)?.sale.document.label).toMatch(/-R-1$/);
});

it('[SALVAGE-04] [SALVAGE-02] I8: shift, drawer and basket go on where the damage left them, for whoever signs in; the shift can be closed', async () => {
  await sell(till, 2);
  await till.done({ kind: 'basket.add', code: '5000000000001' });
  const { shift, basket, shiftCount, lastBusinessDate } = till.node.state();
  const image = cutPower(chain);
  spoil(image, 1);
  const mended = await openAt(chain, image);
  await until(mended.node, () => mended.node.state().basket !== null);
  expect(mended.node.state()).toMatchObject({ shift, basket, shiftCount, lastBusinessDate });
  expect(await mended.refused({ kind: 'shift.close', countedMinor: 0 })).toBe('NOT-SIGNED-IN');
  await mended.done(signIn());
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
  const image = cutPower(chain);
  spoil(image, 1);
  let mended = await openAt(chain, image);
  await until(mended.node, () => mended.node.state().basket?.payments.length === 1);
  expect(mended.node.state().basket).toEqual(basket);
  await chain.close(mended.node);
  rmSync(fileIn(image));
  mended = await openAt(chain, image);
  expect(mended.node.state()).toMatchObject({ shift: null, basket: null });
  mended.carrier.deliver(objects);
  await drained(mended.node);
  await until(mended.node, () => mended.node.state().basket !== null);
  const [payment] = mended.node.state().basket?.payments ?? [];
  expect(mended.node.state().basket).toMatchObject({ basketId: basket?.basketId, lines: [] });
  expect(payment).toMatchObject({ amountMinor: 100 });
  await mended.done(
    signIn(),
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

it('[SALVAGE-04] I1: of several earlier lives the last counts, also where its clock stood behind: what was sold there is not open again', async () => {
  await till.done(
    { kind: 'basket.add', code: '5000000000001' },
    { kind: 'payment.take', tender: 'cash', tenderedMinor: 100 },
  );
  const first = cutPower(chain);
  spoil(first, 1);
  chain.clock.ms -= 3 * 60 * 60_000;
  const second = await openAt(chain, first);
  await until(second.node, () => second.node.state().basket?.payments.length === 1);
  await second.done(signIn(), { kind: 'payment.take', tender: 'cash', tenderedMinor: 250 });
  expect(second.node.state().basket).toBeNull();
  const facts = everyFact(second);
  const image = cutPower(chain, basename(first));
  spoil(image, 1);
  const third = await openAt(chain, image);
  expect(everyFact(third)).toEqual(facts);
  await until(third.node, () => third.node.state().shift !== null);
  expect(third.node.state().basket).toBeNull();
  expect(inDrawer(third)).toBe(10_000 + 2 * 350);
});

it('[SALVAGE-02] wrong PINs, which links are metered, and the answers given to commands come over', async () => {
  const { node } = till;
  const wrong = { kind: 'session.sign-in', staffId: chain.staffId('Sam'), pin: '0000' } as const;
  for (let n = 0; n < 4; n += 1) expect(await till.refused(wrong)).toBe('PIN-WRONG');
  const asked = { kind: 'basket.add', code: '5000000000001', id: 'ab'.repeat(16) } as const;
  const [answer] = await node.execute([asked]);
  const deviceId =
    node.shop().devices.find((device) => device.deviceId !== node.self.deviceId)?.deviceId ?? '';
  const plan = { bytesPerDay: 9_000_000, fromMinute: 60, toMinute: 120 };
  expect(node.meterLink(deviceId, plan)).toBe(true);
  const image = cutPower(chain);
  spoil(image, 1);
  const mended = await openAt(chain, image);
  expect(await mended.node.execute([asked])).toEqual([answer]);
  await until(mended.node, () => mended.node.state().basket !== null);
  expect(mended.node.state().basket?.lines).toHaveLength(1);
  expect(mended.node.metered()).toMatchObject([{ deviceId, ...plan }]);
  await mended.refused(wrong);
  expect(await mended.refused({ ...wrong, pin: '1357' })).toBe('PIN-LOCKED');
});

it('[SALVAGE-06] what no commit ended is not saved, however whole it looks; what one did is, out of the log too', async () => {
  await sell(till, 2);
  const facts = everyFact(till);
  const image = chain.image('H1');
  const database = new DatabaseSync(fileIn(image));
  // So that pages of the open transaction go into the log before it ends.
  database.exec('PRAGMA cache_size=1; PRAGMA wal_autocheckpoint=0; BEGIN IMMEDIATE');
  const position = 'SELECT max(position) FROM object';
  database.exec(
    `INSERT INTO object SELECT NULL, hash, document, 'again', current, state, bytes FROM object WHERE position < (${position})`,
  );
  const cut = chain.image(image.slice(chain.folder.length + 1));
  database.close();
  expect(readFileSync(`${fileIn(cut)}-wal`).length).toBeGreaterThan(readFileSync(fileIn(image)).length / 2);
  spoil(cut, 1);
  const mended = await openAt(chain, cut);
  expect(everyFact(mended)).toEqual(facts);
  expect(mended.node.status().counts.invalid).toBe(0);
});

it('[SALVAGE-01] a file that is cut, empty or gone, with its log or without: the till comes back', async () => {
  const objects = await till.carrier.everything();
  const facts = everyFact(till);
  const states: readonly ((file: string) => void)[] = [
    (file) => truncateSync(file, 3 * PAGE_BYTES + 7),
    (file) => truncateSync(file),
    (file) => rmSync(file),
    (file) => {
      rmSync(file);
      rmSync(`${file}-wal`);
    },
    (file) => writeFileSync(file, 'rubbish'.repeat(3_000)),
  ];
  for (const [at, damage] of states.entries()) {
    const image = at === 2 ? chain.image('H1') : cutPower(chain);
    if (at !== 2) writeFileSync(`${fileIn(image)}-wal`, '');
    damage(fileIn(image));
    const mended = await openAt(chain, image);
    mended.carrier.deliver(objects);
    await drained(mended.node);
    expect(everyFact(mended)).toEqual(facts);
    expect(mended.node.till().seriesId).not.toBe(till.node.till().seriesId);
    await until(mended.node, () => mended.node.state().shift !== null);
    expect(inDrawer(mended)).toBe(10_350);
    await chain.close(mended.node);
  }
});

it('[SALVAGE-01] a salvage that was broken off is done again, or put in place', async () => {
  const image = cutPower(chain);
  const file = fileIn(image);
  spoil(image, 1);
  writeFileSync(`${file}.part`, 'half');
  let mended = await openAt(chain, image);
  expect(everyFact(mended)).toEqual(everyFact(till));
  await chain.close(mended.node);
  // Ended when the damaged file was set aside and the new one not in its place yet.
  const { seriesId } = mended.node.till();
  for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  writeFileSync(`${file}.salvaged`, readFileSync(file));
  rmSync(file);
  mended = await openAt(chain, image);
  expect(mended.node.till().seriesId).toBe(seriesId);
  expect(codes(mended)).toContain('TILL-SALVAGED');
  expect(existsSync(`${file}.salvaged`)).toBe(false);
  await chain.close(mended.node);
  // Told until somebody has taken it away.
  rmSync(`${file}.damaged-${MORNING_MS}`);
  expect(codes(await openAt(chain, image))).not.toContain('TILL-SALVAGED');
});

it('[SALVAGE-09] I3: a log that is gone, cut or rubbish is noticed, and a new series begun; an index is only rebuilt', async () => {
  await sell(till, 2);
  const objects = await till.carrier.everything();
  const before = till.node.till().seriesId;
  const states: readonly ((file: string) => void)[] = [
    (file) => rmSync(`${file}-wal`),
    (file) => truncateSync(`${file}-wal`, 32 + 24 + 100),
    (file) => writeFileSync(`${file}-wal`, 'rubbish'.repeat(9_000)),
  ];
  for (const damage of states) {
    const image = chain.image('H1');
    damage(fileIn(image));
    rmSync(`${fileIn(image)}-shm`, { force: true });
    const opened = await openAt(chain, image);
    expect(opened.node.till().seriesId).not.toBe(before);
    opened.carrier.deliver(objects);
    await drained(opened.node);
    expect(everyFact(opened)).toEqual(everyFact(till));
    expect(opened.node.status().counts.forks).toBe(0);
    expect(inDrawer(opened)).toBe(10_700);
    await chain.close(opened.node);
  }
  const image = chain.image('H1');
  writeFileSync(`${fileIn(image)}-shm`, 'rubbish'.repeat(5_000));
  const opened = await openAt(chain, image);
  expect(opened.node.till().seriesId).toBe(before);
  expect(everyFact(opened)).toEqual(everyFact(till));
});
