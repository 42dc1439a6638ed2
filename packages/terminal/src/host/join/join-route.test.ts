import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EnrolView } from '../../api/enrol-view.ts';
import type { JoinView } from '../../api/join-view.ts';
import type { ErrorReply, HealthView } from '../../api/view.ts';
import { CASHIER, OWNER, startTestTill, type TestTill } from '../process/till.fixture.ts';

let admin: TestTill;
let blank: TestTill;
beforeEach(async () => {
  [admin, blank] = [await startTestTill('real', {}, true), await startTestTill(null, {}, true)];
  await admin.run({ kind: 'session.sign-in', staffId: admin.staffId(OWNER.name), pin: OWNER.pin });
});
afterEach(async () => {
  await blank.remove();
  await admin.remove();
});

const join = async (path: string, body?: unknown): Promise<JoinView | null> =>
  (await blank.ask<JoinView | null>(body === undefined ? 'GET' : 'POST', `/api/join${path}`, body)).body;
const enrol = (path: string, body?: unknown) =>
  admin.ask<EnrolView & ErrorReply>(body === undefined ? 'GET' : 'POST', `/api/enrol${path}`, body);

/** Asks until the new device is at a step. */
const joinAt = async <S extends JoinView['state']['step']>(
  step: S,
  holds: (state: Extract<JoinView['state'], { step: S }>) => boolean = () => true,
): Promise<Extract<JoinView['state'], { step: S }>> => {
  for (;;) {
    const state = (await join(''))?.state;
    if (state?.step === step && holds(state as never)) return state as never;
    if (state?.step === 'blank' && step !== 'blank' && state.refusal !== null)
      throw new Error(state.refusal.code);
  }
};
const windowAt = async (holds: (state: NonNullable<EnrolView['window']>['state']) => boolean) => {
  for (;;) {
    const { window } = (await enrol('')).body;
    if (window !== null && holds(window.state)) return window;
  }
};

it('[JOIN-01] a blank till joins a shop over both local APIs and goes on as its till, in the same process', async () => {
  expect((await join(''))?.state).toEqual({ step: 'blank', refusal: null });
  const opened = await enrol('', { device: 'till', code: 'H2', name: 'By the door' });
  expect(opened.body.window).toMatchObject({ plan: { code: 'H2' }, state: { step: 'open', triesLeft: 3 } });
  const [address = ''] = opened.body.window?.addresses ?? [];
  expect((await join('', { address }))?.state.step).not.toBe('joined');
  const { code, picture } = await joinAt('code');
  expect(picture.path).toMatch(/^M\d/);
  await windowAt((state) => state.step === 'open' && state.waiting.length === 1);
  expect((await enrol('/code', { code: code === '000000' ? '1' : '000000' })).body.code).toMatch(
    /^ENROL-CODE/,
  );
  const typed = await enrol('/code', { code });
  expect(typed.body.window?.state).toMatchObject({ step: 'joined' });
  expect((await joinAt('found')).place).toEqual({
    shop: 'Harbour & Sons',
    branch: 'Harbour Quay',
    code: 'H2',
    kind: 'till',
  });
  expect((await blank.ask<HealthView>('GET', '/api/health')).body.phase).toBe('setup');
  expect((await join('/confirm', {}))?.state.step).toBe('joined');
  expect((await blank.ask<HealthView>('GET', '/api/health')).body).toMatchObject({
    phase: 'till',
    code: 'H2',
  });
  expect(blank.said.at(-1)).toMatch(/^till H2 ready at http/);
  await joinAt('joined', ({ linked }) => linked);
  await windowAt((state) => state.step === 'joined' && state.papers === 'taken' && state.linked);
  expect(await join('/done', {})).toBeNull();
  const [signedIn] = await blank.run({
    kind: 'session.sign-in',
    staffId: admin.staffId(CASHIER.name),
    pin: CASHIER.pin,
  });
  expect(signedIn?.ok).toBe(true);
});

