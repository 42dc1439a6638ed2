import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CommandBody, FactKind } from '@tillmesh/model';
import type { HandCarrier } from '../node/hand-carrier.fixture.ts';
import {
  codeOf,
  drained,
  freshId,
  ONE_TILL,
  type Opened,
  PINS,
  productPut,
  putProducts,
  TestChain,
} from './chain.fixture.ts';

type ByHand = Opened & { readonly carrier: HandCarrier };

let chain: TestChain;
let till: ByHand;
beforeEach(async () => {
  chain = await TestChain.make({
    ...ONE_TILL,
    branches: [{ name: 'North', country: 'GB', tills: ['H1', 'H2'] }],
  });
  till = chain.openByHand('H1');
  await chain.openShop(till);
  await putProducts(till, productPut(till, 1));
  await till.done(signIn('Sam', PINS.cashier), { kind: 'basket.add', code: codeOf(1) });
});
afterEach(() => chain.end());

const signIn = (name: string, pin: string): CommandBody => ({
  kind: 'session.sign-in',
  staffId: chain.staffId(name),
  pin,
});
const override: CommandBody = {
  kind: 'basket.override-price',
  line: 1,
  unitPriceMinor: 200,
  reason: 'dented',
};
const byPin = (pin: string) => ({ approval: { staffId: chain.staffId('Amelia'), pin } });
const codeOfOne = async (command: object): Promise<string> => {
  const [result] = await till.node.execute([{ id: freshId(), ...command }]);
  return result === undefined || result.ok ? 'done' : result.rejection.code;
};
const kinds = (): readonly FactKind[] => till.node.facts(0, 1_000).map(({ fact }) => fact.fact.kind);
const hear = async (listener: ByHand, speaker: ByHand): Promise<void> => {
  listener.carrier.deliver(await speaker.carrier.everything());
  await drained(listener.node);
};

it('[TPIN-07] the PIN of whoever approves opens what one signed in may not do, once', async () => {
  expect(await codeOfOne(override)).toBe('RIGHT-MISSING');
  expect(await codeOfOne({ ...override, ...byPin(PINS.owner) })).toBe('done');
  expect(till.node.state().basket?.lines[0]?.unitPriceMinor).toBe(200);
  expect(till.node.state().session?.staffId).toBe(chain.staffId('Sam'));
  const [given] = till.node.facts(0, 1_000).filter(({ fact }) => fact.fact.kind === 'approval.given');
  expect(given?.fact.stamp).toMatchObject({
    staffId: chain.staffId('Sam'),
    approverId: chain.staffId('Amelia'),
  });
  expect(await codeOfOne(override)).toBe('RIGHT-MISSING');
});

it('[TPIN-07] wrong ones are counted like those of a sign-in, over a restart, and lock', async () => {
  for (let tries = 0; tries < 3; tries += 1)
    expect(await codeOfOne({ ...override, ...byPin('0000') })).toBe('PIN-WRONG');
  await chain.close(till.node);
  till = chain.openByHand('H1');
  expect(await codeOfOne(signIn('Amelia', '0000'))).toBe('PIN-WRONG');
  expect(await codeOfOne({ ...override, ...byPin('0000') })).toBe('PIN-WRONG');
  expect(await codeOfOne({ ...override, ...byPin(PINS.owner) })).toBe('PIN-LOCKED');
  expect(await codeOfOne(signIn('Amelia', PINS.owner))).toBe('PIN-LOCKED');
});

it('[TPIN-07] where it is wrong the PIN of a sign-in is not tried beside it: each try is a fact', async () => {
  const guess = { ...signIn('Sam', '0000'), ...byPin('0000') };
  const tries = () => kinds().filter((kind) => kind === 'sign-in.failed').length;
  for (let n = 1; n <= 4; n += 1) expect([await codeOfOne(guess), tries()]).toEqual(['PIN-WRONG', n]);
  expect(await codeOfOne(signIn('Sam', '0000'))).toBe('PIN-WRONG');
  expect(await codeOfOne(signIn('Sam', PINS.cashier))).toBe('done');
  expect(await codeOfOne(guess)).toBe('PIN-WRONG');
  expect(await codeOfOne(guess)).toBe('PIN-LOCKED');
});

it('[TILL-12] a refused command leaves nothing but the facts that somebody tried, once for its id', async () => {
  const before = { state: till.node.state(), kinds: kinds() };
  const command = { id: freshId(), ...override, ...byPin('0000') };
  const first = await till.node.execute([command]);
  expect(first).toMatchObject([{ ok: false, rejection: { code: 'PIN-WRONG' } }]);
  expect(kinds()).toEqual([...before.kinds, 'sign-in.failed']);
  expect(till.node.state()).toEqual(before.state);
  expect(await till.node.execute([command, command])).toEqual([...first, ...first]);
  expect(kinds()).toEqual([...before.kinds, 'sign-in.failed']);
  const image = chain.open(chain.image('H1'));
  expect(image.node.facts(0, 1_000)).toEqual(till.node.facts(0, 1_000));
  await till.done({ kind: 'basket.cancel', reason: 'left' });
  expect(till.node.status().ownSequence).toBe(till.node.facts(0, 1_000).length);
});

it('[FOLD-03] what is asked at one till is answered at another, and counts there once it comes', async () => {
  const other = chain.openByHand('H2');
  const [asked] = await till.done({
    kind: 'approval.request',
    right: 'override-price',
    detail: 'dented tin',
  });
  const requestId = asked?.kind === 'approval' ? asked.requestId : '';
  const approval = { requestId };
  expect(await codeOfOne({ ...override, approval })).toBe('APPROVAL-PENDING');
  await hear(other, till);
  expect(other.node.lookup.approvalRequest(requestId)).toMatchObject({
    right: 'override-price',
    staffId: chain.staffId('Sam'),
    detail: 'dented tin',
  });
  await other.done(signIn('Amelia', PINS.owner), { kind: 'approval.answer', requestId, granted: true });
  await hear(till, other);
  expect(till.node.lookup.approval(requestId)).toMatchObject({
    granted: true,
    approverId: chain.staffId('Amelia'),
  });
  expect(await codeOfOne({ ...override, approval })).toBe('done');
  expect(await codeOfOne({ ...override, approval })).toBe('APPROVAL-UNKNOWN');
});
