import type { CarrierConfig, CarrierPort } from '@tillmesh/replica';
import { createCarrier } from '@tillmesh/replica/carrier';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ExceptionsView } from '../../api/exception-view.ts';
import { codeOf, okOf, openShop, signIn } from '../process/cashier.fixture.ts';
import { CASHIER, startTestTill, type TestTill } from '../process/till.fixture.ts';

type Said = Parameters<Parameters<CarrierPort['onOutput']>[0]>[0];

/** A real carrier, which says besides what a test has it say. */
const createVoice = () => {
  const listeners = new Set<(output: Said) => void>();
  const sent: unknown[] = [];
  return {
    sent,
    say: (output: Said): void => {
      for (const listener of listeners) listener(output);
    },
    carrier: (config: CarrierConfig): CarrierPort => {
      const carrier = createCarrier(config);
      return {
        send: (input) => {
          sent.push(input);
          carrier.send(input);
        },
        onOutput: (listener) => {
          listeners.add(listener);
          return carrier.onOutput(listener);
        },
        close: () => carrier.close(),
      };
    },
  };
};

let till: TestTill;
let voice: ReturnType<typeof createVoice>;
beforeEach(async () => {
  voice = createVoice();
  till = await startTestTill('demo', { carrier: voice.carrier });
  await openShop(till);
});
afterEach(() => till.remove());

const view = async (): Promise<ExceptionsView> =>
  (await till.ask<ExceptionsView>('GET', '/api/exceptions')).body;
const ledgerOfTill = () => ({
  kind: 'ledger' as const,
  parts: [till.node().status().series[0]?.seriesId ?? '', '0'],
});
const refused = (code: string, peer: string): void =>
  voice.say({ type: 'alarm', code, message: 'It was refused.', peer, ref: ledgerOfTill() });
const asCashier = async (): Promise<void> => {
  okOf(await till.run({ kind: 'session.sign-out' }));
  okOf(await signIn(till, CASHIER));
};

it('[HOST-41] exceptions are told with the till at fault and the document by their names', async () => {
  expect(await view()).toEqual({ exceptions: [], quarantines: [], withheld: [] });
  refused('CHANGE-REFUSED', till.node().self.deviceId);
  refused('LINK-SENDER', 'ee'.repeat(16));
  voice.say({
    type: 'alarm',
    code: 'CHUNK-QUARANTINED',
    message: 'Damaged.',
    ref: { kind: 'catalog', parts: ['3', '0'] },
  });
  const { exceptions } = await view();
  expect(exceptions.map(({ code, device, document, times }) => [code, device, document, times])).toEqual([
    ['CHUNK-QUARANTINED', null, { kind: 'catalog', till: null }, 1],
    ['LINK-SENDER', { kind: 'unknown', code: '' }, { kind: 'ledger', till: 'H1' }, 1],
    ['CHANGE-REFUSED', { kind: 'till', code: 'H1' }, { kind: 'ledger', till: 'H1' }, 1],
  ]);
});

it('[HOST-41] who may manage the shop marks them as seen; nobody else does', async () => {
  refused('CHANGE-REFUSED', till.node().self.deviceId);
  const [exception] = (await view()).exceptions;
  const ids = [exception?.id ?? ''];
  for (const body of [
    null,
    {},
    { ids: 'all' },
    { ids: [1] },
    { ids: Array.from({ length: 201 }, () => 'x') },
  ])
    expect(codeOf(await till.ask('POST', '/api/exceptions/seen', body))).toBe('BODY-UNEXPECTED');
  await asCashier();
  expect(codeOf(await till.ask('POST', '/api/exceptions/seen', { ids }))).toBe('RIGHT-MISSING');
  expect((await view()).exceptions).toMatchObject([{ seen: false }]);
  okOf(await till.run({ kind: 'session.sign-out' }));
  okOf(await signIn(till));
  const seen = await till.ask<ExceptionsView>('POST', '/api/exceptions/seen', { ids: [...ids, 'no such'] });
  expect(seen).toMatchObject({ status: 200, body: { exceptions: [{ seen: true }] } });
});

it('[HOST-41] what is under quarantine is told, and ended by who may manage the shop', async () => {
  const ref = ledgerOfTill();
  const quarantine = {
    ref,
    peer: 'ee'.repeat(16),
    measure: 'muted',
    sinceMs: 1,
    untilMs: 2,
    times: 1,
  } as const;
  voice.say({ type: 'quarantines', quarantines: [{ ...quarantine, isOver: false }] });
  const { quarantines } = await view();
  expect(quarantines).toEqual([
    {
      id: quarantines[0]?.id,
      measure: 'muted',
      device: { kind: 'unknown', code: '' },
      document: { kind: 'ledger', till: 'H1' },
      sinceMs: 1,
      untilMs: 2,
    },
  ]);
  const lift = () => till.ask('POST', '/api/exceptions/lift', { id: quarantines[0]?.id });
  expect(codeOf(await till.ask('POST', '/api/exceptions/lift', { id: 7 }))).toBe('BODY-UNEXPECTED');
  await asCashier();
  expect(codeOf(await lift())).toBe('RIGHT-MISSING');
  okOf(await till.run({ kind: 'session.sign-out' }));
  okOf(await signIn(till));
  expect((await lift()).status).toBe(200);
  expect(voice.sent).toContainEqual({ type: 'lift', pair: { ref, peer: 'ee'.repeat(16) } });
});