it('[JOIN-02] the new till says how many products have come, and of how many', async () => {
  const productId = admin.node().productIdOf('A');
  const core = {
    sku: 'A',
    name: 'Apple',
    codes: [],
    unit: 'piece',
    taxClass: 'standard',
    category: '',
  } as const;
  await admin.run({ kind: 'catalog.put', products: [{ productId, core, priceMinor: 50 }] });
  const { window } = (await enrol('', { device: 'till', code: 'H2' })).body;
  await join('', { address: window?.addresses[0] });
  const { code } = await joinAt('code');
  await windowAt((state) => state.step === 'open' && state.waiting.length === 1);
  await enrol('/code', { code });
  await joinAt('found');
  expect((await join('/confirm', {}))?.state).toMatchObject({ products: { expected: 1 } });
  await joinAt('joined', ({ products }) => products.here === 1);
});

it('[JOIN-03] who may not manage the shop opens no window, types no code and stops none', async () => {
  await enrol('', { device: 'till', code: 'H2' });
  await admin.run({ kind: 'session.sign-out' });
  await admin.run({ kind: 'session.sign-in', staffId: admin.staffId(CASHIER.name), pin: CASHIER.pin });
  for (const [path, body] of [
    ['', { device: 'till', code: 'H3' }],
    ['/code', { code: '123456' }],
    ['/stop', {}],
  ] as const) {
    expect(await enrol(path, body)).toMatchObject({ status: 403, body: { code: 'RIGHT-MISSING' } });
  }
  expect((await enrol('')).body.window?.state.step).toBe('open');
});

it('[JOIN-04] what does not fit is refused with a code, and the blank till stays blank', async () => {
  expect(await blank.ask('POST', '/api/join', { address: 'no address' })).toMatchObject({
    status: 422,
    body: { code: 'ENROL-ADDRESS-MALFORMED' },
  });
  expect(await blank.ask('POST', '/api/join', { to: '' })).toMatchObject({
    body: { code: 'BODY-UNEXPECTED' },
  });
  expect(await blank.ask('POST', '/api/join/confirm', {})).toMatchObject({ status: 422 });
  expect(await enrol('', { device: 'drone', code: 'H2' })).toMatchObject({
    body: { code: 'BODY-UNEXPECTED' },
  });
  expect(await enrol('', { device: 'till', code: 'H1' })).toMatchObject({
    status: 422,
    body: { code: 'DEVICE-CODE-TAKEN' },
  });
  expect(await enrol('/code', { code: '123456' })).toMatchObject({ body: { code: 'ENROL-WINDOW-SHUT' } });
  expect(await admin.ask('GET', '/api/join')).toMatchObject({ status: 200, body: null });
  expect(await admin.ask('POST', '/api/join', { address: '127.0.0.1' })).toMatchObject({
    body: { code: 'ALREADY-SET-UP' },
  });
  await join('', { address: '127.0.0.1:1' });
  expect(await joinAt('blank', ({ refusal }) => refusal !== null)).toMatchObject({
    refusal: { code: 'ENROL-UNREACHABLE' },
  });
  await enrol('', { device: 'till', code: 'H2' });
  expect((await enrol('/stop', {})).body.window?.state).toMatchObject({
    step: 'shut',
    refusal: { code: 'ENROL-STOPPED' },
  });
});

it('[JOIN-05] a shop can be made after joining was begun, and then nobody joins', async () => {
  const { window } = (await enrol('', { device: 'till', code: 'H2' })).body;
  await join('', { address: window?.addresses[0] });
  await joinAt('code');
  const made = await blank.ask('POST', '/api/setup', {
    organisation: 'Own shop',
    branch: 'Here',
    tillCode: 'H1',
    country: 'GB',
    zone: 'Europe/London',
    ownerName: 'Bo',
    ownerPin: '4711',
  });
  expect(made.status).toBe(200);
  expect(await join('')).toBeNull();
  await windowAt((state) => state.step === 'open' && state.waiting.length === 0);
});
