import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DevicesView } from '../../api/device-view.ts';
import type { OwnerSheetView } from '../../api/owner-view.ts';
import { codeOf, signIn } from '../process/cashier.fixture.ts';
import { CASHIER, OWNER, startTestTills, type TestTill } from '../process/till.fixture.ts';

let first: TestTill;
let second: TestTill;
beforeEach(async () => {
  [first, second] = await startTestTills();
});
afterEach(async () => {
  await second.remove();
  await first.remove();
});

const make = (till: TestTill) => till.ask<OwnerSheetView>('POST', '/api/owner-sheet', {});
const keep = (till: TestTill, fingerprint: string) =>
  till.ask('POST', '/api/owner-sheet/kept', { fingerprint });
const stop = (till: TestTill, fingerprint: string | undefined) =>
  till.ask('POST', '/api/owner-sheet/stop', { fingerprint });
const devicesOf = async (till: TestTill): Promise<DevicesView> =>
  (await till.ask<DevicesView>('GET', '/api/devices')).body;

it('[HOST-92] a new sheet is shown until it is kept, and only then is its key named', async () => {
  expect(codeOf(await make(first))).toBe('RIGHT-MISSING');
  await signIn(first, CASHIER);
  expect(codeOf(await make(first))).toBe('RIGHT-MISSING');
  for (const till of [first, second]) await signIn(till, OWNER);
  expect(codeOf(await make(second))).toBe('DEVICE-RIGHT-MISSING');
  const made = await make(first);
  expect(made.body).toMatchObject({ branch: 'Harbour Quay', tillCode: 'H1' });
  const { recoverySheet, fingerprint } = made.body;
  expect(fingerprint).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}( [0-9A-HJKMNP-TV-Z]{4}){3}$/);
  // Asked twice, or by a page loaded again, it is the same one.
  expect((await make(first)).body).toEqual(made.body);
  expect((await first.ask('GET', '/api/owner-sheet')).body).toEqual(made.body);
  expect(await devicesOf(first)).toMatchObject({ owners: [], mayMakeSheet: true });
  expect((await devicesOf(second)).mayMakeSheet).toBe(false);

  expect(codeOf(await first.ask('POST', '/api/owner-sheet/kept', {}))).toBe('BODY-UNEXPECTED');
  expect(codeOf(await keep(first, '7KQ2 7KQ2 7KQ2 7KQ2'))).toBe('SHEET-GONE');
  expect((await keep(first, fingerprint)).body).toBe(null);
  expect((await devicesOf(first)).owners).toMatchObject([
    { fingerprint, state: 'standing', namedBy: ['H1'], needed: 1, mayConfirm: false },
  ]);
  expect((await first.ask('GET', '/api/owner-sheet')).body).toBe(null);
  expect(codeOf(await keep(first, fingerprint))).toBe('SHEET-GONE');
  expect(first.logged.join('')).not.toContain(recoverySheet.slice(0, 5));
});

it('[HOST-92] one that is left is forgotten and names nothing', async () => {
  await signIn(first, OWNER);
  const { recoverySheet, fingerprint } = (await make(first)).body;
  expect(codeOf(await stop(first, undefined))).toBe('BODY-UNEXPECTED');
  // A window that shows an older one leaves that alone.
  expect((await stop(first, '7KQ2 7KQ2 7KQ2 7KQ2')).body).toBe(null);
  expect((await first.ask<OwnerSheetView>('GET', '/api/owner-sheet')).body.fingerprint).toBe(fingerprint);
  expect((await stop(first, fingerprint)).body).toBe(null);
  expect(codeOf(await keep(first, fingerprint))).toBe('SHEET-GONE');
  expect((await devicesOf(first)).owners).toEqual([]);
  expect((await make(first)).body.recoverySheet).not.toBe(recoverySheet);
});

it('[HOST-96] the next person at the till is given nothing of a new sheet, and names nothing', async () => {
  await signIn(first, OWNER);
  const { fingerprint } = (await make(first)).body;
  await signIn(first, CASHIER);
  expect((await first.ask('GET', '/api/owner-sheet')).body).toBe(null);
  expect(codeOf(await keep(first, fingerprint))).toBe('SHEET-GONE');
  expect(codeOf(await stop(first, fingerprint))).toBe('RIGHT-MISSING');
  await signIn(first, OWNER);
  expect((await first.ask('GET', '/api/owner-sheet')).body).toBe(null);
  expect((await devicesOf(first)).owners).toEqual([]);
});

it('[HOST-96] a new sheet that nobody asks for again is forgotten when its time is over', async () => {
  await signIn(first, OWNER);
  const { fingerprint } = (await make(first)).body;
  // The clock stands still, so nothing but the waiting that was begun can have forgotten it.
  first.passTime();
  expect((await first.ask('GET', '/api/owner-sheet')).body).toBe(null);
  expect(codeOf(await keep(first, fingerprint))).toBe('SHEET-GONE');
  // One that was left does not end the next one's time.
  const { fingerprint: left } = (await make(first)).body;
  await stop(first, left);
  const { body } = await make(first);
  expect((await first.ask('GET', '/api/owner-sheet')).body).toEqual(body);
});
