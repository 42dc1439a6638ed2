import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Answer, LedgerFact } from '@tillmesh/model';
import { byHand, type Opened, sell, type TestChain } from './chain.fixture.ts';
import { type ByHand, hear, shareDrawer } from './shared-drawer.fixture.ts';

let chain: TestChain;
let opener: ByHand;
let joiner: ByHand;
let shiftId: string;
beforeEach(async () => {
  ({ chain, opener, joiner, shiftId } = await shareDrawer());
});
afterEach(() => chain.end());

const link = (till: ByHand, other: ByHand, state: 'linked' | 'away'): void => {
  const { deviceId } = other.node.self;
  till.carrier.emit({ type: 'links', links: [{ deviceId, state, sinceMs: 0, cause: '' }] });
};
const uncounted = () => opener.node.lookup.uncounted(shiftId);
const close = async (countedMinor: number): Promise<Extract<Answer, { kind: 'z' }>> => {
  const [answer] = await opener.done({ kind: 'shift.close', countedMinor });
  if (answer?.kind !== 'z') throw new Error('no Z');
  return answer;
};
const factsOf = ({ node }: Opened): readonly LedgerFact[] => node.facts(0, 100_000).map(({ fact }) => fact);
/** The entries of the shift that are neither its Z nor its supplements. */
const ofShift = (till: Opened): readonly string[] =>
  factsOf(till)
    .filter(({ stamp, fact }) => stamp.shiftId === shiftId && !/closed|supplemented/.test(fact.kind))
    .map(({ entry }) => entry);

it('[ZCOUNT-01] the Z of a drawer counts each till that sold into it, its own first, without reading an entry', async () => {
  await sell(opener, 1);
  await sell(joiner, 2, 2);
  await hear(opener, joiner);
  const parts = uncounted();
  expect(parts.map(({ part }) => part.tillCode)).toEqual(['H1', 'H2']);
  expect(parts.map(({ totals }) => totals.salesGrossMinor)).toEqual([350, 2_000]);
  expect(parts.map(({ part }) => part.grandSalesMinor)).toEqual([350, 2_000]);
  expect(await close(10_000 + 2_350)).toMatchObject({ varianceMinor: 0 });
  expect(uncounted()).toEqual([]);
  await hear(joiner, opener);
  expect(joiner.node.lookup.shift(shiftId)).toMatchObject({
    z: { deviceId: opener.node.self.deviceId },
    supplements: 0,
  });
});

it('[ZCOUNT-04] what a till sold apart goes into a supplement, and each entry into exactly one document', async () => {
  await sell(joiner, 1);
  await hear(opener, joiner);
  await sell(joiner, 2);
  await close(10_350);
  const supplement = { kind: 'shift.supplement', shiftId } as const;
  expect(await opener.refused(supplement)).toBe('SUPPLEMENT-EMPTY');
  await hear(opener, joiner);
  expect(await opener.refused(supplement)).toBe('done');
  expect(await opener.refused(supplement)).toBe('SUPPLEMENT-EMPTY');
  expect(opener.node.lookup.shift(shiftId)?.supplements).toBe(1);
  const documents = factsOf(opener).flatMap(({ fact }) =>
    fact.kind === 'shift.closed' || fact.kind === 'shift.supplemented' ? [fact] : [],
  );
  expect(documents.map(({ totals }) => totals.salesGrossMinor)).toEqual([350, 1_000]);
  const entries = documents.flatMap(({ parts }) => parts.map((part) => part.entries));
  expect(entries.reduce((sum, each) => sum + each, 0)).toBe(ofShift(opener).length);
});

it.each([false, true])(
  '[ZCOUNT-04] a till of an older image counts what its lost life sold; before it knew it sold itself: %s',
  async (isForked) => {
    await sell(opener, 1);
    const image = chain.image('H1');
    await sell(opener, 1);
    await sell(joiner, 1);
    await hear(joiner, opener);
    await chain.close(opener.node);
    const { carrier, options } = byHand();
    opener = { ...chain.open(image, options), carrier: carrier() };
    carrier().ready();
    if (isForked) await sell(opener, 1);
    await hear(opener, joiner);
    await sell(opener, 1);
    const sales = isForked ? 5 : 4;
    const counts = uncounted().map(({ totals }) => totals.salesCount);
    expect(counts.toSorted((a, b) => a - b)).toEqual([1, 1, sales - 2]);
    expect(await close(10_000 + 350 * sales)).toMatchObject({ varianceMinor: 0 });
    expect([uncounted(), opener.node.waitingShifts()]).toEqual([[], []]);
  },
);

it('[ZCOUNT-05] a till counts as heard while it is linked, and no longer', async () => {
  await sell(joiner, 1);
  await hear(opener, joiner);
  const heard = (): readonly boolean[] => uncounted().map(({ part }) => part.heard);
  expect(heard()).toEqual([true, false]);
  link(opener, joiner, 'linked');
  expect(heard()).toEqual([true, true]);
  link(opener, joiner, 'away');
  expect(heard()).toEqual([true, false]);
  expect(await close(10_350)).toMatchObject({ notHeard: ['H2'] });
});

it('[ZCOUNT-05] nor when what carries the links dies', async () => {
  await sell(joiner, 1);
  await hear(opener, joiner);
  link(opener, joiner, 'linked');
  opener.carrier.emit({ type: 'alarm', code: 'CARRIER-DIED', message: 'killed' });
  expect(uncounted().map(({ part }) => part.heard)).toEqual([true, false]);
});

it('[ZCOUNT-06] what moves nothing, such as leaving a shift that was closed, is no reason for a supplement', async () => {
  await sell(joiner, 1);
  await hear(opener, joiner);
  await close(10_350);
  await hear(joiner, opener);
  await joiner.done({ kind: 'shift.leave' });
  await hear(opener, joiner);
  expect(uncounted()).toEqual([]);
  expect(await opener.refused({ kind: 'shift.supplement', shiftId })).toBe('SUPPLEMENT-EMPTY');
});

it('[FOLD-01] I5: a shift, its Z and what is uncounted are the same after a restart', async () => {
  await sell(joiner, 1);
  await sell(opener, 2);
  await hear(opener, joiner);
  const seen = () => [opener.node.lookup.shift(shiftId), uncounted()];
  const before = seen();
  await chain.close(opener.node);
  opener = chain.openByHand('H1');
  expect(seen()).toEqual(before);
});
