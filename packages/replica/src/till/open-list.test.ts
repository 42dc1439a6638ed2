import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Opened, PINS, sell, type TestChain } from './chain.fixture.ts';
import { type ByHand, hear, shareDrawer } from './shared-drawer.fixture.ts';

let chain: TestChain;
let opener: ByHand;
let joiner: ByHand;
let shiftId: string;
beforeEach(async () => {
  ({ chain, opener, joiner, shiftId } = await shareDrawer());
});
afterEach(() => chain.end());

const open = ({ node }: Opened): readonly string[] => node.openShifts().map((shift) => shift.shiftId);
const waiting = ({ node }: Opened) =>
  node
    .waitingShifts()
    .map(({ shift, uncounted }) => [
      shift.shiftId,
      uncounted.reduce((sum, { totals }) => sum + totals.salesCount, 0),
    ]);
const asked = ({ node }: Opened): readonly string[] => node.openRequests().map(({ detail }) => detail);
const close = (countedMinor: number): Promise<unknown> => opener.done({ kind: 'shift.close', countedMinor });
const supplement = { kind: 'shift.supplement', shiftId: '' } as const;

it('[FOLD-04] a shift is open until its Z is heard', async () => {
  expect([open(opener), open(joiner)]).toEqual([[shiftId], [shiftId]]);
  chain.clock.ms += 60_000;
  await close(10_000);
  await opener.done({ kind: 'shift.open', floatMinor: 0 });
  const second = opener.node.state().shift?.shiftId ?? '';
  expect([open(opener), open(joiner)]).toEqual([[second], [shiftId]]);
  await hear(joiner, opener);
  expect(open(joiner)).toEqual([second]);
});

it('[FOLD-04] a closed shift waits from when more came of it until its supplement, at the till that closed it', async () => {
  await sell(joiner, 1);
  await hear(opener, joiner);
  await close(10_350);
  expect(waiting(opener)).toEqual([]);
  await sell(joiner, 1);
  await joiner.done({ kind: 'shift.leave' });
  await hear(joiner, opener);
  await hear(opener, joiner);
  expect([waiting(opener), waiting(joiner)]).toEqual([[[shiftId, 1]], []]);
  await chain.close(opener.node);
  opener = chain.openByHand('H1');
  expect(waiting(opener)).toEqual([[shiftId, 1]]);
  await opener.done({ ...supplement, shiftId });
  expect(waiting(opener)).toEqual([]);
});

it('[FOLD-04] so does one of which something stood behind a gap when it was closed', async () => {
  await hear(opener, joiner);
  await sell(joiner, 1);
  await hear(opener, joiner, 2);
  await close(10_000);
  expect(waiting(opener)).toEqual([]);
  await hear(opener, joiner);
  expect(waiting(opener)).toEqual([[shiftId, 1]]);
  await opener.done({ ...supplement, shiftId });
  expect(waiting(opener)).toEqual([]);
});

it('[FOLD-04] what is asked is open until it is answered or its shift is closed', async () => {
  const ask = (detail: string) => ({ kind: 'approval.request', right: 'refund', detail }) as const;
  await joiner.done({ kind: 'session.sign-in', staffId: chain.staffId('Sam'), pin: PINS.cashier });
  const [one] = await joiner.done(ask('one'));
  chain.clock.ms += 1;
  await joiner.done(ask('two'));
  await hear(opener, joiner);
  expect([asked(opener), asked(joiner)]).toEqual([
    ['two', 'one'],
    ['two', 'one'],
  ]);
  const requestId = one?.kind === 'approval' ? one.requestId : '';
  await opener.done({ kind: 'approval.answer', requestId, granted: false });
  expect(asked(opener)).toEqual(['two']);
  await close(10_000);
  expect(asked(opener)).toEqual([]);
  await joiner.done(ask('three'));
  await hear(joiner, opener);
  expect(asked(joiner)).toEqual([]);
  await hear(opener, joiner);
  expect(asked(opener)).toEqual([]);
});

it('[FOLD-05] a document is told with what was said of it later, at whatever till', async () => {
  const saleId = await sell(opener, 1);
  expect(opener.node.document(saleId)?.since).toEqual([]);
  await opener.done({ kind: 'document.reprint', documentId: saleId });
  await hear(joiner, opener);
  chain.clock.ms += 1;
  await joiner.done({ kind: 'document.reprint', documentId: saleId });
  await hear(opener, joiner);
  for (const { node } of [opener, joiner])
    expect(node.document(saleId)?.since.map(({ fact, deviceId }) => [fact.kind, deviceId])).toEqual([
      ['document.reprinted', opener.node.self.deviceId],
      ['document.reprinted', joiner.node.self.deviceId],
    ]);
});
