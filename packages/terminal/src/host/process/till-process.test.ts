import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SetupChoices, SetupReply } from '../../api/setup-view.ts';
import type { ErrorReply, HealthView } from '../../api/view.ts';
import { askRaw, codeIn } from '../api/raw-http.fixture.ts';
import { codeOf, CSV, importCsv, okOf, sell } from './cashier.fixture.ts';
import { startTestTill, type TestTill } from './till.fixture.ts';

let till: TestTill;
const open = async (...args: Parameters<typeof startTestTill>) => {
  till = await startTestTill(...args);
};
afterEach(() => till.remove());

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
    await importCsv(till, CSV);
    okOf(await till.run({ kind: 'shift.open', floatMinor: 0 }));
    await sell(till);
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
  it('[HOST-02] [HOST-03] a script finds address and token while it runs; ended, it leaves none and answers no more', async () => {
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

  it('[HOST-02] a screen that does not answer keeps no till from ending', async () => {
    await open('demo');
    const screen = await till.openScreen();
    screen.socket.pause();
    const port = Number(new URL(till.address()).port);
    await till.stop();
    await expect(askRaw(port, 'GET / HTTP/1.1', [`host: 127.0.0.1:${port}`])).rejects.toThrow('ECONNREFUSED');
    screen.socket.terminate();
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
